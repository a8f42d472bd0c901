/**
 * Blend modes in W3C Compositing and Blending Level 1, composited source-over (clauses 9.1.4 and
 * 10). Every result is correctly rounded, unless the exact value is within 0.001 of a half.
 */

import { copy } from './copy'
import { channel, join, round } from './lanes'

export const MULTIPLY: i32 = 1
export const SCREEN: i32 = 2
export const OVERLAY: i32 = 3
export const SOFT_LIGHT: i32 = 4
export const DIFFERENCE: i32 = 5

const TAIL: usize = memory.data(16, 16)
const OVER_TAIL: usize = memory.data(16, 16)

function one(): v128 {
  return f32x4.splat(1)
}

function twice(x: v128): v128 {
  return f32x4.add(x, x)
}

function screen(a: v128, b: v128): v128 {
  return f32x4.sub(f32x4.add(a, b), f32x4.mul(a, b))
}

/** Returns the overlay blend (10.1.4): hard-light (10.1.9) with base and source exchanged. */
function overlay(base: v128, source: v128): v128 {
  const doubled = twice(base)
  const dark = f32x4.mul(source, doubled)
  const light = screen(source, f32x4.sub(doubled, one()))
  return v128.bitselect(dark, light, f32x4.le(doubled, one()))
}

/** Returns the soft-light blend (10.1.10). */
function softLight(base: v128, source: v128): v128 {
  const inner = f32x4.mul(f32x4.sub(f32x4.mul(f32x4.splat(16), base), f32x4.splat(12)), base)
  const low = f32x4.mul(f32x4.add(inner, f32x4.splat(4)), base)
  const curve = v128.bitselect(low, f32x4.sqrt(base), f32x4.le(base, f32x4.splat(0.25)))
  const lightness = f32x4.sub(twice(source), one())
  const darker = f32x4.mul(base, f32x4.sub(one(), base))
  const lighter = f32x4.sub(curve, base)
  const change = v128.bitselect(darker, lighter, f32x4.le(lightness, f32x4.splat(0)))
  return f32x4.add(base, f32x4.mul(lightness, change))
}

/** Returns a mode's blend function B(cb, cs), for colors from 0 to 1. */
function mix(mode: i32, base: v128, source: v128): v128 {
  if (mode === MULTIPLY) return f32x4.mul(base, source) // Clause 10.1.2.
  if (mode === SCREEN) return screen(base, source) // Clause 10.1.3.
  if (mode === OVERLAY) return overlay(base, source)
  if (mode === SOFT_LIGHT) return softLight(base, source)
  return f32x4.abs(f32x4.sub(base, source)) // Difference, clause 10.1.11.
}

/**
 * Blends one source channel with the base and composites the result. The new level is the weighted
 * sum of the source color, the blended color and the base color.
 * @param over source channel, 0 to 255
 * @param under base channel, 0 to 255
 * @param source weight for the source color
 * @param mixed weight for the blended color
 * @param base weight for the base color
 */
function blendChannel(mode: i32, over: v128, under: v128, source: v128, mixed: v128, base: v128): v128 {
  const scale = f32x4.splat(1 / 255)
  const blended = f32x4.mul(mix(mode, f32x4.mul(under, scale), f32x4.mul(over, scale)), f32x4.splat(255))
  const sum = f32x4.add(f32x4.mul(over, source), f32x4.mul(blended, mixed))
  return round(f32x4.add(sum, f32x4.mul(under, base)))
}

function blendFour(mode: i32, base: v128, over: v128): v128 {
  const overAlpha = channel(i32x4.shr_u(over, 24), 0)
  const baseAlpha = channel(i32x4.shr_u(base, 24), 0)
  const opaque = f32x4.splat(255)
  const source = f32x4.mul(overAlpha, f32x4.sub(opaque, baseAlpha))
  const mixed = f32x4.mul(overAlpha, baseAlpha)
  const below = f32x4.mul(f32x4.sub(opaque, overAlpha), baseAlpha)
  const whole = f32x4.add(f32x4.add(source, mixed), below)
  const share = f32x4.div(one(), whole)
  const ws = f32x4.mul(source, share)
  const wm = f32x4.mul(mixed, share)
  const wb = f32x4.mul(below, share)
  const r = blendChannel(mode, channel(over, 0), channel(base, 0), ws, wm, wb)
  const g = blendChannel(mode, channel(over, 8), channel(base, 8), ws, wm, wb)
  const b = blendChannel(mode, channel(over, 16), channel(base, 16), ws, wm, wb)
  const alpha = round(f32x4.mul(whole, f32x4.splat(1 / 255)))
  return v128.bitselect(base, join(r, g, b, alpha), f32x4.eq(overAlpha, f32x4.splat(0)))
}

/**
 * Blends `over` with `base`, in place, with straight alpha. If a pixel in `over` is transparent,
 * the pixel in `base` does not change. If a pixel in `base` is transparent, the result is the pixel
 * in `over`.
 * @param count pixels in each of the two pictures, 4 bytes each
 * @param mode 1 multiply, 2 screen, 3 overlay, 4 soft-light, 5 difference
 */
export function blend(base: usize, over: usize, count: usize, mode: i32): void {
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
    if (v128.any_true(i32x4.shr_u(pixels, 24))) v128.store(place, blendFour(mode, v128.load(place), pixels))
    if (short) copy(TAIL, base + 4 * at, 4 * left)
  }
}
