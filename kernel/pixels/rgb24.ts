const OPAQUE: u32 = 0xff000000

/**
 * Converts 3-byte RGB pixels to opaque RGBA pixels. No byte beyond the pixels is read or written.
 * @param count pixels
 * @param out receives 4 · count bytes
 */
export function rgb24ToRgba(rgb: usize, count: usize, out: usize): void {
  const none = i64x2.splat(0)
  const alpha = i32x4.splat(OPAQUE)
  let at: usize = 0
  // A 16-byte load reads five pixels and one byte from a sixth, which must therefore exist.
  for (; at + 6 <= count; at += 4) {
    const four = v128.load(rgb + 3 * at)
    const apart = i8x16.shuffle(four, none, 0, 1, 2, 16, 3, 4, 5, 16, 6, 7, 8, 16, 9, 10, 11, 16)
    v128.store(out + 4 * at, v128.or(apart, alpha))
  }
  for (; at < count; at++) {
    const pixel = rgb + 3 * at
    store<u32>(out + 4 * at, OPAQUE | ((<u32>load<u8>(pixel, 2)) << 16) | <u32>load<u16>(pixel))
  }
}
