/**
 * Transposes samples across vertical edges, so that the loop filter can process columns like rows.
 */
import { zipPairsHigh, zipPairsLow } from '../zip'

/**
 * Work area for 20 columns of 16 samples: four columns to the left of a macroblock, followed by the
 * macroblock's own columns.
 */
export const COLUMNS: usize = memory.data(20 * 16, 16)
export const COLUMN: usize = 16

function turnFour(rows: v128): v128 {
  return i8x16.shuffle(rows, rows, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)
}

function loadFour(at: usize, stride: usize): v128 {
  const below = at + 2 * stride
  let rows = i32x4.splat(load<i32>(at))
  rows = i32x4.replace_lane(rows, 1, load<i32>(at + stride))
  rows = i32x4.replace_lane(rows, 2, load<i32>(below))
  rows = i32x4.replace_lane(rows, 3, load<i32>(below + stride))
  return turnFour(rows)
}

function storeFour(rows: v128, at: usize, stride: usize): void {
  const turned = turnFour(rows)
  const below = at + 2 * stride
  store<i32>(at, i32x4.extract_lane(turned, 0))
  store<i32>(at + stride, i32x4.extract_lane(turned, 1))
  store<i32>(below, i32x4.extract_lane(turned, 2))
  store<i32>(below + stride, i32x4.extract_lane(turned, 3))
}

/**
 * Loads four 16-row columns and stores each column as 16 bytes at `columns`.
 * @param upper address where the first eight rows start
 * @param lower address where the last eight rows start
 */
export function loadColumns(upper: usize, lower: usize, stride: usize, columns: usize): void {
  const a = loadFour(upper, stride)
  const b = loadFour(upper + 4 * stride, stride)
  const c = loadFour(lower, stride)
  const d = loadFour(lower + 4 * stride, stride)
  const ab = zipPairsLow(a, b)
  const cd = zipPairsLow(c, d)
  const abHigh = zipPairsHigh(a, b)
  const cdHigh = zipPairsHigh(c, d)
  v128.store(columns, i64x2.shuffle(ab, cd, 0, 2))
  v128.store(columns, i64x2.shuffle(ab, cd, 1, 3), 16)
  v128.store(columns, i64x2.shuffle(abHigh, cdHigh, 0, 2), 32)
  v128.store(columns, i64x2.shuffle(abHigh, cdHigh, 1, 3), 48)
}

/** Stores four 16-byte columns back to 16 sample rows. This is the inverse of `loadColumns`. */
export function storeColumns(columns: usize, upper: usize, lower: usize, stride: usize): void {
  const x0 = v128.load(columns)
  const x1 = v128.load(columns, 16)
  const x2 = v128.load(columns, 32)
  const x3 = v128.load(columns, 48)
  const a = zipPairsLow(x0, x1)
  const b = zipPairsHigh(x0, x1)
  const c = zipPairsLow(x2, x3)
  const d = zipPairsHigh(x2, x3)
  storeFour(i64x2.shuffle(a, c, 0, 2), upper, stride)
  storeFour(i64x2.shuffle(a, c, 1, 3), upper + 4 * stride, stride)
  storeFour(i64x2.shuffle(b, d, 0, 2), lower, stride)
  storeFour(i64x2.shuffle(b, d, 1, 3), lower + 4 * stride, stride)
}
