/**
 * Non-zero counts, and their prediction from the blocks above and to the left (ISO/IEC
 * 18181-1:2022, I.4, HF coefficients). A row of bytes for each channel holds the last count for
 * each block column in a group.
 */
import { FIRST_PREDICTION } from './coefficient-contexts'

/**
 * Counts the coefficients that are not 0.
 * @param block coefficient address, as i16. Coefficients in the LF image must be 0
 * @param bytes block size in bytes, a multiple of 32
 */
export function countNonZeros(block: usize, bytes: usize): i32 {
  const zero = i16x8.splat(0)
  let sum = zero
  for (const end = block + bytes; block < end; block += 32) {
    sum = i16x8.add(sum, i16x8.ne(v128.load(block), zero))
    sum = i16x8.add(sum, i16x8.ne(v128.load(block, 16), zero))
  }
  const pairs = i32x4.extadd_pairwise_i16x8_s(sum)
  const halves = i32x4.add(pairs, i32x4.shuffle(pairs, pairs, 2, 3, 0, 1))
  return -(i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1))
}

/**
 * Predicts a block's non-zero count.
 * @param row address of the channel's count row, at the group's first column
 * @param column block column in the group
 * @param isFirstRow `true` in the group's first block row
 */
export function predictNonZeros(row: usize, column: usize, isFirstRow: bool): i32 {
  if (column === 0) return isFirstRow ? FIRST_PREDICTION : load<u8>(row)
  const left = <i32>load<u8>(row + column - 1)
  return isFirstRow ? left : (left + <i32>load<u8>(row + column) + 1) >> 1
}

/**
 * Keeps a block's non-zero count for the prediction of other blocks.
 * @param row address of the channel's count row, at the group's first column
 * @param columns columns of 8 × 8 blocks that the transform covers
 * @param covered binary logarithm of the transform's block count (8 × 8 blocks)
 */
export function keepNonZeros(row: usize, column: usize, nonZeros: i32, columns: usize, covered: i32): void {
  const each = (nonZeros + (1 << covered) - 1) >> covered
  for (let i: usize = 0; i < columns; i++) store<u8>(row + column + i, <u8>each)
}
