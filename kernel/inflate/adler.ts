/** The Adler-32 checksum (RFC 1950 9). */

const BASE: u32 = 65521
/**
 * Maximum bytes between two reductions of the sums modulo `BASE`. Even if both sums begin with
 * `BASE` - 1, they do not overflow 32 bits. It is divisible by `STEP`.
 */
const MAX_RUN: usize = 5376
/** Maximum bytes that are summed in 16-bit lanes without overflow. */
const STEP: usize = 256

let low: u32 = 1
let high: u32 = 0

export function startAdler(): void {
  low = 1
  high = 0
}

export function adler(): u32 {
  return (high << 16) | low
}

export function addBytes(from: usize, end: usize): void {
  let at = from
  while (at < end) {
    const stop = at + min(MAX_RUN, end - at)
    const vectors = (stop - at) & ~15
    if (vectors > 0) addVectors(at, at + vectors)
    for (at += vectors; at < stop; at++) {
      low += load<u8>(at)
      high += low
    }
    low %= BASE
    high %= BASE
  }
}

/**
 * Adds 16-byte vectors to the sums `low` and `high`. For each vector, `high` grows by 16 times the
 * value that `low` had before the vector, and by the vector's own bytes weighted with 16 down to 1.
 */
function addVectors(from: usize, end: usize): void {
  high += low * <u32>(end - from)
  let lows = i64x2.splat(0)
  let highs = lows
  let at = from
  while (at < end) {
    const stop = at + min(STEP, end - at)
    // `pairs` has the sums of neighboring byte pairs, and `odd` sums each pair's second byte. For
    // each vector, `before` adds up the value that `pairs` had before the vector.
    let pairs = i64x2.splat(0)
    let odd = pairs
    let before = pairs
    highs = i32x4.add(highs, i32x4.mul(lows, i32x4.splat(<i32>(stop - at))))
    for (; at < stop; at += 16) {
      const sixteen = v128.load(at)
      before = i16x8.add(before, pairs)
      pairs = i16x8.add(pairs, i16x8.extadd_pairwise_i8x16_u(sixteen))
      odd = i16x8.add(odd, i16x8.shr_u(sixteen, 8))
    }
    const weighed = i32x4.dot_i16x8_s(pairs, i16x8(16, 14, 12, 10, 8, 6, 4, 2))
    const sixteenfold = i32x4.shl(i32x4.extadd_pairwise_i16x8_u(before), 4)
    highs = i32x4.add(highs, i32x4.add(sixteenfold, i32x4.sub(weighed, i32x4.extadd_pairwise_i16x8_u(odd))))
    lows = i32x4.add(lows, i32x4.extadd_pairwise_i16x8_u(pairs))
  }
  high += sum(highs)
  low += sum(lows)
}

function sum(lanes: v128): u32 {
  const halves = i32x4.add(lanes, v128.shuffle<i32>(lanes, lanes, 2, 3, 0, 1))
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1)
}
