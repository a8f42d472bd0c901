/**
 * Inverse transforms to 5 × 5, 6 × 6 and 7 × 7 samples. The frequencies are weighted in pairs: 0
 * and 4, 1 and 5, 2 and 6, 3 and 7. Interleaving a row's left half with its right half results in
 * these pairs. Lanes beyond the block's side may contain garbage.
 */
import { zipHigh, zipLow } from '../zip'
import {
  addFraction,
  addFractionFirst,
  dequantize,
  HALF,
  LAST_OF_CORNER,
  narrowSums,
  rowsOfFour,
  weigh,
} from './idct-lanes'
import {
  WEIGHTS5_1,
  WEIGHTS5_2,
  WEIGHTS5_3,
  WEIGHTS5_04,
  WEIGHTS6_2,
  WEIGHTS6_3,
  WEIGHTS6_04,
  WEIGHTS6_15,
  WEIGHTS7_3,
  WEIGHTS7_04,
  WEIGHTS7_15,
  WEIGHTS7_26,
} from './idct-other-weights'
import { idct1x1 } from './idct-scaled'

// Results from `transformFour`. Each vector has two samples from each of four columns or four rows.

/**
 * Results of the column transform: those for the left four columns, then those for the right four
 * columns.
 */
const COLUMNS: usize = memory.data(128, 16)
/** Results of the row transform for four rows. */
const ROWS: usize = memory.data(64, 16)

/** Side of the current result in samples: 5, 6 or 7. */
let side: i32 = 0

/**
 * Returns the number that is added to sums before they are narrowed to 16 bits. Only the column
 * transform adds one.
 */
function roundingFor(to: usize): v128 {
  return i32x4.splat(to === ROWS ? 0 : HALF)
}

function transform5(p04: v128, p1: v128, p2: v128, p3: v128, to: usize): void {
  const rounding = roundingFor(to)
  const e0 = i32x4.add(i32x4.add(weigh(p04, WEIGHTS5_04), rounding), weigh(p2, WEIGHTS5_2))
  const e1 = i32x4.add(i32x4.add(weigh(p04, WEIGHTS5_04 + 16), rounding), weigh(p2, WEIGHTS5_2 + 16))
  const e2 = i32x4.add(i32x4.add(weigh(p04, WEIGHTS5_04 + 32), rounding), weigh(p2, WEIGHTS5_2 + 32))
  const o0 = i32x4.add(weigh(p1, WEIGHTS5_1), weigh(p3, WEIGHTS5_3))
  const o1 = i32x4.add(weigh(p1, WEIGHTS5_1 + 16), weigh(p3, WEIGHTS5_3 + 16))
  const x4 = i32x4.sub(e0, o0)
  v128.store(to, narrowSums(i32x4.add(e0, o0), i32x4.add(e1, o1)))
  v128.store(to, narrowSums(e2, i32x4.sub(e1, o1)), 16)
  v128.store(to, narrowSums(x4, x4), 32)
}

function transform6(p04: v128, p15: v128, p2: v128, p3: v128, to: usize): void {
  const rounding = roundingFor(to)
  const sum = i32x4.add(weigh(p04, WEIGHTS6_04), rounding)
  const e1 = i32x4.add(weigh(p04, WEIGHTS6_04 + 16), rounding)
  const outer = weigh(p2, WEIGHTS6_2)
  const third = weigh(p3, WEIGHTS6_3)
  const e0 = i32x4.add(sum, outer)
  const e2 = i32x4.sub(sum, outer)
  const o0 = i32x4.add(weigh(p15, WEIGHTS6_15), third)
  const o1 = i32x4.sub(weigh(p15, WEIGHTS6_15 + 16), third)
  const o2 = i32x4.sub(weigh(p15, WEIGHTS6_15 + 32), third)
  v128.store(to, narrowSums(i32x4.add(e0, o0), i32x4.add(e1, o1)))
  v128.store(to, narrowSums(i32x4.add(e2, o2), i32x4.sub(e2, o2)), 16)
  v128.store(to, narrowSums(i32x4.sub(e1, o1), i32x4.sub(e0, o0)), 32)
}

