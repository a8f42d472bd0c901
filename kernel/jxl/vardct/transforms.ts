/** Block transforms (ISO/IEC 18181-1:2022, I.1, transform types), and their properties. */
import { order8x8, order16x8, order16x16, order32x32 } from './coefficient-orders'
import { KIND_8X8, KIND_16X8, KIND_16X16, KIND_32X32 } from './weights'

/**
 * Strategies (DctSelect values). `DCT_8X16` has 16 rows with 8 samples each. The standard names
 * rows first: DCT16x8.
 */
export const DCT_8X8: i32 = 0
export const DCT_16X16: i32 = 4
export const DCT_32X32: i32 = 5
export const DCT_8X16: i32 = 6
export const DCT_16X8: i32 = 7

/** Returns the kind of quantization matrix for a strategy. */
export function kindOf(strategy: i32): i32 {
  if (strategy === DCT_8X8) return KIND_8X8
  if (strategy === DCT_32X32) return KIND_32X32
  return strategy === DCT_16X16 ? KIND_16X16 : KIND_16X8
}

/** Returns the binary logarithm of a transform's block count (8 × 8 blocks). */
export function coveredBy(kind: i32): i32 {
  return kind === KIND_8X8 ? 0 : kind === KIND_16X8 ? 1 : kind === KIND_16X16 ? 2 : 4
}

/** Counts the columns of 8 × 8 blocks that a transform covers. */
export function columnsOf(strategy: i32): usize {
  if (strategy === DCT_32X32) return 4
  return strategy === DCT_16X16 || strategy === DCT_16X8 ? 2 : 1
}

/** Returns the coefficient order's address. */
export function orderOf(kind: i32): usize {
  if (kind === KIND_8X8) return order8x8
  if (kind === KIND_32X32) return order32x32
  return kind === KIND_16X16 ? order16x16 : order16x8
}
