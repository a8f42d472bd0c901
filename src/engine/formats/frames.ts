import type { FramesFacts } from './animation-decoder.ts'
import { formats } from './formats.ts'
import type { SourceFormat } from './header.ts'
import { follow } from './walk.ts'

/** An image's frames, found in its file structure. */
export interface FoundFrames extends FramesFacts {
  /**
   * Number of frames, at least 1. For a cut or damaged file, it is the number of frames that begin
   * before the damage.
   */
  readonly frames: number
}

/**
 * Finds an image's frames from its file structure.
 * @param chunks the whole file; closed as soon as the last frame is known
 */
export async function findFrames(
  format: SourceFormat,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<FoundFrames> {
  let [frames, longest, restores] = [0, 0, false]
  const walk = formats[format].walkFrames?.((more, { bytes = 0, isRestored = false } = {}) => {
    frames += more
    longest = Math.max(longest, bytes)
    restores ||= isRestored
  })
  if (walk) {
    const take = follow(walk)
    for await (const piece of chunks) if (take(piece)) break
  }
  return { frames: Math.max(1, frames), longest, restores }
}

/**
 * Counts an image's frames. It is used if the header does not contain their number
 * (`Header.frames`).
 * @param chunks the whole file; closed as soon as the number is known
 */
export const countFrames = async (format: SourceFormat, chunks: AsyncIterable<Uint8Array>): Promise<number> =>
  (await findFrames(format, chunks)).frames
