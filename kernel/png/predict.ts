/**
 * Returns the Paeth prediction (PNG 9.4) for eight samples in 16-bit lanes. The prediction is the
 * neighbor (`left`, `above` or `corner`, the one above and to the left) that is nearest to `left +
 * above - corner`. If two neighbors are equally near, the first in this order wins.
 *
 * The code makes the same choice in another way. With `turn` = 3 · corner - left - above, it
 * predicts the smaller of `left` and `above` if `turn` is at least the larger one. It predicts the
 * larger one if `turn` is at most the smaller one. If `turn` lies between the two, it predicts
 * `corner`. This shortens the instruction chain from `left`, the pixel just reconstructed, to the
 * result.
 */
export function paeth(left: v128, above: v128, corner: v128): v128 {
  const tripled = i16x8.add(corner, i16x8.add(corner, corner))
  const turn = i16x8.sub(i16x8.sub(tripled, above), left)
  const smaller = i16x8.min_s(left, above)
  const larger = i16x8.max_s(left, above)
  // The two conditions are negated, because a comparison for "greater" is one instruction, and for
  // "less or equal" two.
  const notSmaller = i16x8.gt_s(larger, turn)
  const notLarger = i16x8.gt_s(turn, smaller)
  const sides = v128.or(v128.andnot(smaller, notSmaller), v128.andnot(larger, notLarger))
  return v128.or(sides, v128.and(v128.and(corner, notSmaller), notLarger))
}
