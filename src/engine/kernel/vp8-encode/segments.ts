/** Segments by activity, their quantisers and their filter levels. */
import { acStep } from '../vp8/quant-steps'
import { log2 } from './bit-prices'
import { setSegment } from './macroblocks'
import { fillQuantisers } from './quantise'
import { loadLuma, SOURCE_LUMA } from './source'

export const SEGMENTS = 4

/** `true` if the frame has segments. */
export const segmented = true

/** Quantiser indices and filter levels of the segments. */
const INDICES: usize = memory.data(4)
const LEVELS: usize = memory.data(4)
/** Numbers of macroblocks in each segment. */
const SIZES: usize = memory.data(4 * 4, 4)
/** Numbers of macroblocks by activity. */
const ACTIVITIES = 256
const HISTOGRAM: usize = memory.data(256 * 4, 4)

export let chromaDc: i32 = 0
export let chromaAc: i32 = 0

export function indexOf(segment: i32): i32 {
  return load<u8>(INDICES + segment)
}

export function levelOf(segment: i32): i32 {
  return load<u8>(LEVELS + segment)
}

export function sizeOf(segment: i32): u32 {
  return load<u32>(SIZES + 4 * segment)
}

/** Returns the activity of the loaded macroblock, 0 to 255: the logarithm of its mean variance. */
function activity(): i32 {
  let total: u32 = 0
  for (let half: usize = 0; half < 256; half += 128) {
    let sums = i32x4.splat(0)
    let squares = i32x4.splat(0)
    let nextSums = i32x4.splat(0)
    let nextSquares = i32x4.splat(0)
    for (let at = SOURCE_LUMA + half; at < SOURCE_LUMA + half + 128; at += 16) {
      const samples = v128.load(at)
      const low = i16x8.extend_low_i8x16_u(samples)
      const high = i16x8.extend_high_i8x16_u(samples)
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(low))
      nextSums = i32x4.add(nextSums, i32x4.extadd_pairwise_i16x8_u(high))
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(low, low))
      nextSquares = i32x4.add(nextSquares, i32x4.dot_i16x8_s(high, high))
    }
    total += deviation(sums, squares) + deviation(nextSums, nextSquares)
  }
  return min(255, log2(1 + (total >> 6)) >> 4)
}

/** Returns the sum of squared differences from the mean of 64 samples. */
function deviation(sums: v128, squares: v128): u32 {
  const sum = <u32>total(sums)
  return <u32>total(squares) - <u32>((<u64>sum * sum) >> 6)
}

function total(lanes: v128): i32 {
  const halves = i32x4.add(lanes, i32x4.shuffle(lanes, lanes, 2, 3, 0, 1))
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1)
}

/**
 * Returns 127 · (1 - c^(exponent / 256)) for c³ = the linear strength of a quality, which is 2/3 of
 * it up to 75 and rises to 1 at 100.
 */
function strengthIndex(quality: i32, exponent: i32): i32 {
  const linear = quality < 75 ? 2 * quality : 6 * quality - 300
  if (linear >= 300) return 0
  // Logarithm of 300 / linear in 256ths, and a third of its power.
  const log = log2(300 << 16) - log2((<u32>linear) << 16)
  const fall = ((log * exponent) / 3 + 128) >> 8
  return max(0, min(127, (127 * (65536 - power(fall)) + 32768) >> 16))
}

/** Returns 2^(-x / 256) with 16 bits of fraction. */
function power(x: i32): i32 {
  let result: i64 = 65536
  let factor: i64 = 65359 // 2^(-1 / 256)
  for (; x > 0; x >>= 1) {
    if (x & 1) result = (result * factor + 32768) >> 16
    factor = (factor * factor + 32768) >> 16
  }
  return <i32>result
}

/** Analyses the picture: assigns each macroblock to a segment, and sets the segments' quantisers. */
export function openSegments(macroblocksWide: i32, macroblocksHigh: i32, quality: i32): void {
  memory.fill(HISTOGRAM, 0, 4 * ACTIVITIES)
  let index: usize = 0
  memory.fill(SIZES, 0, 16)
  let sum: u64 = 0
  for (let row = 0; row < macroblocksHigh; row++) {
    for (let column = 0; column < macroblocksWide; column++) {
      loadLuma(column, row)
      sum += activity()
    }
  }
  const mean = <i32>(sum / (<u64>macroblocksWide * macroblocksHigh))
  for (let row = 0; row < macroblocksHigh; row++) {
    for (let column = 0; column < macroblocksWide; column++) {
      loadLuma(column, row)
      const a = activity() - mean
      const segment = a < -32 ? 0 : a < 0 ? 1 : a < 24 ? 2 : 3
      setSegment(index++, segment)
      store<u32>(SIZES + 4 * segment, load<u32>(SIZES + 4 * segment) + 1)
    }
  }
  chromaDc = -2
  chromaAc = 0
  for (let segment = 0; segment < SEGMENTS; segment++) {
    const exponent = segment === 0 ? 200 : segment === 1 ? 235 : segment === 2 ? 265 : 300
    const value = strengthIndex(quality, exponent)
    store<u8>(INDICES + segment, <u8>value)
    store<u8>(LEVELS + segment, <u8>min(63, ((acStep(value) * 60) >> 7) >> 1))
    fillQuantisers(segment, value, chromaDc, chromaAc)
  }
}
