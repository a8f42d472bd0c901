/**
 * Sample differences after a Hadamard transform. They estimate the size of the coefficients that
 * code them.
 */

import { highHalves, lowHalves } from '../vp8/transform'
import { zipHigh, zipLow, zipPairsHigh, zipPairsLow } from '../zip'
import { sumOf } from './quantize'

/**
 * Transforms two blocks with 4 × 4 differences. Each vector holds a row of both blocks.
 * @returns magnitudes, whose first four lanes belong to the first block; their sum is about the
 *   coefficients' sum of magnitudes
 */
function magnitudes(x0: v128, x1: v128, x2: v128, x3: v128): v128 {
  let a = i16x8.add(x0, x1)
  let b = i16x8.sub(x0, x1)
  let c = i16x8.add(x2, x3)
  let d = i16x8.sub(x2, x3)
  const y0 = i16x8.add(a, c)
  const y1 = i16x8.add(b, d)
  const y2 = i16x8.sub(a, c)
  const y3 = i16x8.sub(b, d)
  const p = zipLow(y0, y1)
  const q = zipLow(y2, y3)
  const r = zipHigh(y0, y1)
  const s = zipHigh(y2, y3)
  const firstLow = zipPairsLow(p, q)
  const firstHigh = zipPairsHigh(p, q)
  const secondLow = zipPairsLow(r, s)
  const secondHigh = zipPairsHigh(r, s)
  const z0 = lowHalves(firstLow, secondLow)
  const z1 = highHalves(firstLow, secondLow)
  const z2 = lowHalves(firstHigh, secondHigh)
  const z3 = highHalves(firstHigh, secondHigh)
  a = i16x8.abs(i16x8.add(z0, z1))
  b = i16x8.abs(i16x8.sub(z0, z1))
  c = i16x8.abs(i16x8.add(z2, z3))
  d = i16x8.abs(i16x8.sub(z2, z3))
  // The last stage is left out: |a + c| + |a - c| is twice the larger magnitude.
  return i16x8.add(i16x8.max_s(a, c), i16x8.max_s(b, d))
}

/** Adds up the magnitudes in 16 rows with 16 samples, or in 8 rows, 16 bytes apart. */
export function difference(source: usize, prediction: usize, rows: usize): i32 {
  let sum = i32x4.splat(0)
  for (const end = source + (rows << 4); source < end; source += 64) {
    const s0 = v128.load(source)
    const s1 = v128.load(source, 16)
    const s2 = v128.load(source, 32)
    const s3 = v128.load(source, 48)
    const p0 = v128.load(prediction)
    const p1 = v128.load(prediction, 16)
    const p2 = v128.load(prediction, 32)
    const p3 = v128.load(prediction, 48)
    prediction += 64
    const first = magnitudes(
      i16x8.sub(i16x8.extend_low_i8x16_u(s0), i16x8.extend_low_i8x16_u(p0)),
      i16x8.sub(i16x8.extend_low_i8x16_u(s1), i16x8.extend_low_i8x16_u(p1)),
      i16x8.sub(i16x8.extend_low_i8x16_u(s2), i16x8.extend_low_i8x16_u(p2)),
      i16x8.sub(i16x8.extend_low_i8x16_u(s3), i16x8.extend_low_i8x16_u(p3)),
    )
    const second = magnitudes(
      i16x8.sub(i16x8.extend_high_i8x16_u(s0), i16x8.extend_high_i8x16_u(p0)),
      i16x8.sub(i16x8.extend_high_i8x16_u(s1), i16x8.extend_high_i8x16_u(p1)),
      i16x8.sub(i16x8.extend_high_i8x16_u(s2), i16x8.extend_high_i8x16_u(p2)),
      i16x8.sub(i16x8.extend_high_i8x16_u(s3), i16x8.extend_high_i8x16_u(p3)),
    )
    sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_s(i16x8.add(first, second)))
  }
  return sumOf(sum)
}

/**
 * Adds up the magnitudes in two blocks with 4 × 4 differences, whose rows are side by side.
 * @returns the first block's sum in the lower 32 bits, the second block's sum above
 */
export function magnitudeSums(x0: v128, x1: v128, x2: v128, x3: v128): u64 {
  const pairs = i32x4.extadd_pairwise_i16x8_s(magnitudes(x0, x1, x2, x3))
  const sums = i32x4.add(pairs, i32x4.shuffle(pairs, pairs, 1, 0, 3, 2))
  return i64x2.extract_lane(i32x4.shuffle(sums, sums, 0, 2, 0, 2), 0)
}
