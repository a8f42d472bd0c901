/** Operations on the alpha of RGBA pixels. Every result is the exact value, correctly rounded. */

import { copy } from './copy'
import { channel, join, round } from './lanes'

const TAIL: usize = memory.data(16, 16)
const OVER_TAIL: usize = memory.data(16, 16)

/** Returns x / 255, rounded to the nearest integer, for 16-bit lanes up to 255². */
function divideBy255Rounded(x: v128): v128 {
  const biased = i16x8.add(x, i16x8.splat(128))
  return i16x8.shr_u(i16x8.add(biased, i16x8.shr_u(biased, 8)), 8)
}

function spreadAlpha(pixels: v128): v128 {
  return i16x8.shuffle(pixels, pixels, 3, 3, 3, 3, 7, 7, 7, 7)
}

function weighByAlpha(pixels: v128): v128 {
  const alphaByOne = i16x8(0, 0, 0, 255, 0, 0, 0, 255)
  return divideBy255Rounded(i16x8.mul(pixels, v128.or(spreadAlpha(pixels), alphaByOne)))
}

/**
 * Multiplies R, G and B by alpha / 255, in place.
 * @param count 4-byte pixels
 */
export function premultiply(rgba: usize, count: usize): void {
  for (let at: usize = 0; at < count; at += 4) {
    const left = count - at
    const short = left < 4
    if (short) copy(rgba + 4 * at, TAIL, 4 * left)
    const place = short ? TAIL : rgba + 4 * at
    const pixels = v128.load(place)
    const low = weighByAlpha(i16x8.extend_low_i8x16_u(pixels))
    const high = weighByAlpha(i16x8.extend_high_i8x16_u(pixels))
    v128.store(place, i8x16.narrow_i16x8_u(low, high))
    if (short) copy(TAIL, rgba + 4 * at, 4 * left)
  }
}

/** Composites two pixels on an opaque color. The result's alpha is undefined. */
function layOver(pixels: v128, color: v128): v128 {
  const alpha = spreadAlpha(pixels)
  const rest = v128.xor(alpha, i16x8.splat(255))
  return divideBy255Rounded(i16x8.add(i16x8.mul(pixels, alpha), i16x8.mul(color, rest)))
}

/**
 * Composites pixels on an opaque color, in place: color + (pixel - color) · alpha. The result is
 * opaque.
 * @param count 4-byte pixels
 * @param r the color's red, 0 to 255
 * @param g the color's green, 0 to 255
 * @param b the color's blue, 0 to 255
 */
export function flatten(rgba: usize, count: usize, r: i32, g: i32, b: i32): void {
  const color = i16x8.extend_low_i8x16_u(i32x4.splat((r & 255) | ((g & 255) << 8) | ((b & 255) << 16)))
  const opaque = i32x4.splat(0xff000000)
  for (let at: usize = 0; at < count; at += 4) {
    const left = count - at
    const short = left < 4
    if (short) copy(rgba + 4 * at, TAIL, 4 * left)
    const place = short ? TAIL : rgba + 4 * at
    const pixels = v128.load(place)
    const low = layOver(i16x8.extend_low_i8x16_u(pixels), color)
    const high = layOver(i16x8.extend_high_i8x16_u(pixels), color)
    v128.store(place, v128.or(i8x16.narrow_i16x8_u(low, high), opaque))
    if (short) copy(TAIL, rgba + 4 * at, 4 * left)
  }
}

/**
 * Divides R, G and B by alpha / 255, in place. The results are clipped to 255. Transparent pixels
 * become 0 in all bytes.
 * @param count 4-byte pixels
 */
export function unpremultiply(rgba: usize, count: usize): void {
  for (let at: usize = 0; at < count; at += 4) {
    const left = count - at
    const short = left < 4
    if (short) copy(rgba + 4 * at, TAIL, 4 * left)
    const place = short ? TAIL : rgba + 4 * at
    const pixels = v128.load(place)
    const alpha = i32x4.shr_u(pixels, 24)
    // The numerator is slightly above 255, so that quotients that are exactly n + 1/2 are rounded
    // up despite f32 errors. All other quotients differ from n + 1/2 by at least 1/510. The
    // numerator's excess changes a quotient by less, so it cannot change how they are rounded.
    const seen = i32x4.ne(alpha, i32x4.splat(0))
    const scale = v128.and(f32x4.div(f32x4.splat(255.0003), f32x4.convert_i32x4_s(alpha)), seen)
    const r = round(f32x4.mul(channel(pixels, 0), scale))
    const g = round(f32x4.mul(channel(pixels, 8), scale))
    const b = round(f32x4.mul(channel(pixels, 16), scale))
    v128.store(place, join(r, g, b, alpha))
    if (short) copy(TAIL, rgba + 4 * at, 4 * left)
  }
}

function blend(over: v128, overWeight: v128, base: v128, baseWeight: v128, sum: v128): v128 {
  return round(f32x4.div(f32x4.add(f32x4.mul(over, overWeight), f32x4.mul(base, baseWeight)), sum))
}

/**
 * Composites four pixels `over` on four pixels `base`. All weights and sums are integers below 2²⁴,
 * so that f32 represents them exactly.
 */
function compositeFour(base: v128, over: v128): v128 {
  const overAlpha = i32x4.shr_u(over, 24)
  const overWeight = i32x4.mul(overAlpha, i32x4.splat(255))
  const baseWeight = i32x4.mul(i32x4.shr_u(base, 24), i32x4.sub(i32x4.splat(255), overAlpha))
  const sum = i32x4.add(overWeight, baseWeight)
  const wo = f32x4.convert_i32x4_s(overWeight)
  const wb = f32x4.convert_i32x4_s(baseWeight)
  const ws = f32x4.convert_i32x4_s(sum)
  const r = blend(channel(over, 0), wo, channel(base, 0), wb, ws)
  const g = blend(channel(over, 8), wo, channel(base, 8), wb, ws)
  const b = blend(channel(over, 16), wo, channel(base, 16), wb, ws)
  const alpha = round(f32x4.div(ws, f32x4.splat(255)))
  return v128.bitselect(base, join(r, g, b, alpha), i32x4.eq(overAlpha, i32x4.splat(0)))
}

/**
 * Composites `over` on `base`, in place: Porter-Duff source-over with straight alpha. If a pixel in
 * `over` is transparent, the pixel in `base` does not change.
 * @param count pixels in each of the two pictures, 4 bytes each
 */
export function composite(base: usize, over: usize, count: usize): void {
  for (let at: usize = 0; at < count; at += 4) {
    const left = count - at
    const short = left < 4
    if (short) {
      copy(base + 4 * at, TAIL, 4 * left)
      copy(over + 4 * at, OVER_TAIL, 4 * left)
    }
    const place = short ? TAIL : base + 4 * at
    const pixels = v128.load(short ? OVER_TAIL : over + 4 * at)
    // In an overlay, most pixels are transparent, so four transparent pixels are skipped together.
    if (v128.any_true(i32x4.shr_u(pixels, 24))) v128.store(place, compositeFour(v128.load(place), pixels))
    if (short) copy(TAIL, base + 4 * at, 4 * left)
  }
}

/**
 * Copies an alpha plane to the pixels' alpha.
 * @param count pixels: 4 bytes each in `rgba`, 1 byte each in `alpha`
 */
export function setAlpha(rgba: usize, alpha: usize, count: usize): void {
  for (let at: usize = 0; at < count; at++) store<u8>(rgba + 4 * at, load<u8>(alpha + at), 3)
}
