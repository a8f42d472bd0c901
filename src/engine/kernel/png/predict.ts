/**
 * The Paeth predictor (PNG 9.4) of eight samples in lanes of 16 bits: that one of `left`, `above` and `corner` which
 * is nearest to `left + above - corner`, in this order where two are equally near.
 *
 * Of two numbers the smaller is predicted where the corner is so large that 3 · corner - left - above reaches the
 * larger, the larger where it falls to the smaller, and the corner between: the same choice with a shorter chain from
 * `left`, the pixel just reconstructed, to the result.
 */
export function paeth(left: v128, above: v128, corner: v128): v128 {
  const tripled = i16x8.add(corner, i16x8.add(corner, corner))
  const turn = i16x8.sub(i16x8.sub(tripled, above), left)
  const smaller = i16x8.min_s(left, above)
  const larger = i16x8.max_s(left, above)
  // Asked in the negative: a comparison for `greater` is one instruction, for `less or equal` two.
  const notSmaller = i16x8.gt_s(larger, turn)
  const notLarger = i16x8.gt_s(turn, smaller)
  const sides = v128.or(v128.andnot(smaller, notSmaller), v128.andnot(larger, notLarger))
  return v128.or(sides, v128.and(v128.and(corner, notSmaller), notLarger))
}

/** The mean of two samples (PNG 9.3), rounded down; sixteen in lanes of 8 bits. */
export function average(left: v128, above: v128): v128 {
  const odd = v128.and(v128.xor(left, above), i8x16.splat(1))
  return i8x16.sub(i8x16.avgr_u(left, above), odd)
}
