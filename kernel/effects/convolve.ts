/**
 * Convolves samples along one axis with a symmetric mask. A mask is stored as 16-bit weights: the
 * center's weight, then the weights on one side.
 */

/**
 * Bytes that are convolved in one step. Row lengths are padded so that they are divisible by it.
 */
export const BLOCK: usize = 32

// In a byte mask, the weights sum to 1 << BYTE_BITS, which is the largest sum for which weighted
// byte sums fit in 16 bits. In a word mask, the weights sum to 1 << WORD_BITS.
const BYTE_BITS: i32 = 8
const BYTE_HALF: i16 = 128
const WORD_BITS: i32 = 15

/** Rounds a number of bytes up to a multiple of `BLOCK`. */
export function padded(bytes: usize): usize {
  return (bytes + BLOCK - 1) & ~(BLOCK - 1)
}

function addLow(sums: v128, low: v128, high: v128, weight: v128): v128 {
  const both = i16x8.add(i16x8.extend_low_i8x16_u(low), i16x8.extend_low_i8x16_u(high))
  return i16x8.add(sums, i16x8.mul(both, weight))
}

function addHigh(sums: v128, low: v128, high: v128, weight: v128): v128 {
  const both = i16x8.add(i16x8.extend_high_i8x16_u(low), i16x8.extend_high_i8x16_u(high))
  return i16x8.add(sums, i16x8.mul(both, weight))
}

function toBytes(a: v128, b: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.shr_u(a, BYTE_BITS), i16x8.shr_u(b, BYTE_BITS))
}

/**
 * Convolves bytes: writes the weighted mean of each byte and its neighbors, rounded.
 * @param center address of the first byte; `radius` neighbors before the first and after the last
 *   byte are read, too
 * @param step distance between neighbors in bytes: a pixel's length to convolve along rows, or a
 *   row's length to convolve along columns
 * @param mask radius + 1 weights; all weights, with both sides, sum to 256
 * @param radius neighbors on each side
 * @param out receives `bytes` bytes
 * @param bytes number of results, a multiple of `BLOCK`
 */
export function convolveBytes(
  center: usize,
  step: usize,
  mask: usize,
  radius: usize,
  out: usize,
  bytes: usize,
): void {
  const half = i16x8.splat(BYTE_HALF)
  const lastWeight = mask + 2 * radius
  for (let at: usize = 0; at < bytes; at += BLOCK) {
    let low = center + at
    let high = low
    const middle = i16x8.splat(load<i16>(mask))
    const first = v128.load(low)
    const second = v128.load(low, 16)
    let a = i16x8.add(i16x8.mul(i16x8.extend_low_i8x16_u(first), middle), half)
    let b = i16x8.add(i16x8.mul(i16x8.extend_high_i8x16_u(first), middle), half)
    let c = i16x8.add(i16x8.mul(i16x8.extend_low_i8x16_u(second), middle), half)
    let d = i16x8.add(i16x8.mul(i16x8.extend_high_i8x16_u(second), middle), half)
    for (let place = mask; place < lastWeight; place += 2) {
      low -= step
      high += step
      const weight = i16x8.splat(load<i16>(place, 2))
      a = addLow(a, v128.load(low), v128.load(high), weight)
      b = addHigh(b, v128.load(low), v128.load(high), weight)
      c = addLow(c, v128.load(low, 16), v128.load(high, 16), weight)
      d = addHigh(d, v128.load(low, 16), v128.load(high, 16), weight)
    }
    v128.store(out + at, toBytes(a, b))
    v128.store(out + at, toBytes(c, d), 16)
  }
}

function toWords(a: v128, b: v128): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(a, WORD_BITS), i32x4.shr_s(b, WORD_BITS))
}

/**
 * Convolves 16-bit words from 0 to 16383. The other parameters are the same as for `convolveBytes`.
 * @param mask radius + 1 weights, each at most 32767; all weights, with both sides, sum to 32768
 */
export function convolveWords(
  center: usize,
  step: usize,
  mask: usize,
  radius: usize,
  out: usize,
  bytes: usize,
): void {
  const half = i32x4.splat(1 << (WORD_BITS - 1))
  const lastWeight = mask + 2 * radius
  for (let at: usize = 0; at < bytes; at += BLOCK) {
    let low = center + at
    let high = low
    const middle = i16x8.splat(load<i16>(mask))
    let a = i32x4.add(i32x4.extmul_low_i16x8_s(v128.load(low), middle), half)
    let b = i32x4.add(i32x4.extmul_high_i16x8_s(v128.load(low), middle), half)
    let c = i32x4.add(i32x4.extmul_low_i16x8_s(v128.load(low, 16), middle), half)
    let d = i32x4.add(i32x4.extmul_high_i16x8_s(v128.load(low, 16), middle), half)
    for (let place = mask; place < lastWeight; place += 2) {
      low -= step
      high += step
      const weight = i16x8.splat(load<i16>(place, 2))
      const first = i16x8.add(v128.load(low), v128.load(high))
      const second = i16x8.add(v128.load(low, 16), v128.load(high, 16))
      a = i32x4.add(a, i32x4.extmul_low_i16x8_s(first, weight))
      b = i32x4.add(b, i32x4.extmul_high_i16x8_s(first, weight))
      c = i32x4.add(c, i32x4.extmul_low_i16x8_s(second, weight))
      d = i32x4.add(d, i32x4.extmul_high_i16x8_s(second, weight))
    }
    v128.store(out + at, toWords(a, b))
    v128.store(out + at, toWords(c, d), 16)
  }
}
