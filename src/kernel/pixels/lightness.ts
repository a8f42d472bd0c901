/** CIE 1976 lightness, L*, of 0 to 100: taking stock of it, and stretching it. */

import { lightness, toLab, toLight } from '../filters/lab'
import { encode, prepareEncode } from './transfer'

/** Whole L*, 0 to 100. */
const LEVELS = 101

/**
 * Counts pixels by their L*, rounded down; alpha is not looked at.
 * @param count pixels of 4 bytes
 * @param curve 256 f32: linear light of each code
 * @param levels 101 u32, to which the counts are added
 */
export function countLightness(rgba: usize, count: usize, curve: usize, levels: usize): void {
  for (let at = rgba, end = rgba + 4 * count; at < end; at += 4) {
    // A hair more, so that white is 100.
    const level = <i32>(lightness(toLab(load<u32>(at), curve)) + 0.01)
    const place = levels + 4 * <usize>max(0, min(level, LEVELS - 1))
    store<u32>(place, load<u32>(place) + 1)
  }
}

/**
 * Makes L* · `scale` + `offset` of L*, in place, while a*, b* and alpha stay.
 * @param count pixels of 4 bytes
 * @param curve 256 f32: linear light of each code
 */
export function stretchLightness(rgba: usize, count: usize, curve: usize, scale: f32, offset: f32): void {
  prepareEncode()
  for (let at = rgba, end = rgba + 4 * count; at < end; at += 4) {
    const pixel = load<u32>(at)
    const lab = toLab(pixel, curve)
    const more = (lightness(lab) * (scale - 1) + offset) / 116
    store<u32>(at, encode(toLight(f32x4.add(lab, f32x4.splat(more)))) | (pixel & 0xff000000))
  }
}