function transform7(p04: v128, p15: v128, p26: v128, p3: v128, to: usize): void {
  const rounding = roundingFor(to)
  const e0 = i32x4.add(i32x4.add(weigh(p04, WEIGHTS7_04), rounding), weigh(p26, WEIGHTS7_26))
  const e1 = i32x4.add(i32x4.add(weigh(p04, WEIGHTS7_04 + 16), rounding), weigh(p26, WEIGHTS7_26 + 16))
  const e2 = i32x4.add(i32x4.add(weigh(p04, WEIGHTS7_04 + 32), rounding), weigh(p26, WEIGHTS7_26 + 32))
  const e3 = i32x4.add(i32x4.add(weigh(p04, WEIGHTS7_04 + 48), rounding), weigh(p26, WEIGHTS7_26 + 48))
  const o0 = i32x4.add(weigh(p15, WEIGHTS7_15), weigh(p3, WEIGHTS7_3))
  const o1 = i32x4.add(weigh(p15, WEIGHTS7_15 + 16), weigh(p3, WEIGHTS7_3 + 16))
  const o2 = i32x4.add(weigh(p15, WEIGHTS7_15 + 32), weigh(p3, WEIGHTS7_3 + 32))
  const x6 = i32x4.sub(e0, o0)
  v128.store(to, narrowSums(i32x4.add(e0, o0), i32x4.add(e1, o1)))
  v128.store(to, narrowSums(i32x4.add(e2, o2), e3), 16)
  v128.store(to, narrowSums(i32x4.sub(e2, o2), i32x4.sub(e1, o1)), 32)
  v128.store(to, narrowSums(x6, x6), 48)
}

/**
 * Runs the one-dimensional inverse transform on four columns or four rows.
 * @param p04 frequencies 0 and 4; `p15`, `p26` and `p37` have the others
 * @param to `ROWS`, or an address in `COLUMNS`; receives samples 0 and 1 of each column or row,
 *   then 2 and 3, then 4 and 5, then 6
 */
function transformFour(p04: v128, p15: v128, p26: v128, p37: v128, to: usize): void {
  if (side === 5) transform5(p04, p15, p26, p37, to)
  else if (side === 6) transform6(p04, p15, p26, p37, to)
  else transform7(p04, p15, p26, p37, to)
}

function storeRows(out: usize, stride: i32, count: i32): void {
  const left = rowsOfFour(v128.load(ROWS), v128.load(ROWS, 16))
  const right = rowsOfFour(v128.load(ROWS, 32), v128.load(ROWS, 48))
  const rows01 = v128.shuffle<i32>(left, right, 0, 4, 1, 5)
  const rows23 = v128.shuffle<i32>(left, right, 2, 6, 3, 7)
  store<i64>(out, i64x2.extract_lane(rows01, 0))
  if (count > 1) store<i64>(out + stride, i64x2.extract_lane(rows01, 1))
  if (count > 2) store<i64>(out + 2 * stride, i64x2.extract_lane(rows23, 0))
  if (count > 3) store<i64>(out + 3 * stride, i64x2.extract_lane(rows23, 1))
}

/**
 * Transforms four rows of the column transform's results at `columns`, and writes the first `count`
 * sample rows to `out`.
 */
