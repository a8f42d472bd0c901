/** Converts 16-bit RGBA to f32, with one pixel per vector, and f32 to RGBA with 8 or 16 bits. */

/** Length in bytes of a pixel with four f32. */
export const PIXEL: usize = 16

/** Maximum 16-bit sample. */
export const FULL: f32 = 65535

function plain(from: usize): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i64x2.splat(load<i64>(from))))
}

function curved(from: usize, tables: usize, step: usize): v128 {
  return f32x4(
    load<f32>(tables + 4 * <usize>load<u16>(from)),
    load<f32>(tables + step + 4 * <usize>load<u16>(from, 2)),
    load<f32>(tables + 2 * step + 4 * <usize>load<u16>(from, 4)),
    <f32>load<u16>(from, 6),
  )
}

function curvedBytes(from: usize, tables: usize, step: usize): v128 {
  return f32x4(
    load<f32>(tables + 4 * <usize>load<u8>(from)),
    load<f32>(tables + step + 4 * <usize>load<u8>(from, 1)),
    load<f32>(tables + 2 * step + 4 * <usize>load<u8>(from, 2)),
    257 * <f32>load<u8>(from, 3),
  )
}

function weigh(pixel: v128): v128 {
  const alpha = v128.shuffle<f32>(pixel, pixel, 3, 3, 3, 3)
  const share = f32x4.mul(alpha, f32x4.splat(1 / FULL))
  return f32x4.mul(pixel, f32x4.replace_lane(share, 3, 1))
}

let curves: usize = 0
let curveStep: usize = 0

/**
 * Sets the curves for the rows that are taken from now on.
 * @param tables address of three f32 tables, for the levels of R, G and B; 0 for none
 * @param step distance in bytes from one table to the next
 */
export function setCurves(tables: usize, step: usize): void {
  curves = tables
  curveStep = step
}

/**
 * Converts a 16-bit RGBA row to f32 from 0 to 65535.
 * @param weighed `true` to multiply the colors by alpha
 */
export function takeWide(from: usize, to: usize, count: i32, weighed: bool): void {
  const tables = curves
  const step = curveStep
  for (const end = to + <usize>count * PIXEL; to < end; to += PIXEL) {
    const pixel = tables ? curved(from, tables, step) : plain(from)
    v128.store(to, weighed ? weigh(pixel) : pixel)
    from += 8
  }
}

/**
 * Converts an 8-bit RGBA row like `takeWide`. Curves are required, and have 256 entries each.
 */
export function takeBytes(from: usize, to: usize, count: i32, weighed: bool): void {
  const tables = curves
  const step = curveStep
  for (const end = to + <usize>count * PIXEL; to < end; to += PIXEL) {
    const pixel = curvedBytes(from, tables, step)
    v128.store(to, weighed ? weigh(pixel) : pixel)
    from += 4
  }
}

/**
 * Converts an f32 pixel to the nearest 8-bit RGBA pixel, clipped to 0…255.
 * @param weighed `true` to divide the colors by alpha; a pixel whose 8-bit alpha is 0 then becomes
 *   0
 */
export function narrow(pixel: v128, weighed: bool): u32 {
  const byAlpha = <f32>255 / f32x4.extract_lane(pixel, 3)
  const scale = f32x4.replace_lane(f32x4.splat(weighed ? byAlpha : 255 / FULL), 3, 255 / FULL)
  const levels = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(pixel, scale), f32x4.splat(0.5)))
  const words = i16x8.narrow_i32x4_s(levels, levels)
  const bytes = i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0)
  return weighed && bytes >>> 24 === 0 ? 0 : bytes
}

/**
 * Converts an f32 pixel to the nearest 16-bit RGBA pixel, clipped to 0…65535.
 * @param weighed `true` to divide the colors by alpha; a pixel whose alpha is 0 then becomes 0
 */
export function rounded(pixel: v128, weighed: bool): u64 {
  const byAlpha = FULL / f32x4.extract_lane(pixel, 3)
  const scale = f32x4.replace_lane(f32x4.splat(weighed ? byAlpha : 1), 3, 1)
  const levels = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(pixel, scale), f32x4.splat(0.5)))
  const samples = i64x2.extract_lane(i16x8.narrow_i32x4_u(levels, levels), 0)
  return weighed && <u64>samples >>> 48 === 0 ? 0 : samples
}

/**
 * Converts 16-bit RGBA pixels to the nearest 8-bit pixels.
 * @param wide `count` 8-byte pixels
 * @param out receives 4 · count bytes
 */
export function wideToRgba(wide: usize, count: usize, out: usize): void {
  for (let at: usize = 0; at < count; at++) store<u32>(out + 4 * at, narrow(plain(wide + 8 * at), false))
}
