/**
 * Inverse discrete cosine transforms (T.81 A.3.3) with dequantization (A.3.4), level shift (A.3.1)
 * and clipping. An N × N transform computes N × N samples from a block's N × N lowest frequencies.
 * The mean does not change, and the picture shrinks by the factor 8/N.
 *
 * A transform runs on the columns, then on the rows. One direction is x[i] = c[0] + Σ √2 · c[u] ·
 * cos((2i + 1)uπ / 2N). It is scaled by √8, so that frequency 0 has the weight 1.
 * `i32x4.dot_i16x8_s` weights the frequencies in pairs. Weights have 14 fraction bits. Between the
 * two directions, values have 16 bits, 3 for the fraction. Legal blocks never exceed this range. In
 * other blocks, values wrap around or saturate, and the samples are noise.
 *
 * A pair vector has two frequencies for four columns (or rows), interleaved. Interleaving two
 * vectors (zip) results in pairs. Interleaving several times transposes the block.
 */

import { zipHigh, zipLow } from '../zip'
import {
  dequantize,
  dequantizeFirst,
  descale,
  LAST_OF_CORNER,
  ROW_SHIFT,
  SUM_SHIFT,
  weigh,
  weighRounding,
} from './idct-lanes'
import { idct1x1 } from './idct-scaled'
import { WEIGHTS_02, WEIGHTS_04, WEIGHTS_13, WEIGHTS_15, WEIGHTS_26, WEIGHTS_37 } from './idct-weights'

export { idct1x1, idct2x2 } from './idct-scaled'

/**
 * Work area for a block whose rows are interleaved in pairs: first the block's left half, then its
 * right half.
 */
const PAIRS: usize = memory.data(128, 16)
/** Work area for a block's column transform: first the result's left half, then its right half. */
const COLUMNS: usize = memory.data(128, 16)

function weighOdd(pair15: v128, pair37: v128, row: usize): v128 {
  return i32x4.add(weigh(pair15, WEIGHTS_15 + row), weigh(pair37, WEIGHTS_37 + row))
}

function zipBytesLow(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
}

function zipBytesHigh(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
}

function storePairs(upper: v128, lower: v128, to: usize): void {
  v128.store(to, zipLow(upper, lower))
  v128.store(to, zipHigh(upper, lower), 64)
}

/**
 * Stores the result for four columns in four pair vectors: columns 0 and 1 of rows 0 to 3, columns
 * 2 and 3 of these rows, then the same for rows 4 to 7.
 */
function storeColumns(rows04: v128, rows15: v128, rows26: v128, rows37: v128, to: usize): void {
  const rows02 = zipLow(rows04, rows26)
  const rows13 = zipLow(rows15, rows37)
  const rows46 = zipHigh(rows04, rows26)
  const rows57 = zipHigh(rows15, rows37)
  v128.store(to, zipLow(rows02, rows13))
  v128.store(to, zipHigh(rows02, rows13), 16)
  v128.store(to, zipLow(rows46, rows57), 32)
  v128.store(to, zipHigh(rows46, rows57), 48)
}

/**
 * Stores four rows.
 * @param x0123 the rows' samples 0 and 1, interleaved, then samples 2 and 3
 * @param x4567 the rows' samples 4 to 7 in the same order
 */
function storeRows(x0123: v128, x4567: v128, out: usize, stride: usize): void {
  const x0415 = zipBytesLow(x0123, x4567)
  const x2637 = zipBytesHigh(x0123, x4567)
  const even = zipBytesLow(x0415, x2637)
  const odd = zipBytesHigh(x0415, x2637)
  const rows01 = zipBytesLow(even, odd)
  const rows23 = zipBytesHigh(even, odd)
  store<i64>(out, i64x2.extract_lane(rows01, 0))
  store<i64>(out + stride, i64x2.extract_lane(rows01, 1))
  out += 2 * stride
  store<i64>(out, i64x2.extract_lane(rows23, 0))
  store<i64>(out + stride, i64x2.extract_lane(rows23, 1))
}

function transformColumns(): void {
  for (let at: usize = 0; at < 128; at += 64) {
    const pair04 = v128.load(PAIRS + at)
    const pair15 = v128.load(PAIRS + at, 16)
    const pair26 = v128.load(PAIRS + at, 32)
    const pair37 = v128.load(PAIRS + at, 48)
    const sum = weighRounding(pair04, WEIGHTS_04)
    const difference = weighRounding(pair04, WEIGHTS_04 + 16)
    const outer = weigh(pair26, WEIGHTS_26)
    const inner = weigh(pair26, WEIGHTS_26 + 16)
    const e0 = i32x4.add(sum, outer)
    const e1 = i32x4.add(difference, inner)
    const e2 = i32x4.sub(difference, inner)
    const e3 = i32x4.sub(sum, outer)
    const o0 = weighOdd(pair15, pair37, 0)
    const o1 = weighOdd(pair15, pair37, 16)
    const o2 = weighOdd(pair15, pair37, 32)
    const o3 = weighOdd(pair15, pair37, 48)
    storeColumns(
      descale(i32x4.add(e0, o0), i32x4.sub(e3, o3), SUM_SHIFT),
      descale(i32x4.add(e1, o1), i32x4.sub(e2, o2), SUM_SHIFT),
      descale(i32x4.add(e2, o2), i32x4.sub(e1, o1), SUM_SHIFT),
      descale(i32x4.add(e3, o3), i32x4.sub(e0, o0), SUM_SHIFT),
      COLUMNS + at,
    )
  }
}

