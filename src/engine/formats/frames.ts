import { formats } from './formats.ts'
import type { SourceFormat } from './header.ts'
import { follow } from './walk.ts'

/**
 * Counts the frames of an image from the structure of its file. It is used if the header does not
 * contain their number (`Header.frames`).
 * @param chunks the whole file; closed as soon as the number is known
 * @returns at least 1; for a cut or damaged file, the number of frames that begin before the damage
 */
export async function countFrames(format: SourceFormat, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let frames = 0
  const walk = formats[format].walkFrames?.((more) => (frames += more))
  if (walk) {
    const take = follow(walk)
    for await (const piece of chunks) if (take(piece)) break
  }
  return Math.max(1, frames)
}
