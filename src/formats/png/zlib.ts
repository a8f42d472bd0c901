import { constants, createDeflate, createInflate, type ZlibOptions } from 'node:zlib'
import { Failure } from '../../errors.ts'

// `node:zlib` and not `DecompressionStream`, with the same zlib behind both. In Workers the latter inflates whatever
// it is given at once and without bounds: 64 KB of a hostile image become 64 MB before anything can be read. It loses
// what it has inflated when an error follows, takes data behind the end for one, and knows no compression level.

type Zlib = ReturnType<typeof createInflate> | ReturnType<typeof createDeflate>

/** Bytes that come out at a time. */
const CHUNK = 65_536
const OPTIONS: ZlibOptions = { chunkSize: CHUNK }

/**
 * Inflates a zlib stream (RFC 1950) no faster than it is read: between its two ends it holds some 64 KB pieces.
 *
 * Bytes after the stream's end are read and ignored, as libpng does. Of a stream that is cut it gives all that can be
 * inflated, and ends: the reader counts what it needs. What `data` throws passes through.
 *
 * @param data the stream; each piece is used up before the next one is asked for
 * @throws Failure corrupt: it is not such a stream, or its checksum is wrong
 */
export async function* inflate(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* through(createInflate({ ...OPTIONS, finishFlush: constants.Z_SYNC_FLUSH }), gathered(data))
  } catch (error) {
    throw translated(error)
  }
}

/**
 * Makes a zlib stream, likewise piece by piece.
 * @param level 0, stored, to 9
 */
export function deflate(data: Iterable<Uint8Array>, level: number): AsyncGenerator<Uint8Array, void> {
  return through(createDeflate({ ...OPTIONS, level }), data)
}

async function* through(
  zlib: Zlib,
  data: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  let left = false
  let failure: unknown
  let goOn = () => {}
  // A write that waits for its result to be read is never answered once the stream is destroyed.
  zlib.once('close', () => goOn())

  function write(piece: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      goOn = resolve
      zlib.write(piece, () => resolve())
    })
  }

  /** Goes on after the end of the stream, so that `data` can find out what is wrong with its own end. Never throws. */
  async function feed(): Promise<void> {
    try {
      for await (const piece of data) {
        await write(piece)
        if (left) return
      }
      zlib.end()
    } catch (error) {
      failure = error
      zlib.destroy(new Error('the data ends in an error'))
    }
  }

  const feeding = feed()
  try {
    yield* zlib as AsyncIterable<Uint8Array>
    zlib.destroy()
    await feeding
    if (failure !== undefined) throw failure
  } catch (error) {
    throw failure ?? error
  } finally {
    left = true
    zlib.destroy()
  }
}

/** The same bytes in pieces of 64 KB: most files come in IDAT chunks of 8, and each write has its price. */
async function* gathered(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const whole = new Uint8Array(CHUNK)
  let filled = 0
  for await (const piece of data) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + CHUNK - filled)
      whole.set(part, filled)
      at += part.length
      filled += part.length
      if (filled < CHUNK) continue
      yield whole
      filled = 0
    }
  }
  yield whole.subarray(0, filled)
}

/** What zlib says of its input becomes a `Failure`; anything else is not the image's fault. */
function translated(error: unknown): unknown {
  switch (error instanceof Error && 'code' in error && error.code) {
    case 'Z_DATA_ERROR':
    case 'Z_NEED_DICT':
      return new Failure('corrupt', 'PNG: the image data is damaged')
    default:
      return error
  }
}
