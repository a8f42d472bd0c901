import { createDeflate } from 'node:zlib'

// The module uses `node:zlib`, because `CompressionStream` has no option for the compression level.
// Both use the same zlib.

/** Size in bytes of the buffers into which zlib writes. */
export const ZLIB_BUFFER = 65_536

/**
 * Deflates data to a zlib stream, piece by piece. Several pieces may be views of one buffer, into
 * which zlib writes until the end.
 * @param data the data's pieces; each is used up before the next one is requested
 * @param level 0 (stored without compression) to 9
 */
export async function* deflate(data: Iterable<Uint8Array>, level: number): AsyncGenerator<Uint8Array, void> {
  const zlib = createDeflate({ chunkSize: ZLIB_BUFFER, level })
  const deflated: Uint8Array[] = []
  // The stream is not iterated over, because its iterator copies pieces to join them.
  zlib.on('data', (piece: Uint8Array) => deflated.push(piece))
  const ended = new Promise<void>((resolve, reject) => zlib.once('end', resolve).once('error', reject))
  ended.catch(() => undefined)
  const write = (piece: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      zlib.write(piece, (error) => (error ? reject(error) : resolve()))
    })
  try {
    for (const piece of data) {
      await Promise.race([write(piece), ended])
      yield* deflated.splice(0)
    }
    zlib.end()
    await ended
    yield* deflated
  } finally {
    zlib.destroy()
  }
}
