/**
 * Functions that the inverse transforms share: fixed-point arithmetic, frequency pairs, and sample
 * rows.
 */

const WEIGHT_BITS: i32 = 14
const FRACTION_BITS: i32 = 3

/**
 * Right shift that removes the weights' fraction from the column transform's sums, except
 * FRACTION_BITS fraction bits.
 */
export const SUM_SHIFT: i32 = WEIGHT_BITS - FRACTION_BITS
const SUM_ROUNDING: i32 = 1 << (SUM_SHIFT - 1)
/**
 * Right shift for the sums that the row transform computes. It removes the fraction, and the factor
 * 8 by which both transforms together scale the samples.
 */
export const ROW_SHIFT: i32 = WEIGHT_BITS + FRACTION_BITS + 3
/**
 * Right shift for the row transform's sums if `narrowSums` has already narrowed them. It removes
 * the fraction, and the factor 8 by which both transforms together scale the samples.
 */
const SAMPLE_SHIFT: i32 = FRACTION_BITS + 3

/**
 * Highest zigzag index for which this index and all lower ones belong to the 4 × 4 lowest
 * frequencies (T.81 figure A.6).
 */
export const LAST_OF_CORNER = 9

/**
 * Level shift and rounding, which are added to a block's first row. The DC coefficient gets 128.5
 * levels, in units of 1/8 level. The other coefficients get 0.
 */
const ON_FLAT: usize = memory.data<i16>([128 * 8 + 4, 0, 0, 0, 0, 0, 0, 0], 16)

/** Adds the level shift and rounding to a block's first row. */
function shiftLevel(row: v128): v128 {
  return i16x8.add_sat_s(row, v128.load(ON_FLAT))
}

export function dequantize(coefficients: usize, quant: usize): v128 {
  return i16x8.mul(v128.load(coefficients), v128.load(quant))
}

export function dequantizeFirst(coefficients: usize, quant: usize): v128 {
  return shiftLevel(dequantize(coefficients, quant))
}

export function weigh(pair: v128, weights: usize): v128 {
  return i32x4.dot_i16x8_s(pair, v128.load(weights))
}

export function weighRounding(pair: v128, weights: usize): v128 {
  return i32x4.add(weigh(pair, weights), i32x4.splat(SUM_ROUNDING))
}

export function descale(a: v128, b: v128, shift: i32): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(a, shift), i32x4.shr_s(b, shift))
}

/**
 * One half in fixed point, with WEIGHT_BITS fraction bits. Added to a sum, it makes `narrowSums`
 * round instead of rounding down.
 */
export const HALF = 1 << (WEIGHT_BITS - 1)

/**
 * Removes the WEIGHT_BITS fraction bits from two vectors with weighted sums, and narrows the sums
 * to i16.
 */
export function narrowSums(a: v128, b: v128): v128 {
  return descale(a, b, WEIGHT_BITS)
}

/**
 * Shifts a coefficient row left to make room for fraction bits. Coefficients that are too large
 * wrap around. Legal blocks have no such coefficients, and the samples of other blocks are noise.
 */
export function addFraction(row: v128): v128 {
  return i16x8.shl(row, FRACTION_BITS)
}

/**
 * Makes room for fraction bits in a block's first coefficient row, and adds the level shift and
 * rounding. Values saturate instead of wrapping around, so that every block with a single level
 * gets the right samples.
 */
export function addFractionFirst(row: v128): v128 {
  const level = shiftLevel(row)
  const twofold = i16x8.add_sat_s(level, level)
  const fourfold = i16x8.add_sat_s(twofold, twofold)
  return i16x8.add_sat_s(fourfold, fourfold)
}

/**
 * Converts the row transform's sums for four rows to samples. The result has row 0's four samples,
 * then row 1's, and so on.
 * @param x01 sums for column 0 in the four rows, then for column 1
 * @param x23 sums for column 2 in the four rows, then for column 3
 */
export function rowsOfFour(x01: v128, x23: v128): v128 {
  const columns = i8x16.narrow_i16x8_u(i16x8.shr_s(x01, SAMPLE_SHIFT), i16x8.shr_s(x23, SAMPLE_SHIFT))
  return i8x16.shuffle(columns, columns, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)
}
