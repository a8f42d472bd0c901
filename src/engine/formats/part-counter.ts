import { Failure } from '../../errors.ts'
import { MAX_PARTS } from '../bytes/reader.ts'

/**
 * Parts that each frame of an animation adds to the limit. Without frames, the limit is that of a
 * still image.
 */
const OWN_PARTS = 4

/**
 * Limits the number of parts of an animation. Without the limit, a file of many small parts could
 * keep a decoder busy.
 */
export interface PartCounter {
  /** Counts a frame, whose parts follow. */
  frame(): void
  /**
   * Counts a part.
   * @throws Failure corrupt: there are too many parts
   */
  part(): void
}

/**
 * Opens a counter.
 * @param message detail of the failure when there are too many parts
 * @example partCounter('GIF: there are too many extensions')
 */
export function partCounter(message: string): PartCounter {
  let allowed = MAX_PARTS
  return {
    frame() {
      allowed += OWN_PARTS
    },
    part() {
      if (--allowed < 0) throw new Failure('corrupt', message)
    },
  }
}
