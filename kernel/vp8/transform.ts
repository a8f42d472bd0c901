/**
 * Inverse transforms (RFC 6386, 14.3, 14.4) for two blocks at a time. Each half of a vector holds
 * four columns from one block. Coefficients from an encoder fit 16 bits. Larger coefficients wrap
 * around. For larger coefficients, even libwebp's builds give different results.
 */
import { zipHigh, zipLow, zipPairsHigh, zipPairsLow } from '../zip'

/**
 * cos(π/8)·√2 - 1 and sin(π/8)·√2 - 1 with 16 fraction bits. The factors without the subtraction do
 * not fit in a signed 16-bit lane. `scale` adds the 1 again.
 */
const COSINE: i16 = 20091
const SINE: i16 = <i16>(35468 - 65536)

export function lowHalves(a: v128, b: v128): v128 {
  return i64x2.shuffle(a, b, 0, 2)
}

export function highHalves(a: v128, b: v128): v128 {
  return i64x2.shuffle(a, b, 1, 3)
}

/** Returns x + x · factor / 65536, rounded down, for each 16-bit lane. */
function scale(x: v128, factor: i16): v128 {
  const factors = i16x8.splat(factor)
  const low = i32x4.extmul_low_i16x8_s(x, factors)
  const high = i32x4.extmul_high_i16x8_s(x, factors)
  return i16x8.add(x, i16x8.shuffle(low, high, 1, 3, 5, 7, 9, 11, 13, 15))
}

/**
 * Transforms a block and the next block in place (RFC 6386, 14.3). The results are stored by rows
 * and are the residue, which is added to the prediction.
 */
export function transformPair(block: usize): void {
  let upper = v128.load(block)
  let lower = v128.load(block, 16)
  let nextUpper = v128.load(block, 32)
  let nextLower = v128.load(block, 48)
  let x0 = lowHalves(upper, nextUpper)
  let x1 = highHalves(upper, nextUpper)
  let x2 = lowHalves(lower, nextLower)
  let x3 = highHalves(lower, nextLower)

  let a = i16x8.add(x0, x2)
  let b = i16x8.sub(x0, x2)
  let c = i16x8.sub(scale(x1, SINE), scale(x3, COSINE))
  let d = i16x8.add(scale(x1, COSINE), scale(x3, SINE))
  x0 = i16x8.add(a, d)
  x1 = i16x8.add(b, c)
  x2 = i16x8.sub(b, c)
  x3 = i16x8.sub(a, d)

  upper = zipLow(x0, x1)
  lower = zipLow(x2, x3)
  nextUpper = zipHigh(x0, x1)
  nextLower = zipHigh(x2, x3)
  x0 = zipPairsLow(upper, lower)
  x1 = zipPairsHigh(upper, lower)
  x2 = zipPairsLow(nextUpper, nextLower)
  x3 = zipPairsHigh(nextUpper, nextLower)
  upper = i16x8.add(lowHalves(x0, x2), i16x8.splat(4))
  nextUpper = highHalves(x0, x2)
  lower = lowHalves(x1, x3)
  nextLower = highHalves(x1, x3)

  a = i16x8.add(upper, lower)
  b = i16x8.sub(upper, lower)
  c = i16x8.sub(scale(nextUpper, SINE), scale(nextLower, COSINE))
  d = i16x8.add(scale(nextUpper, COSINE), scale(nextLower, SINE))
  x0 = i16x8.shr_s(i16x8.add(a, d), 3)
  x1 = i16x8.shr_s(i16x8.add(b, c), 3)
  x2 = i16x8.shr_s(i16x8.sub(b, c), 3)
  x3 = i16x8.shr_s(i16x8.sub(a, d), 3)

  upper = zipLow(x0, x1)
  lower = zipLow(x2, x3)
  nextUpper = zipHigh(x0, x1)
  nextLower = zipHigh(x2, x3)
  v128.store(block, zipPairsLow(upper, lower))
  v128.store(block, zipPairsHigh(upper, lower), 16)
  v128.store(block, zipPairsLow(nextUpper, nextLower), 32)
  v128.store(block, zipPairsHigh(nextUpper, nextLower), 48)
}

/**
 * Transforms the DC block to the DC coefficients for the 16 luma blocks (RFC 6386, 14.3), and
 * zeroes the DC block.
 * @param block the DC block's address
 * @param luma address of the luma blocks; only their DC coefficients are written
 */
export function transformDc(block: usize, luma: usize): void {
  const upper = v128.load(block)
  const lower = v128.load(block, 16)
  v128.store(block, i64x2.splat(0))
  v128.store(block, i64x2.splat(0), 16)
  let x0 = i32x4.extend_low_i16x8_s(upper)
  let x1 = i32x4.extend_high_i16x8_s(upper)
  let x2 = i32x4.extend_low_i16x8_s(lower)
  let x3 = i32x4.extend_high_i16x8_s(lower)
  let a = i32x4.add(x0, x3)
  let b = i32x4.add(x1, x2)
  let c = i32x4.sub(x1, x2)
  let d = i32x4.sub(x0, x3)
  x0 = i32x4.add(a, b)
  x1 = i32x4.add(d, c)
  x2 = i32x4.sub(a, b)
  x3 = i32x4.sub(d, c)

  a = zipPairsLow(x0, x1)
  b = zipPairsHigh(x0, x1)
  c = zipPairsLow(x2, x3)
  d = zipPairsHigh(x2, x3)
  x0 = i32x4.add(lowHalves(a, c), i32x4.splat(3))
  x1 = highHalves(a, c)
  x2 = lowHalves(b, d)
  x3 = highHalves(b, d)

  a = i32x4.add(x0, x3)
  b = i32x4.add(x1, x2)
  c = i32x4.sub(x1, x2)
  d = i32x4.sub(x0, x3)
  storeColumn(i32x4.shr_s(i32x4.add(a, b), 3), luma)
  storeColumn(i32x4.shr_s(i32x4.add(d, c), 3), luma + 32)
  storeColumn(i32x4.shr_s(i32x4.sub(a, b), 3), luma + 64)
  storeColumn(i32x4.shr_s(i32x4.sub(d, c), 3), luma + 96)
}

/** Stores the DC coefficients for the four blocks in one macroblock column. */
function storeColumn(values: v128, block: usize): void {
  store<i16>(block, <i16>i32x4.extract_lane(values, 0))
  store<i16>(block, <i16>i32x4.extract_lane(values, 1), 128)
  store<i16>(block, <i16>i32x4.extract_lane(values, 2), 256)
  store<i16>(block, <i16>i32x4.extract_lane(values, 3), 384)
}
