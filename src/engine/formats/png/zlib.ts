import { createDeflate } from 'node:zlib'

// `CompressionStream` has the same zlib, but no compression level.

const PIECE = 65_536

/**
 * Deflates to a zlib stream, piece by piece.
 * @param data each piece is used up before the next one is requested
 * @param level 0, stored, to 9
 */
export async function* deflate(data: Iterable<Uint8Array>, level: number): AsyncGenerator<Uint8Array, void> {
  const zlib = createDeflate({ chunkSize: PIECE, level })
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

  /** Never throws. */
  async function feed(): Promise<void> {
    try {
      for (const piece of data) {
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
