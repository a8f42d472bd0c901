import { WEIGHT_BITS } from './axis'
import { Buffers } from './buffers'

/**
 * Fraction bits that a sample has between the horizontal and the vertical pass. An i16 holds a
 * sign, one bit for overshoot by the filter's negative lobes, 8 sample bits, and 6 fraction bits.
 */
export const FRACTION_BITS = 6

const SHIFT = WEIGHT_BITS - FRACTION_BITS
const ROUND = 1 << (SHIFT - 1)

/**
 * Runs the horizontal pass on four rows with single samples. The results are i16 with FRACTION_BITS
 * fraction bits. A column's four results, one from each row, are side by side.
 * @param target receives 8 bytes for each output sample
 * @param count output samples
 */
export function reduceGray(buffers: Buffers, target: usize, count: i32): void {
  const rows = buffers.rows
  const pitch = buffers.pitch
  const starts = buffers.starts
  const taps = buffers.taps
  const round = i32x4.splat(ROUND)
  let w = buffers.weights
  let even = i32x4.splat(0)
  for (let i = 0; i < count; i++) {
    let row0 = rows + load<u32>(starts + <usize>i * 4)
    let row1 = row0 + pitch
    let row2 = row1 + pitch
    let row3 = row2 + pitch
    let a = i32x4.splat(0)
    let b = i32x4.splat(0)
    let c = i32x4.splat(0)
    let d = i32x4.splat(0)
    for (const end = w + <usize>taps * 2; w < end; w += 16) {
      const weight = v128.load(w)
      a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(v128.load(row0)), weight))
      b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(v128.load(row1)), weight))
      c = i32x4.add(c, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(v128.load(row2)), weight))
      d = i32x4.add(d, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(v128.load(row3)), weight))
      row0 += 8
      row1 += 8
      row2 += 8
      row3 += 8
    }
    const ab = addHalves(a, b)
    const cd = addHalves(c, d)
    const sums = i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7))
    const value = i32x4.shr_s(i32x4.add(sums, round), SHIFT)
    if (i & 1) {
      v128.store(target, i16x8.narrow_i32x4_s(even, value))
      target += 16
    } else {
      even = value
    }
  }
  if (count & 1) v128.store(target, i16x8.narrow_i32x4_s(even, even))
}

/** Adds 32-bit lanes: returns a0+a2, b0+b2, a1+a3, b1+b3. */
function addHalves(a: v128, b: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7))
}

/**
 * Runs the horizontal pass on four RGBA rows, whose samples have the order that `takeRgba` writes.
 * An output pixel's result is four red samples (one from each row), four green samples, and so on.
 * All columns in `starts` are even.
 * @param target receives 32 bytes for each output pixel
 * @param count output pixels
 */
export function reduceRgba(buffers: Buffers, target: usize, count: i32): void {
  const rows = buffers.rows
  const pitch = buffers.pitch
  const starts = buffers.starts
  const taps = buffers.taps
  const round = i32x4.splat(ROUND)
  let w = buffers.weights
  for (let i = 0; i < count; i++) {
    let row0 = rows + load<u32>(starts + <usize>i * 4)
    let row1 = row0 + pitch
    let row2 = row1 + pitch
    let row3 = row2 + pitch
    let a = i32x4.splat(0)
    let b = i32x4.splat(0)
    let c = i32x4.splat(0)
    let d = i32x4.splat(0)
    for (const end = w + <usize>taps * 2; w < end; w += 8) {
      const four = i64x2.splat(load<i64>(w))
      const first = v128.shuffle<i32>(four, four, 0, 0, 0, 0)
      const second = v128.shuffle<i32>(four, four, 1, 1, 1, 1)
      a = addPixels(a, v128.load(row0), first, second)
      b = addPixels(b, v128.load(row1), first, second)
      c = addPixels(c, v128.load(row2), first, second)
      d = addPixels(d, v128.load(row3), first, second)
      row0 += 16
      row1 += 16
      row2 += 16
      row3 += 16
    }
    a = i32x4.shr_s(i32x4.add(a, round), SHIFT)
    b = i32x4.shr_s(i32x4.add(b, round), SHIFT)
    c = i32x4.shr_s(i32x4.add(c, round), SHIFT)
    d = i32x4.shr_s(i32x4.add(d, round), SHIFT)
    const ab = i16x8.narrow_i32x4_s(a, b)
    const cd = i16x8.narrow_i32x4_s(c, d)
    const ac = v128.shuffle<i16>(ab, cd, 0, 4, 8, 12, 1, 5, 9, 13)
    const bd = v128.shuffle<i16>(ab, cd, 2, 6, 10, 14, 3, 7, 11, 15)
    v128.store(target, ac)
    v128.store(target, bd, 16)
    target += 32
  }
}

function addPixels(sum: v128, pixels: v128, first: v128, second: v128): v128 {
  const left = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(pixels), first)
  const right = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(pixels), second)
  return i32x4.add(i32x4.add(sum, left), right)
}
