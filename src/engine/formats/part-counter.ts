import { Failure } from '../../errors.ts'
import { MAX_PARTS } from '../bytes/reader.ts'

/** Parts that each frame of an animation may have; beside these, a file may have as many as one of a still picture. */
const OWN_PARTS = 4

/** Counts the parts of an animation, so that one of small parts alone does not take long. */
export interface PartCounter {
  /** Counts a frame, the parts of which follow. */
  frame(): void
  /** Counts a part. @throws Failure corrupt: there are too many */
  part(): void
}

/** @example partCounter('GIF: there are too many extensions') */
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
