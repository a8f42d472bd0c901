/** Multiplies colors by their alpha, and divides palettes by it. */
import { OPAQUE } from '../rgba'

/**
 * Premultiplies pixels with rounding. Opaque pixels are copied.
 * @param from address of RGBA pixels
 * @param to room for the pixels
 * @param forced bits that are set in all pixels: the alpha bits if alpha does not count
 */
export function premultiply(from: usize, to: usize, count: usize, forced: u32): void {
  const opaque = i32x4.splat(OPAQUE)
  let at: usize = 0
  for (; at + 4 <= count; at += 4) {
    const pixels = v128.or(v128.load(from + 4 * at), i32x4.splat(forced))
    if (i32x4.all_true(i32x4.ge_u(pixels, opaque))) {
      v128.store(to + 4 * at, pixels)
      continue
    }
    const low = multiplied(i16x8.extend_low_i8x16_u(pixels))
    v128.store(to + 4 * at, i8x16.narrow_i16x8_u(low, multiplied(i16x8.extend_high_i8x16_u(pixels))))
  }
  for (; at < count; at++) {
    const pixel = i32x4.replace_lane(i64x2.splat(0), 0, load<u32>(from + 4 * at) | forced)
    const words = multiplied(i16x8.extend_low_i8x16_u(pixel))
    store<u32>(to + 4 * at, i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0))
  }
}

function multiplied(pixels: v128): v128 {
  const alpha = i16x8.shuffle(pixels, pixels, 3, 3, 3, 3, 7, 7, 7, 7)
  const factor = v128.bitselect(i16x8.splat(255), alpha, i64x2.splat(0xffff_0000_0000_0000))
  // (n + 128 + (n + 128 >> 8)) >> 8 is n / 255 rounded, for products of two bytes.
  const product = i16x8.add(i16x8.mul(pixels, factor), i16x8.splat(128))
  return i16x8.shr_u(i16x8.add(product, i16x8.shr_u(product, 8)), 8)
}

/** Returns the color with a given premultiplied color. Transparent colors are black. */
export function unpremultiplied(color: u32): u32 {
  const alpha = color >>> 24
  if (alpha === 255) return color
  if (alpha === 0) return 0
  const half = alpha >> 1
  const red = min<u32>(255, ((color & 255) * 255 + half) / alpha)
  const green = min<u32>(255, (((color >> 8) & 255) * 255 + half) / alpha)
  const blue = min<u32>(255, (((color >> 16) & 255) * 255 + half) / alpha)
  return (alpha << 24) | (blue << 16) | (green << 8) | red
}
