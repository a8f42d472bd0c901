/**
 * Splits four RGBA pixels into channels, one vector per channel with a 32-bit lane for each pixel,
 * and joins them again.
 */

/**
 * Returns one channel for four pixels as f32, 0 to 255.
 * @param shift 0 for R, 8 for G, 16 for B
 */
export function channel(pixels: v128, shift: i32): v128 {
  return f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pixels, shift), i32x4.splat(255)))
}

/** Rounds non-negative numbers to integers and clips them to 255. */
export function round(x: v128): v128 {
  return i32x4.min_s(i32x4.trunc_sat_f32x4_s(f32x4.add(x, f32x4.splat(0.5))), i32x4.splat(255))
}

/** Joins four channels to RGBA pixels. Each channel has integers from 0 to 255. */
export function join(r: v128, g: v128, b: v128, a: v128): v128 {
  return v128.or(v128.or(r, i32x4.shl(g, 8)), v128.or(i32x4.shl(b, 16), i32x4.shl(a, 24)))
}
