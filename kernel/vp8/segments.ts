/** Segments: macroblock groups with their own quantizer steps and filter levels (RFC 6386, 9.3). */
import { readBool, readFlag, readNumber, readOptional } from './bool'

export const SEGMENTS = 4

/**
 * Frame flags, `true` if:
 * - `segmented`: the frame has segments.
 * - `mapped`: the frame assigns each macroblock to a segment.
 * - `absolute`: the segments' values replace the frame's values instead of being added to them.
 */
export let segmented = false
let mapped = false
export let absolute = false

const PROBABILITIES: usize = memory.data(3)
const STEP_INDICES: usize = memory.data(SEGMENTS)
const LEVELS: usize = memory.data(SEGMENTS)

export function readSegments(): void {
  segmented = readFlag()
  mapped = false
  // If a key frame gives no values for its segments, all values are absolute zeros, as in libwebp.
  absolute = true
  memory.fill(STEP_INDICES, 0, SEGMENTS)
  memory.fill(LEVELS, 0, SEGMENTS)
  if (!segmented) return
  mapped = readFlag()
  if (readFlag()) {
    absolute = readFlag()
    for (let i = 0; i < SEGMENTS; i++) store<i8>(STEP_INDICES + i, <i8>readOptional(7))
    for (let i = 0; i < SEGMENTS; i++) store<i8>(LEVELS + i, <i8>readOptional(6))
  }
  if (!mapped) return
  for (let i = 0; i < 3; i++) store<u8>(PROBABILITIES + i, readFlag() ? readNumber(8) : 255)
}

/**
 * Returns a segment's quantizer index. If `absolute` is `false`, it is a number to add to the
 * frame's index.
 */
export function segmentStep(segment: i32): i32 {
  return load<i8>(STEP_INDICES + segment)
}

/**
 * Returns a segment's filter level. If `absolute` is `false`, it is a number to add to the frame's
 * level.
 */
export function segmentLevel(segment: i32): i32 {
  return load<i8>(LEVELS + segment)
}

/** Reads the index of the segment to which a macroblock belongs (RFC 6386, 10). */
export function readSegment(): i32 {
  if (!mapped) return 0
  if (readBool(load<u8>(PROBABILITIES))) return 2 + readBool(load<u8>(PROBABILITIES, 2))
  return readBool(load<u8>(PROBABILITIES, 1))
}
