/** Weighted sums of R, G and B, which are a pixel's Y, Cb and Cr. */

/** Fraction bits in weights: they are integers in units of 2⁻¹⁵. */
export const BITS: i32 = 15

/** Returns R and B for four RGBA pixels, in 16-bit lanes. */
export function rb(pixels: v128): v128 {
  return v128.and(pixels, i32x4.splat(0x00ff00ff))
}

/** Returns G and A for four RGBA pixels, in 16-bit lanes. */
export function ga(pixels: v128): v128 {
  return i16x8.shr_u(pixels, 8)
}

/**
 * Returns the weighted sums for four pixels.
 * @param rbWeights address of the weights for R and B, for four pixels
 * @param gaWeights address of the weights for G and A, for four pixels
 */
export function weigh(rb: v128, ga: v128, rbWeights: usize, gaWeights: usize): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(rb, v128.load(rbWeights)), i32x4.dot_i16x8_s(ga, v128.load(gaWeights)))
}

/** Returns a component for four pixels, with `offset` in units of 2⁻¹⁵. */
export function component(pixels: v128, rbWeights: usize, gaWeights: usize, offset: v128): v128 {
  return i32x4.shr_s(i32x4.add(weigh(rb(pixels), ga(pixels), rbWeights, gaWeights), offset), BITS)
}

/**
 * Adds neighbors in a row. From the eight pixels in `a` and `b`, it returns four sums, each over
 * two pixels.
 */
export function addNeighbors(a: v128, b: v128): v128 {
  return i16x8.add(i32x4.shuffle(a, b, 0, 2, 4, 6), i32x4.shuffle(a, b, 1, 3, 5, 7))
}
