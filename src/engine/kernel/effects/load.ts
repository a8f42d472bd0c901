/** Loads that read no byte beyond a few samples. */

/** Eight bytes as words. */
export function loadBytes(from: usize): v128 {
  return i16x8.extend_low_i8x16_u(i64x2.splat(load<i64>(from)))
}

/** A pixel's bytes as words, then four zeros. */
export function loadPixel(from: usize): v128 {
  return i16x8.extend_low_i8x16_u(i64x2.splat(<i64>load<u32>(from)))
}

/** Four unsigned words as double words. */
export function loadWords(from: usize): v128 {
  return i32x4.extend_low_i16x8_u(i64x2.splat(load<i64>(from)))
}
