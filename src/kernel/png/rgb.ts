/** Pixels of RGB → opaque RGBA. */

/** Four pixels of three bytes → of four, the last of which is 0. */
export function spread(pixels: v128): v128 {
  const zero = i64x2.splat(0)
  return i8x16.shuffle(pixels, zero, 0, 1, 2, 16, 3, 4, 5, 16, 6, 7, 8, 16, 9, 10, 11, 16)
}

/** @param rgb readable for 4 bytes past its end */
export function rgbToRgba(rgb: usize, out: usize, pixels: usize): void {
  const alpha = i32x4.splat(0xff000000)
  let at: usize = 0
  for (; at + 4 <= pixels; at += 4) v128.store(out + 4 * at, v128.or(spread(v128.load(rgb + 3 * at)), alpha))
  for (; at < pixels; at++) store<u32>(out + 4 * at, 0xff000000 | load<u32>(rgb + 3 * at))
}
