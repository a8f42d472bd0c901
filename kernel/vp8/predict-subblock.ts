/**
 * Predicts subblocks with 4 × 4 samples (RFC 6386, 12.3). A subblock's neighbors form one line of
 * 13 samples, called the edge. It runs from the lowest sample on the left, past the corner, to the
 * last sample above on the right. Eight modes predict samples from the means of two or three
 * consecutive edge samples. All means are computed at once, and each mode has a pattern of shuffle
 * indices that selects from the means.
 *
 * A vector holds the edge with repeated ends: the lowest sample three times, the last one on the
 * right twice.
 */
import { DC, VE } from './modes'

/**
 * Shuffle index that selects no sample, because the sample comes from the other vector with means.
 */
const _: u8 = 128

/**
 * Two vectors with shuffle indices for each mode from VE on. The first vector selects from the
 * means of three samples, by their middle sample's index. The second selects from the means of two
 * samples, by their first sample's index.
 */
// biome-ignore format: two vectors a mode
export const PATTERNS: usize = memory.data<u8>([
  7, 8, 9, 10, 7, 8, 9, 10, 7, 8, 9, 10, 7, 8, 9, 10,
  _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
  5, 5, 5, 5, 4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2,
  _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
  6, 7, 8, 9, 5, 6, 7, 8, 4, 5, 6, 7, 3, 4, 5, 6,
  _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
  _, _, _, _, 6, 7, 8, 9, 5, _, _, _, 4, 6, 7, 8,
  6, 7, 8, 9, _, _, _, _, _, 6, 7, 8, _, _, _, _,
  8, 9, 10, 11, 9, 10, 11, 12, 10, 11, 12, 13, 11, 12, 13, 14,
  _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
  _, _, _, _, 8, 9, 10, 11, _, _, _, 12, 9, 10, 11, 13,
  7, 8, 9, 10, _, _, _, _, 8, 9, 10, _, _, _, _, _,
  _, 6, 7, 8, _, 5, _, 6, _, 4, _, 5, _, 3, _, 4,
  5, _, _, _, 4, _, 5, _, 3, _, 4, _, 2, _, 3, _,
  _, 4, _, 3, _, 3, _, 2, _, 2, 1, 1, 1, 1, 1, 1,
  4, _, 3, _, 3, _, 2, _, 2, _, _, _, _, _, _, _,
], 16)

/**
 * Predicts a subblock with 4 × 4 samples.
 * @param above eight samples above the subblock and above to the right
 * @param corner sample above and to the left
 * @param left address of the four left neighbors, `stride` bytes apart
 * @returns 16 predicted samples, row by row
 */
export function predictSubblock(mode: i32, above: u64, corner: u64, left: usize, stride: usize): v128 {
  const p = <u64>load<u8>(left)
  const q = <u64>load<u8>(left + stride)
  const r = <u64>load<u8>(left + 2 * stride)
  const s = <u64>load<u8>(left + 3 * stride)
  if (mode >= VE) {
    const low = (s * 0x010101) | (r << 24) | (q << 32) | (p << 40) | (corner << 48) | (above << 56)
    const high = (above >> 8) | (above & 0xff00000000000000)
    return predictByPattern(PATTERNS + ((<usize>(mode - VE)) << 5), low, high)
  }
  const samples = i64x2.splat(above)
  if (mode === DC) {
    const pairs = i16x8.extadd_pairwise_i8x16_u(samples)
    const sum = i16x8.extract_lane_u(pairs, 0) + i16x8.extract_lane_u(pairs, 1) + <i32>(p + q + r + s)
    return i8x16.splat(<u8>((sum + 4) >> 3))
  }
  const base = i16x8.sub(
    i16x8.extend_low_i8x16_u(i32x4.shuffle(samples, samples, 0, 0, 0, 0)),
    i16x8.splat(<i16>corner),
  )
  const upper = i64x2.replace_lane(i64x2.splat(p * 0x0001000100010001), 1, q * 0x0001000100010001)
  const lower = i64x2.replace_lane(i64x2.splat(r * 0x0001000100010001), 1, s * 0x0001000100010001)
  return i8x16.narrow_i16x8_u(i16x8.add(base, upper), i16x8.add(base, lower))
}

function predictByPattern(pattern: usize, low: u64, high: u64): v128 {
  const edge = i64x2.replace_lane(i64x2.splat(low), 1, high)
  return byPattern(pattern, meansOfThree(edge), meansOfTwo(edge))
}

function following(edge: v128): v128 {
  return i8x16.shuffle(edge, edge, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15)
}

/** Returns the mean of each edge sample and the next one. */
export function meansOfTwo(edge: v128): v128 {
  return i8x16.avgr_u(edge, following(edge))
}

/** Returns the weighted mean of each edge sample and its two neighbors. */
export function meansOfThree(edge: v128): v128 {
  const before = i8x16.shuffle(edge, edge, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)
  const after = following(edge)
  // `outer` is the outer two samples' mean, rounded down. The mean of three is then (before + 2
  // edge + after + 2) / 4, as in the standard.
  const outer = i8x16.sub(i8x16.avgr_u(before, after), v128.and(v128.xor(before, after), i8x16.splat(1)))
  return i8x16.avgr_u(outer, edge)
}

/**
 * Predicts a subblock from the means along its edge.
 * @param pattern address of the pattern for a mode from VE on
 */
export function byPattern(pattern: usize, three: v128, two: v128): v128 {
  return v128.or(i8x16.swizzle(three, v128.load(pattern)), i8x16.swizzle(two, v128.load(pattern, 16)))
}
