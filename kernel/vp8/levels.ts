/** Computes the macroblocks' loop filter limits (RFC 6386, 9.3, 9.6, 15.1 to 15.3). */
import { readFlag, readNumber, readOptional } from './bool'
import { absolute, SEGMENTS, segmented, segmentLevel } from './segments'

export const NO_FILTER = 0
export const SIMPLE = 1
export const NORMAL = 2

/** Loop filter that the frame uses: `NO_FILTER`, `SIMPLE` or `NORMAL`. */
export let filter: i32 = NO_FILTER
let level: i32 = 0
let sharpness: i32 = 0
let adjusted = false
/**
 * Filter level adjustments. `intraDelta` is added for macroblocks predicted within the frame, which
 * are all macroblocks in a key frame. `subblockDelta` is added, too, for macroblocks whose luma is
 * predicted by subblocks.
 */
let intraDelta: i32 = 0
let subblockDelta: i32 = 0

/**
 * Filter limits, with two entries for each segment: for macroblocks that are predicted as a whole,
 * and for macroblocks that are predicted by subblocks.
 */
const LIMITS: usize = memory.data(SEGMENTS * 2 * 4)

/**
 * Byte offsets of three filter limits from the address that `limitsOf` returns: the limit for the
 * step across edges inside a macroblock, the limit for differences on one side of an edge, and the
 * high-variance threshold.
 */
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

/**
 * Computes all segments' filter limits, after the header's values for segments and filter have been
 * read.
 */
export function makeLimits(): void {
  for (let segment = 0; segment < SEGMENTS; segment++) {
    const base = segmented ? segmentLevel(segment) + (absolute ? 0 : level) : level
    for (let subblocks = 0; subblocks < 2; subblocks++) {
      const delta = adjusted ? intraDelta + (subblocks ? subblockDelta : 0) : 0
      write(limitsOf(segment, subblocks), max(0, min(63, base + delta)))
    }
  }
}

/** Computes and writes the filter limits for a filter level. An edge limit of 0 means no filter. */
function write(limits: usize, level: i32): void {
  let interior = level
  if (sharpness > 0) interior = min(interior >> (sharpness > 4 ? 2 : 1), 9 - sharpness)
  interior = max(1, interior)
  store<u8>(limits + EDGE, level === 0 ? 0 : 2 * level + interior)
  store<u8>(limits + INTERIOR, interior)
  store<u8>(limits + VARIANCE, level >= 40 ? 2 : level >= 15 ? 1 : 0)
}
