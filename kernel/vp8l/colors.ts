/**
 * Undoes the subtract-green transform and the color transform in place. Up to 12 bytes after a
 * row's end are changed. A pixel's bytes are B, G, R, A.
 */

/** Undoes the subtract-green transform: adds green to blue and red (RFC 9649, 4.3). */
export function undoGreen(row: usize, width: i32): void {
  const end = row + ((<usize>width) << 2)
  for (; row < end; row += 16) {
    const pixels = v128.load(row)
    const green = i8x16.swizzle(pixels, i8x16(1, -1, 1, -1, 5, -1, 5, -1, 9, -1, 9, -1, 13, -1, 13, -1))
    v128.store(row, i8x16.add(pixels, green))
  }
}

/**
 * Undoes the color transform: adds multiples of green to red and blue, and multiples of red to blue
 * (RFC 9649, 4.2).
 * @param tiles multipliers for the row's tiles, one pixel per tile; from the pixel's lowest byte:
 *   green to red, green to blue, red to blue
 */
export function undoColors(row: usize, width: i32, tiles: usize, tileBits: i32): void {
  for (let x = 0; x < width; tiles += 4) {
    const end = min(width, x + (1 << tileBits))
    undoTile(row + ((<usize>x) << 2), row + ((<usize>end) << 2), load<u32>(tiles))
    x = end
  }
}

function undoTile(at: usize, end: usize, multipliers: u32): void {
  if ((multipliers & 0xffffff) === 0) return
  const toRed = signed(multipliers)
  const toBlue = signed(multipliers >> 8)
  const byGreen = i32x4.splat((toRed << 16) | (toBlue & 0xffff))
  const byRed = i32x4.splat(signed(multipliers >> 16) & 0xffff)
  const low = i32x4.splat(0x00ff00ff)
  for (; at < end; at += 16) {
    let pixels = v128.load(at)
    // A pixel has two 16-bit lanes. One lane's upper half is green, and the other lane's is alpha.
    // The shuffle replaces alpha by green.
    const greens = i16x8.shr_s(pixels, 8)
    const green = i8x16.swizzle(greens, i8x16(0, 1, 0, 1, 4, 5, 4, 5, 8, 9, 8, 9, 12, 13, 12, 13))
    pixels = i8x16.add(pixels, v128.and(i16x8.shr_s(i16x8.mul(green, byGreen), 5), low))
    const red = i32x4.shr_s(i32x4.shl(pixels, 8), 24)
    const blue = i16x8.shr_s(i16x8.mul(red, byRed), 5)
    // The pixels after `end` belong to the next tile and must not be changed.
    const changed = i8x16.add(pixels, v128.and(blue, i32x4.splat(0xff)))
    if (at + 16 <= end) v128.store(at, changed)
    else storePart(at, end, changed)
  }
}

function storePart(at: usize, end: usize, pixels: v128): void {
  store<u32>(at, i32x4.extract_lane(pixels, 0))
  if (at + 4 < end) store<u32>(at + 4, i32x4.extract_lane(pixels, 1))
  if (at + 8 < end) store<u32>(at + 8, i32x4.extract_lane(pixels, 2))
}

function signed(byte: u32): i32 {
  return <i32>(<i8>byte)
}

/**
 * Converts pixels from B, G, R, A to R, G, B, A.
 * @param opaque bits that are set in each pixel: an alpha of 255, or 0 to keep alpha
 */
export function toRgba(row: usize, out: usize, width: i32, opaque: u32): void {
  const end = out + ((<usize>width) << 2)
  const alpha = i32x4.splat(opaque)
  for (; out + 16 <= end; out += 16, row += 16) v128.store(out, rgba(v128.load(row), alpha))
  for (; out < end; out += 4, row += 4)
    store<u32>(out, i32x4.extract_lane(rgba(i32x4.splat(load<u32>(row)), alpha), 0))
}

function rgba(pixels: v128, alpha: v128): v128 {
  return v128.or(i8x16.swizzle(pixels, i8x16(2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15)), alpha)
}
