import { constants, createDeflate, createInflate, type ZlibOptions } from 'node:zlib'
import { Failure } from '../../errors.ts'

// `DecompressionStream` has the same zlib, but in Workers it inflates its input at once, without bounds (64 KB of a hostile
// image to 64 MB), loses that when an error follows, refuses data after the end, and has no compression level.

type Zlib = ReturnType<typeof createInflate> | ReturnType<typeof createDeflate>

const PIECE = 65_536
const OPTIONS: ZlibOptions = { chunkSize: PIECE }

/**
 * Inflates a zlib stream (RFC 1950) no faster than it is read, and holds a few pieces of 64 KB.
 *
 * Bytes after the stream's end are read and ignored, as in libpng. A stream that is cut gives all that can be inflated, and
 * ends: the reader counts what it needs. Errors of `data` pass through.
 *
 * @param data each piece is used up before the next one is requested
 * @throws Failure corrupt: this is no zlib stream, or its checksum is wrong
 */
export async function* inflate(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* through(createInflate({ ...OPTIONS, finishFlush: constants.Z_SYNC_FLUSH }), gathered(data))
  } catch (error) {
    throw toFailure(error)
  }
}

/**
 * Deflates to a zlib stream, piece by piece.
 * @param level 0, stored, to 9
 */
export function deflate(data: Iterable<Uint8Array>, level: number): AsyncGenerator<Uint8Array, void> {
  return through(createDeflate({ ...OPTIONS, level }), data)
}

async function* through(
  zlib: Zlib,
  data: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  let abandoned = false
  let failure: unknown
  let resume = () => {}
  // A destroyed stream never calls back a write whose result has not been read.
  zlib.once('close', () => resume())

  function write(piece: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      resume = resolve
      zlib.write(piece, () => resolve())
    })
  }

  /** Reads on after the end of the stream, so that `data` can check its own end. Never throws. */
  async function feed(): Promise<void> {
    try {
      for await (const piece of data) {
        await write(piece)
        if (abandoned) return
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
    abandoned = true
    zlib.destroy()
  }
}

/** Pieces of 64 KB: most files have IDAT chunks of 8 KB, and each write is costly. */
async function* gathered(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const whole = new Uint8Array(PIECE)
  let filled = 0
  for await (const piece of data) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + PIECE - filled)
      whole.set(part, filled)
      at += part.length
      filled += part.length
      if (filled < PIECE) continue
      yield whole
      filled = 0
    }
  }
  yield whole.subarray(0, filled)
}

function toFailure(error: unknown): unknown {
  switch (error instanceof Error && 'code' in error && error.code) {
    case 'Z_DATA_ERROR':
    case 'Z_NEED_DICT':
      return new Failure('corrupt', 'PNG: the image data is damaged')
    default:
      return error
  }
}
