import { createDeflate } from 'node:zlib'

// The module uses `node:zlib`, because `CompressionStream` has no option for the compression level.
// Both use the same zlib.

const PIECE = 65_536

/**
 * Deflates data to a zlib stream, piece by piece.
 * @param data pieces of the data; each is used up before the next one is requested
 * @param level 0 (stored without compression) to 9
 */
export async function* deflate(data: Iterable<Uint8Array>, level: number): AsyncGenerator<Uint8Array, void> {
  const zlib = createDeflate({ chunkSize: PIECE, level })
  let abandoned = false
  let failure: unknown
  let resume = () => {}
  // If the reader stops early, the stream is destroyed. A destroyed stream never calls the callback
  // of a pending write, so `resume` settles the promise of that write.
  zlib.once('close', () => resume())

  function write(piece: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      resume = resolve
      zlib.write(piece, () => resolve())
    })
  }

  /**
   * Writes all data to the stream. It never throws; an error of the data is stored in `failure`.
   */
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
