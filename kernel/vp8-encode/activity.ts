/** Macroblock activity: how much the luma samples differ from their neighbors. */
import { log2 } from './bit-prices'
import { sumOf } from './quantize'
import { SOURCE_LUMA } from './source'

/** Activity values per octave of variance: 16. */
export const ACTIVITIES = 256

/** Returns the logarithm of the loaded macroblock's mean variance, in quarters. */
export function activity(): i32 {
  let sum: u32 = 0
  for (let half: usize = 0; half < 256; half += 128) {
    let sums = i32x4.splat(0)
    let squares = i32x4.splat(0)
    let nextSums = i32x4.splat(0)
    let nextSquares = i32x4.splat(0)
    for (let at = SOURCE_LUMA + half; at < SOURCE_LUMA + half + 128; at += 16) {
      const samples = v128.load(at)
      const low = i16x8.extend_low_i8x16_u(samples)
      const high = i16x8.extend_high_i8x16_u(samples)
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(low))
      nextSums = i32x4.add(nextSums, i32x4.extadd_pairwise_i16x8_u(high))
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(low, low))
      nextSquares = i32x4.add(nextSquares, i32x4.dot_i16x8_s(high, high))
    }
    sum += deviation(sums, squares) + deviation(nextSums, nextSquares)
  }
  return min(ACTIVITIES - 1, log2(1 + (sum >> 6)) >> 4)
}

/** Adds up the squared differences between 64 samples and their mean. */
function deviation(sums: v128, squares: v128): u32 {
  const sum = <u32>sumOf(sums)
  return <u32>sumOf(squares) - ((sum * sum) >> 6)
}
