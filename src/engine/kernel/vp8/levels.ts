/** What the loop filter does with each macroblock (RFC 6386, 9.3, 9.6, 15.1 to 15.3). */
import { readFlag, readNumber, readOptional } from './bool'
import { absolute, SEGMENTS, segmented, segmentLevel } from './segments'

export const NO_FILTER = 0
export const SIMPLE = 1
export const NORMAL = 2

/** Which filter the frame has. */
export let filter: i32 = NO_FILTER
let level: i32 = 0
let sharpness: i32 = 0
let adjusted = false
/** Of macroblocks predicted within the frame, as all of a key frame are, and of those predicted by subblocks. */
let intraDelta: i32 = 0
let subblockDelta: i32 = 0

/** Of a segment, of macroblocks predicted whole, then of those predicted by subblocks. */
const LIMITS: usize = memory.data(SEGMENTS * 2 * 4)

/** Offsets from `limitsOf`: the limit of edges within the macroblock, of differences inside, of high variance. */
export const EDGE: usize = 0
export const INTERIOR: usize = 1
export const VARIANCE: usize = 2

export function limitsOf(segment: i32, subblocks: i32): usize {
  return LIMITS + <usize>(((segment << 1) | subblocks) << 2)
}

export function readFilter(): void {
  const simple = readFlag()
  level = readNumber(6)
  sharpness = readNumber(3)
  filter = level === 0 ? NO_FILTER : simple ? SIMPLE : NORMAL
  adjusted = readFlag()
  intraDelta = 0
  subblockDelta = 0
  if (!adjusted || !readFlag()) return
  intraDelta = readOptional(6)
  for (let i = 0; i < 3; i++) readOptional(6)
  subblockDelta = readOptional(6)
  for (let i = 0; i < 3; i++) readOptional(6)
}

/** Computes the limits, once the segments and the filter are known. */
export function makeLimits(): void {
  for (let segment = 0; segment < SEGMENTS; segment++) {
    const base = segmented ? segmentLevel(segment) + (absolute ? 0 : level) : level
    for (let subblocks = 0; subblocks < 2; subblocks++) {
      const delta = adjusted ? intraDelta + (subblocks ? subblockDelta : 0) : 0
      write(limitsOf(segment, subblocks), max(0, min(63, base + delta)))
    }
  }
}

/** An edge limit of 0 is no filter. */
function write(limits: usize, level: i32): void {
  let interior = level
  if (sharpness > 0) interior = min(interior >> (sharpness > 4 ? 2 : 1), 9 - sharpness)
  interior = max(1, interior)
  store<u8>(limits + EDGE, level === 0 ? 0 : 2 * level + interior)
  store<u8>(limits + INTERIOR, interior)
  store<u8>(limits + VARIANCE, level >= 40 ? 2 : level >= 15 ? 1 : 0)
}
