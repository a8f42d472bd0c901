/** Weighted sums of R, G and B, which are the Y, Cb and Cr of a pixel. */

/** Fractional bits of weights: they are integers in units of 2⁻¹⁵. */
export const BITS: i32 = 15

/** Returns R and B of four RGBA pixels, in lanes of 16 bits. */
export function rb(pixels: v128): v128 {
  return v128.and(pixels, i32x4.splat(0x00ff00ff))
}

/** Returns G and A of four RGBA pixels, in lanes of 16 bits. */
export function ga(pixels: v128): v128 {
  return i16x8.shr_u(pixels, 8)
}

/**
 * Returns the weighted sums of four pixels.
 * @param rbWeights address of the weights of R and B, for four pixels
 * @param gaWeights address of the weights of G and A, for four pixels
 */
export function weigh(rb: v128, ga: v128, rbWeights: usize, gaWeights: usize): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(rb, v128.load(rbWeights)), i32x4.dot_i16x8_s(ga, v128.load(gaWeights)))
}

/** Returns a component of four pixels, with `offset` in units of 2⁻¹⁵. */
export function component(pixels: v128, rbWeights: usize, gaWeights: usize, offset: v128): v128 {
  return i32x4.shr_s(i32x4.add(weigh(rb(pixels), ga(pixels), rbWeights, gaWeights), offset), BITS)
}

/** Adds the neighbors in a row: of eight pixels in `a` and `b`, it returns four sums of two. */
export function addNeighbors(a: v128, b: v128): v128 {
  return i16x8.add(i32x4.shuffle(a, b, 0, 2, 4, 6), i32x4.shuffle(a, b, 1, 3, 5, 7))
}
