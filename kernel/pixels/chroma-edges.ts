/**
 * Measures the chroma that a picture loses at edges if 2 × 2 pixels share a sample in Cb and in Cr
 * (4:2:0).
 */

import { BITS, component } from './weigh'
import { CB_GA, CB_RB, CR_GA, CR_RB } from './ycc'

const ROUNDING: i32 = 1 << (BITS - 1)

/** Returns a chroma component for eight pixels, in 16-bit lanes. */
function chromaOf(pixels: usize, rbWeights: usize, gaWeights: usize): v128 {
  const offset = i32x4.splat(ROUNDING)
  const left = component(v128.load(pixels), rbWeights, gaWeights, offset)
  const right = component(v128.load(pixels, 16), rbWeights, gaWeights, offset)
  return i16x8.narrow_i32x4_s(left, right)
}

/**
 * Returns the sum of a component's squared distances from its mean, for each of four blocks with 2
 * × 2 pixels.
 */
function lossOf(upper: v128, lower: v128): v128 {
  const sums = i32x4.extadd_pairwise_i16x8_s(i16x8.add(upper, lower))
  const squares = i32x4.add(i32x4.dot_i16x8_s(upper, upper), i32x4.dot_i16x8_s(lower, lower))
  return i32x4.sub(squares, i32x4.shr_s(i32x4.mul(sums, sums), 2))
}

/**
 * Counts 2 × 2 blocks whose chroma would change much if all pixels had the block's mean chroma. The
 * last column and row are ignored if their number is odd, and up to six more columns at the right
 * side.
 * @param loss sum of the squared Cb and Cr changes from which a block counts
 */
export function countChromaEdges(rgba: usize, width: usize, height: usize, loss: i32): i32 {
  const least = i32x4.splat(loss)
  const stride = width << 2
  let counts = i32x4.splat(0)
  for (let row: usize = 0; row + 1 < height; row += 2) {
    const upper = rgba + row * stride
    for (let column: usize = 0; column + 8 <= width; column += 8) {
      const top = upper + (column << 2)
      const bottom = top + stride
      const cb = lossOf(chromaOf(top, CB_RB, CB_GA), chromaOf(bottom, CB_RB, CB_GA))
      const cr = lossOf(chromaOf(top, CR_RB, CR_GA), chromaOf(bottom, CR_RB, CR_GA))
      counts = i32x4.sub(counts, i32x4.ge_s(i32x4.add(cb, cr), least))
    }
  }
  const pairs = i32x4.add(counts, i32x4.shuffle(counts, counts, 2, 3, 0, 1))
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1)
}
