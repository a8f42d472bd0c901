/**
 * Segments (RFC 6386, 9.3): macroblocks with similar activity, which have their own quantizer steps
 * and filter levels. Errors are more visible where there is little activity.
 */
import { acStep } from '../vp8/quant-steps'
import { ACTIVITIES, activity } from './activity'
import { log2 } from './bit-prices'
import { thorough } from './effort'
import { assignSegments, keepByte } from './macroblocks'
import { fillQuantizers } from './quantize'
import { loadLuma } from './source'

export const SEGMENTS = 4

/** `true` if the frame has segments. Otherwise all macroblocks use the first segment's values. */
export let segmented = true
/** Numbers added to the quantizer index for chroma. */
export let chromaDc: i32 = 0
export let chromaAc: i32 = 0

/** The segments' quantizer indices and filter levels. */
const INDICES: usize = memory.data(4)
const LEVELS: usize = memory.data(4)
/** Number of macroblocks in each segment. */
const SIZES: usize = memory.data(4 * 4, 4)
/** The segments' mean activities. */
const CENTERS: usize = memory.data(4 * 4, 4)
/** Number of macroblocks by activity, and the segment for each activity. */
const HISTOGRAM: usize = memory.data(256 * 4, 4)
const SEGMENT_OF: usize = memory.data(256)

const ROUNDS = 6

/** Numbers added to the quantizer index for chroma DC, in the usual and the thorough search. */
const CHROMA_DC = -2
const THOROUGH_CHROMA_DC = -4

/**
 * Quality exponent (see `indexFor`) at the mean activity, and its rise in an octave. The thorough
 * search drops more levels, and reaches the same SSIMULACRA2 with smaller steps.
 */
const EXPONENT = 266
const THOROUGH_EXPONENT = 258
const OCTAVE = 32

/**
 * The segments' filter levels, in 256ths of the quantizer step. Block edges are less visible where
 * there is more activity, and the filter blurs text.
 */
const FILTERING: usize = memory.data<u8>([60, 48, 36, 24])

export function indexOf(segment: i32): i32 {
  return load<u8>(INDICES + segment)
}

export function levelOf(segment: i32): i32 {
  return load<u8>(LEVELS + segment)
}

export function sizeOf(segment: i32): u32 {
  return load<u32>(SIZES + 4 * segment)
}

/** Returns a segment's mean activity. */
export function centerOf(segment: i32): i32 {
  return load<i32>(CENTERS + 4 * segment)
}

function countOf(value: i32): u32 {
  return load<u32>(HISTOGRAM + 4 * value)
}

/** Assigns each macroblock to a segment, and sets the segments' quantizers and filter levels. */
export function openSegments(macroblocksWide: i32, macroblocksHigh: i32, quality: i32): void {
  memory.fill(HISTOGRAM, 0, 4 * ACTIVITIES)
  let index = 0
  let squares: u64 = 0
  let sum: u64 = 1
  for (let row = 0; row < macroblocksHigh; row++) {
    for (let column = 0; column < macroblocksWide; column++) {
      loadLuma(column, row)
      const value = activity()
      keepByte(index++, value)
      squares += value * value
      sum += value
      store<u32>(HISTOGRAM + 4 * value, countOf(value) + 1)
    }
  }
  findCenters()
  assignSegments(index, SEGMENT_OF)
  segmented = sizeOf(0) < <u32>index
  chromaDc = thorough ? THOROUGH_CHROMA_DC : CHROMA_DC
  chromaAc = 0
  // Busy macroblocks count more, because they take most bytes. At their activity, a quality has the
  // same quantizer as in libwebp.
  const mean = <i32>(squares / sum)
  const base = thorough ? THOROUGH_EXPONENT : EXPONENT
  for (let segment = 0; segment < SEGMENTS; segment++) {
    const exponent = base + (((centerOf(segment) - mean) * OCTAVE) >> 4)
    const value = indexFor(quality, max(64, min(512, exponent)))
    store<u8>(INDICES + segment, <u8>value)
    store<u8>(LEVELS + segment, <u8>min(63, (acStep(value) * load<u8>(FILTERING + segment)) >> 8))
    fillQuantizers(segment, value, chromaDc, chromaAc)
  }
}

/** Finds the segments' centers by k-means. */
function findCenters(): void {
  let low = 0
  let high = ACTIVITIES - 1
  while (countOf(low) === 0) low++
  while (countOf(high) === 0) high--
  for (let i = 0; i < SEGMENTS; i++)
    store<i32>(CENTERS + 4 * i, low + ((high - low) * (2 * i + 1)) / (2 * SEGMENTS))
  for (let round = 0; round < ROUNDS; round++) {
    let segment = 0
    let count: u32 = 0
    let sum: u64 = 0
    memory.fill(SIZES, 0, 4 * SEGMENTS)
    for (let value = low; value <= high; value++) {
      while (segment < SEGMENTS - 1 && 2 * value > centerOf(segment) + centerOf(segment + 1)) {
        close(segment++, count, sum)
        count = 0
        sum = 0
      }
      store<u8>(SEGMENT_OF + value, <u8>segment)
      count += countOf(value)
      sum += <u64>countOf(value) * value
    }
    close(segment, count, sum)
  }
}

/** Sets a segment's size, and moves its center to its mean. */
function close(segment: i32, count: u32, sum: u64): void {
  store<u32>(SIZES + 4 * segment, count)
  if (count > 0) store<i32>(CENTERS + 4 * segment, <i32>((sum + count / 2) / count))
}

/**
 * Returns the quantizer index for a quality: 127 · (1 - c^(exponent / 256)), where c³ is 2/3 of the
 * quality up to 75, and rises to 1 at 100.
 */
function indexFor(quality: i32, exponent: i32): i32 {
  const linear = quality < 75 ? 2 * quality : 6 * quality - 300
  const log = log2(300 << 16) - log2((<u32>linear) << 16)
  const fall = ((log * exponent) / 3 + 128) >> 8
  return max(0, min(127, (127 * (65536 - power(fall)) + 32768) >> 16))
}

/** Returns 2^(-x / 256) with 16 fraction bits. */
function power(x: i32): i32 {
  let result: i64 = 65536
  let factor: i64 = 65359 // 2^(-1 / 256)
  for (; x > 0; x >>= 1) {
    if (x & 1) result = (result * factor + 32768) >> 16
    factor = (factor * factor + 32768) >> 16
  }
  return <i32>result
}