function transformRows(columns: usize, out: usize, stride: i32, count: i32): void {
  const left01 = v128.load(columns)
  const right01 = v128.load(columns, 64)
  const left23 = v128.load(columns, 16)
  const right23 = v128.load(columns, 80)
  const row0 = zipLow(left01, right01)
  const row1 = zipHigh(left01, right01)
  const row2 = zipLow(left23, right23)
  const row3 = zipHigh(left23, right23)
  const upper01 = v128.shuffle<i32>(row0, row1, 0, 4, 1, 5)
  const upper23 = v128.shuffle<i32>(row2, row3, 0, 4, 1, 5)
  const lower01 = v128.shuffle<i32>(row0, row1, 2, 6, 3, 7)
  const lower23 = v128.shuffle<i32>(row2, row3, 2, 6, 3, 7)
  transformFour(
    v128.shuffle<i64>(upper01, upper23, 0, 2),
    v128.shuffle<i64>(upper01, upper23, 1, 3),
    v128.shuffle<i64>(lower01, lower23, 0, 2),
    v128.shuffle<i64>(lower01, lower23, 1, 3),
    ROWS,
  )
  storeRows(out, stride, count)
}

/**
 * Transforms a block's coefficients to `side` × `side` samples. A sample's error is at most 1.
 * @param coefficients `side` × `side` i16: the lowest frequencies, row by row; 6 bytes after them
 *   are read, too
 * @param quant `side` × `side` u16 in the same order; 6 bytes after them are read, too
 * @param last zigzag index after which all coefficients are 0
 * @param out receives `side` 8-byte rows; a row's bytes after the first `side` are undefined
 * @param stride distance in bytes from one row to the next
 */
function transform(coefficients: usize, quant: usize, last: i32, out: usize, stride: i32): void {
  const size = side
  if (last === 0) {
    const flat = <i16>(<i32>load<i16>(coefficients) * <i32>load<u16>(quant))
    const row = i64x2.extract_lane(i8x16.splat(<i8>idct1x1(flat, 1)), 0)
    for (let end = out + size * stride; out !== end; out += stride) store<i64>(out, row)
    return
  }
  const step = <usize>size * 2
  const row0 = addFractionFirst(dequantize(coefficients, quant))
  const row1 = addFraction(dequantize(coefficients + step, quant + step))
  const row2 = addFraction(dequantize(coefficients + 2 * step, quant + 2 * step))
  const row3 = addFraction(dequantize(coefficients + 3 * step, quant + 3 * step))
  const nothing = i16x8.splat(0)
  let row4 = nothing
  let row5 = nothing
  let row6 = nothing
  if (last > LAST_OF_CORNER) {
    row4 = addFraction(dequantize(coefficients + 4 * step, quant + 4 * step))
    if (size > 5) row5 = addFraction(dequantize(coefficients + 5 * step, quant + 5 * step))
    if (size > 6) row6 = addFraction(dequantize(coefficients + 6 * step, quant + 6 * step))
    transformFour(
      zipHigh(row0, row4),
      zipHigh(row1, row5),
      zipHigh(row2, row6),
      zipHigh(row3, nothing),
      COLUMNS + 64,
    )
  } else {
    for (let at: usize = 64; at < 128; at += 16) v128.store(COLUMNS + at, nothing)
  }
  transformFour(zipLow(row0, row4), zipLow(row1, row5), zipLow(row2, row6), zipLow(row3, nothing), COLUMNS)
  transformRows(COLUMNS, out, stride, 4)
  transformRows(COLUMNS + 32, out + 4 * stride, stride, size - 4)
}

/** Transforms a block's coefficients to 5 × 5 samples (see `transform`). */
export function idct5x5(coefficients: usize, quant: usize, last: i32, out: usize, stride: i32): void {
  side = 5
  transform(coefficients, quant, last, out, stride)
}

/** Transforms a block's coefficients to 6 × 6 samples (see `transform`). */
export function idct6x6(coefficients: usize, quant: usize, last: i32, out: usize, stride: i32): void {
  side = 6
  transform(coefficients, quant, last, out, stride)
}

/** Transforms a block's coefficients to 7 × 7 samples (see `transform`). */
export function idct7x7(coefficients: usize, quant: usize, last: i32, out: usize, stride: i32): void {
  side = 7
  transform(coefficients, quant, last, out, stride)
}
