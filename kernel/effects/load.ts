/** Loads 4 or 8 bytes into a vector, without reading beyond them. */

/** Loads eight bytes and widens them to 16-bit words. */
export function loadBytes(from: usize): v128 {
  return i16x8.extend_low_i8x16_u(i64x2.splat(load<i64>(from)))
}

/** Loads a pixel's four bytes and widens them to 16-bit words. The upper four words are 0. */
export function loadPixel(from: usize): v128 {
  return i16x8.extend_low_i8x16_u(i64x2.splat(<i64>load<u32>(from)))
}

/** Loads four unsigned 16-bit words and widens them to 32 bits. */
export function loadWords(from: usize): v128 {
  return i32x4.extend_low_i16x8_u(i64x2.splat(load<i64>(from)))
}
