/**
 * Expands rows with 16 bits per sample, which PNG stores in big-endian order (PNG 7.1), to
 * little-endian RGBA.
 */

const OPAQUE: u64 = 0xffff_0000_0000_0000

/**
 * Returns shuffle indices: for each byte in two RGBA pixels, the byte's position in the row; -1 for
 * alpha if the row has no alpha.
 */
function orderOf(channels: usize): v128 {
  if (channels === 1) return i8x16(1, 0, 1, 0, 1, 0, -1, -1, 3, 2, 3, 2, 3, 2, -1, -1)
  if (channels === 2) return i8x16(1, 0, 1, 0, 1, 0, 3, 2, 5, 4, 5, 4, 5, 4, 7, 6)
  if (channels === 3) return i8x16(1, 0, 3, 2, 5, 4, -1, -1, 7, 6, 9, 8, 11, 10, -1, -1)
  return i8x16(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)
}

/** Returns an opaque RGBA pixel with 16 bits per sample. */
export function wideColor(r: i32, g: i32, b: i32): u64 {
  return OPAQUE | ((<u64>b & 0xffff) << 32) | ((<u64>g & 0xffff) << 16) | (<u64>r & 0xffff)
}

/**
 * Expands a row to RGBA with 16 bits per sample.
 * @param row 16-bit samples; up to 16 bytes after them are read
 * @param out receives 8 bytes for each pixel
 * @param channels samples per pixel: 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA
 * @param clear transparent color from `wideColor`; 0 if there is none
 */
export function expandWide(row: usize, out: usize, count: usize, channels: usize, clear: u64): void {
  const order = orderOf(channels)
  const opaque = i64x2.splat(channels & 1 ? OPAQUE : 0)
  const cleared = i64x2.splat(clear)
  for (let at: usize = 0; at < count; at += 2) {
    const pixels = v128.or(v128.swizzle(v128.load(row + 2 * channels * at), order), opaque)
    const transparent = v128.and(i64x2.eq(pixels, cleared), i64x2.splat(OPAQUE))
    const shown = v128.andnot(pixels, transparent)
    if (at + 1 < count) v128.store(out + 8 * at, shown)
    else store<i64>(out + 8 * at, i64x2.extract_lane(shown, 0))
  }
}
