import { zipLow } from '../zip'
import { addFraction, addFractionFirst, HALF, narrowSums, rowsOfFour, weigh } from './idct-lanes'
import { WEIGHTS3_1, WEIGHTS3_02 } from './idct-other-weights'

function dequantizeFour(coefficients: usize, quant: usize): v128 {
  return i16x8.mul(i64x2.splat(load<i64>(coefficients)), i64x2.splat(load<i64>(quant)))
}

/**
 * Transforms a block's coefficients to 3 × 3 samples. A sample's error is at most 1.
 * @param coefficients 9 i16: the 3 × 3 lowest frequencies, row by row; 2 bytes after them are read,
 *   too
 * @param quant 9 u16 in the same order; 2 bytes after them are read, too
 * @param out receives 3 4-byte rows; a row's last byte is undefined
 * @param stride distance in bytes from one row to the next
 */
export function idct3x3(coefficients: usize, quant: usize, out: usize, stride: i32): void {
  const row0 = addFractionFirst(dequantizeFour(coefficients, quant))
  const row1 = addFraction(dequantizeFour(coefficients + 6, quant + 6))
  const row2 = addFraction(dequantizeFour(coefficients + 12, quant + 12))
  const rounding = i32x4.splat(HALF)
  let pair02 = zipLow(row0, row2)
  let pair1 = zipLow(row1, row1)
  let sum = i32x4.add(weigh(pair02, WEIGHTS3_02), rounding)
  let middle = i32x4.add(weigh(pair02, WEIGHTS3_02 + 16), rounding)
  let odd = weigh(pair1, WEIGHTS3_1)
  let last = i32x4.sub(sum, odd)
  const upper = narrowSums(i32x4.add(sum, odd), middle)
  const lower = narrowSums(last, last)
  pair02 = i16x8.shuffle(upper, lower, 0, 2, 4, 6, 8, 10, 12, 14)
  pair1 = i16x8.shuffle(upper, lower, 1, 3, 5, 7, 9, 11, 13, 15)
  sum = weigh(pair02, WEIGHTS3_02)
  middle = weigh(pair02, WEIGHTS3_02 + 16)
  odd = weigh(pair1, WEIGHTS3_1)
  last = i32x4.sub(sum, odd)
  const rows = rowsOfFour(narrowSums(i32x4.add(sum, odd), middle), narrowSums(last, last))
  store<i32>(out, i32x4.extract_lane(rows, 0))
  store<i32>(out + stride, i32x4.extract_lane(rows, 1))
  store<i32>(out + 2 * stride, i32x4.extract_lane(rows, 2))
}
