import { Failure } from '../../errors.ts'
import { MAX_PARTS } from '../bytes/reader.ts'

/**
 * Number of parts (chunks or extensions) by which each animation frame raises the limit. Before the
 * first frame, the limit is the same as for a still image.
 */
const OWN_PARTS = 4

/**
 * Limits the number of parts (chunks or extensions) in an animation. Without the limit, a file with
 * many small parts could keep a decoder busy.
 */
export interface PartCounter {
  /** Counts a frame, which raises the limit by the number of parts that a frame may have. */
  frame(): void
  /**
   * Counts a part.
   * @throws Failure corrupt: there are too many parts
   */
  part(): void
}

/**
 * Opens a part counter.
 * @param message failure detail when there are too many parts
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
