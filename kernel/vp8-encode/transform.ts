/**
 * Forward transforms: the counterparts of the inverse transforms in RFC 6386, 14.3 and 14.4.
 * Coefficients are twice as large as in an orthonormal transform.
 */

import { highHalves, lowHalves } from '../vp8/transform'
import { zipHigh, zipLow, zipPairsHigh, zipPairsLow } from '../zip'

/** √2 · cos(π/8) and √2 · sin(π/8) with 12 fraction bits. */
const COSINE: i32 = 5352
const SINE: i32 = 2217

function pair(low: i32, high: i32): v128 {
  return i32x4.splat((low & 0xffff) | (high << 16))
}

/** Returns a · p + b · q for each 16-bit lane, rounded after the factors' fraction. */
function weighted(a: v128, b: v128, factors: v128, shift: i32): v128 {
  const half = i32x4.splat(1 << (shift - 1))
  const low = i32x4.add(i32x4.dot_i16x8_s(zipLow(a, b), factors), half)
  const high = i32x4.add(i32x4.dot_i16x8_s(zipHigh(a, b), factors), half)
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, shift), i32x4.shr_s(high, shift))
}

/**
 * Transforms two blocks. Each vector holds a row from both blocks.
 * @param out receives the first block's coefficients row by row, then the second block's
 */
export function forwardPair(x0: v128, x1: v128, x2: v128, x3: v128, out: usize): void {
  const odd = pair(SINE, COSINE)
  const odder = pair(-COSINE, SINE)
  let a = i16x8.add(x0, x3)
  let b = i16x8.add(x1, x2)
  let c = i16x8.sub(x1, x2)
  let d = i16x8.sub(x0, x3)
  // The first pass keeps three fraction bits, which still fit in 16 bits after the second.
  const y0 = i16x8.shl(i16x8.add(a, b), 3)
  const y1 = weighted(c, d, odd, 9)
  const y2 = i16x8.shl(i16x8.sub(a, b), 3)
  const y3 = weighted(c, d, odder, 9)

  let p = zipLow(y0, y1)
  let q = zipLow(y2, y3)
  let r = zipHigh(y0, y1)
  let s = zipHigh(y2, y3)
  const firstLow = zipPairsLow(p, q)
  const firstHigh = zipPairsHigh(p, q)
  const secondLow = zipPairsLow(r, s)
  const secondHigh = zipPairsHigh(r, s)
  const z0 = lowHalves(firstLow, secondLow)
  const z1 = highHalves(firstLow, secondLow)
  const z2 = lowHalves(firstHigh, secondHigh)
  const z3 = highHalves(firstHigh, secondHigh)

  a = i16x8.add(z0, z3)
  b = i16x8.add(z1, z2)
  c = i16x8.sub(z1, z2)
  d = i16x8.sub(z0, z3)
  const eight = i16x8.splat(7)
  const w0 = i16x8.shr_s(i16x8.add(i16x8.add(a, b), eight), 4)
  const w1 = weighted(c, d, odd, 16)
  const w2 = i16x8.shr_s(i16x8.add(i16x8.sub(a, b), eight), 4)
  const w3 = weighted(c, d, odder, 16)

  p = zipLow(w0, w1)
  q = zipLow(w2, w3)
  r = zipHigh(w0, w1)
  s = zipHigh(w2, w3)
  v128.store(out, zipPairsLow(p, q))
  v128.store(out, zipPairsHigh(p, q), 16)
  v128.store(out, zipPairsLow(r, s), 32)
  v128.store(out, zipPairsHigh(r, s), 48)
}

/**
 * Transforms the DC coefficients in 16 luma blocks to the DC block (RFC 6386, 14.3).
 * @param blocks address of the luma blocks, whose DC coefficients become 0
 * @param out receives the 16 coefficients
 */
export function forwardDc(blocks: usize, out: usize): void {
  for (let i: usize = 0; i < 4; i++) {
    const row = blocks + 128 * i
    const x0: i32 = load<i16>(row)
    const x1: i32 = load<i16>(row, 32)
    const x2: i32 = load<i16>(row, 64)
    const x3: i32 = load<i16>(row, 96)
    store<i16>(row, 0)
    store<i16>(row, 0, 32)
    store<i16>(row, 0, 64)
    store<i16>(row, 0, 96)
    // Halved sums would lose a bit, and 16 bits hold the full sums.
    store<i16>(out + 8 * i, <i16>(x0 + x1 + x2 + x3))
    store<i16>(out + 8 * i, <i16>(x0 + x1 - x2 - x3), 2)
    store<i16>(out + 8 * i, <i16>(x0 - x1 - x2 + x3), 4)
    store<i16>(out + 8 * i, <i16>(x0 - x1 + x2 - x3), 6)
  }
  for (let i: usize = 0; i < 4; i++) {
    const column = out + 2 * i
    const x0: i32 = load<i16>(column)
    const x1: i32 = load<i16>(column, 8)
    const x2: i32 = load<i16>(column, 16)
    const x3: i32 = load<i16>(column, 24)
    store<i16>(column, <i16>half(x0 + x1 + x2 + x3))
    store<i16>(column, <i16>half(x0 + x1 - x2 - x3), 8)
    store<i16>(column, <i16>half(x0 - x1 - x2 + x3), 16)
    store<i16>(column, <i16>half(x0 - x1 + x2 - x3), 24)
  }
}

function half(sum: i32): i32 {
  return (sum + (sum > 0 ? 1 : 0)) >> 1
}
