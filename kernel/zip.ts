/** Interleaves two vectors' lanes. */

/** Returns the lower four 16-bit lanes from `a` and `b`, interleaved. */
export function zipLow(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
}

/** Returns the upper four 16-bit lanes from `a` and `b`, interleaved. */
export function zipHigh(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
}

/** Returns the lower two 32-bit lanes from `a` and `b`, interleaved. */
export function zipPairsLow(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 0, 4, 1, 5)
}

/** Returns the upper two 32-bit lanes from `a` and `b`, interleaved. */
export function zipPairsHigh(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 2, 6, 3, 7)
}