function transformRows(out: usize, stride: usize): void {
  for (let at: usize = 0; at < 64; at += 32) {
    const columns01 = v128.load(COLUMNS + at)
    const columns23 = v128.load(COLUMNS + at, 16)
    const columns45 = v128.load(COLUMNS + at, 64)
    const columns67 = v128.load(COLUMNS + at, 80)
    const pair04 = zipLow(columns01, columns45)
    const pair15 = zipHigh(columns01, columns45)
    const pair26 = zipLow(columns23, columns67)
    const pair37 = zipHigh(columns23, columns67)
    const sum = weigh(pair04, WEIGHTS_04)
    const difference = weigh(pair04, WEIGHTS_04 + 16)
    const outer = weigh(pair26, WEIGHTS_26)
    const inner = weigh(pair26, WEIGHTS_26 + 16)
    const e0 = i32x4.add(sum, outer)
    const e1 = i32x4.add(difference, inner)
    const e2 = i32x4.sub(difference, inner)
    const e3 = i32x4.sub(sum, outer)
    const o0 = weighOdd(pair15, pair37, 0)
    const o1 = weighOdd(pair15, pair37, 16)
    const o2 = weighOdd(pair15, pair37, 32)
    const o3 = weighOdd(pair15, pair37, 48)
    const x01 = descale(i32x4.add(e0, o0), i32x4.add(e1, o1), ROW_SHIFT)
    const x23 = descale(i32x4.add(e2, o2), i32x4.add(e3, o3), ROW_SHIFT)
    const x45 = descale(i32x4.sub(e3, o3), i32x4.sub(e2, o2), ROW_SHIFT)
    const x67 = descale(i32x4.sub(e1, o1), i32x4.sub(e0, o0), ROW_SHIFT)
    storeRows(i8x16.narrow_i16x8_u(x01, x23), i8x16.narrow_i16x8_u(x45, x67), out, stride)
    out += 4 * stride
  }
}

function transformCornerColumns(pair02: v128, pair13: v128): void {
  const e0 = weighRounding(pair02, WEIGHTS_02)
  const e1 = weighRounding(pair02, WEIGHTS_02 + 16)
  const e2 = weighRounding(pair02, WEIGHTS_02 + 32)
  const e3 = weighRounding(pair02, WEIGHTS_02 + 48)
  const o0 = weigh(pair13, WEIGHTS_13)
  const o1 = weigh(pair13, WEIGHTS_13 + 16)
  const o2 = weigh(pair13, WEIGHTS_13 + 32)
  const o3 = weigh(pair13, WEIGHTS_13 + 48)
  storeColumns(
    descale(i32x4.add(e0, o0), i32x4.sub(e3, o3), SUM_SHIFT),
    descale(i32x4.add(e1, o1), i32x4.sub(e2, o2), SUM_SHIFT),
    descale(i32x4.add(e2, o2), i32x4.sub(e1, o1), SUM_SHIFT),
    descale(i32x4.add(e3, o3), i32x4.sub(e0, o0), SUM_SHIFT),
    COLUMNS,
  )
}

function transformCornerRows(out: usize, stride: usize): void {
  for (let at: usize = 0; at < 64; at += 32) {
    const columns01 = v128.load(COLUMNS + at)
    const columns23 = v128.load(COLUMNS + at, 16)
    const pair02 = zipLow(columns01, columns23)
    const pair13 = zipHigh(columns01, columns23)
    const e0 = weigh(pair02, WEIGHTS_02)
    const e1 = weigh(pair02, WEIGHTS_02 + 16)
    const e2 = weigh(pair02, WEIGHTS_02 + 32)
    const e3 = weigh(pair02, WEIGHTS_02 + 48)
    const o0 = weigh(pair13, WEIGHTS_13)
    const o1 = weigh(pair13, WEIGHTS_13 + 16)
    const o2 = weigh(pair13, WEIGHTS_13 + 32)
    const o3 = weigh(pair13, WEIGHTS_13 + 48)
    const x01 = descale(i32x4.add(e0, o0), i32x4.add(e1, o1), ROW_SHIFT)
    const x23 = descale(i32x4.add(e2, o2), i32x4.add(e3, o3), ROW_SHIFT)
    const x45 = descale(i32x4.sub(e3, o3), i32x4.sub(e2, o2), ROW_SHIFT)
    const x67 = descale(i32x4.sub(e1, o1), i32x4.sub(e0, o0), ROW_SHIFT)
    storeRows(i8x16.narrow_i16x8_u(x01, x23), i8x16.narrow_i16x8_u(x45, x67), out, stride)
    out += 4 * stride
  }
}

function fill(sample: i32, out: usize, stride: usize): void {
  const row = i64x2.extract_lane(i8x16.splat(<i8>sample), 0)
  for (let end = out + 8 * stride; out !== end; out += stride) store<i64>(out, row)
}

/**
 * Transforms a block's coefficients to 8 × 8 samples. Few samples differ from the exact result, and
 * none by more than 1. `last` enables shortcuts that do not change the samples.
 * @param coefficients 64 i16, quantized, row by row, aligned to 16 bytes
 * @param quant 64 u16 in the same order, aligned to 16 bytes
 * @param last zigzag index after which all coefficients are 0
 * @param out receives 8 8-byte rows
 * @param stride distance in bytes from one row to the next
 */
export function idct8x8(coefficients: usize, quant: usize, last: i32, out: usize, stride: i32): void {
  if (last === 0) {
    const flat = <i16>(<i32>load<i16>(coefficients) * <i32>load<u16>(quant))
    fill(idct1x1(flat, 1), out, stride)
    return
  }
  const row0 = dequantizeFirst(coefficients, quant)
  const row1 = dequantize(coefficients + 16, quant + 16)
  const row2 = dequantize(coefficients + 32, quant + 32)
  const row3 = dequantize(coefficients + 48, quant + 48)
  if (last <= LAST_OF_CORNER) {
    transformCornerColumns(zipLow(row0, row2), zipLow(row1, row3))
    transformCornerRows(out, stride)
  } else {
    storePairs(row0, dequantize(coefficients + 64, quant + 64), PAIRS)
    storePairs(row1, dequantize(coefficients + 80, quant + 80), PAIRS + 16)
    storePairs(row2, dequantize(coefficients + 96, quant + 96), PAIRS + 32)
    storePairs(row3, dequantize(coefficients + 112, quant + 112), PAIRS + 48)
    transformColumns()
    transformRows(out, stride)
  }
}

/**
 * Transforms a block's coefficients to 4 × 4 samples. A sample's error is at most 1. Frequency u in
 * the 4-point transform has the same weights as frequency 2u in the 8-point transform.
 * @param coefficients 16 i16: the 4 × 4 lowest frequencies, row by row, aligned to 16 bytes
 * @param quant 16 u16 in the same order, aligned to 16 bytes
 * @param out receives 4 4-byte rows
 * @param stride distance in bytes from one row to the next
 */
export function idct4x4(coefficients: usize, quant: usize, out: usize, stride: i32): void {
  const rows01 = dequantizeFirst(coefficients, quant)
  const rows23 = dequantize(coefficients + 16, quant + 16)
  let pair02 = zipLow(rows01, rows23)
  let pair13 = zipHigh(rows01, rows23)
  let sum = weighRounding(pair02, WEIGHTS_04)
  let difference = weighRounding(pair02, WEIGHTS_04 + 16)
  let outer = weigh(pair13, WEIGHTS_26)
  let inner = weigh(pair13, WEIGHTS_26 + 16)
  const upper = descale(i32x4.add(sum, outer), i32x4.add(difference, inner), SUM_SHIFT)
  const lower = descale(i32x4.sub(difference, inner), i32x4.sub(sum, outer), SUM_SHIFT)
  const even = zipLow(upper, lower)
  const odd = zipHigh(upper, lower)
  const columns01 = zipLow(even, odd)
  const columns23 = zipHigh(even, odd)
  pair02 = zipLow(columns01, columns23)
  pair13 = zipHigh(columns01, columns23)
  sum = weigh(pair02, WEIGHTS_04)
  difference = weigh(pair02, WEIGHTS_04 + 16)
  outer = weigh(pair13, WEIGHTS_26)
  inner = weigh(pair13, WEIGHTS_26 + 16)
  const left = descale(i32x4.add(sum, outer), i32x4.add(difference, inner), ROW_SHIFT)
  const right = descale(i32x4.sub(difference, inner), i32x4.sub(sum, outer), ROW_SHIFT)
  const columns = i8x16.narrow_i16x8_u(left, right)
  const rows = i8x16.shuffle(columns, columns, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)
  store<i32>(out, i32x4.extract_lane(rows, 0))
  store<i32>(out + stride, i32x4.extract_lane(rows, 1))
  store<i32>(out + 2 * stride, i32x4.extract_lane(rows, 2))
  store<i32>(out + 3 * stride, i32x4.extract_lane(rows, 3))
}
