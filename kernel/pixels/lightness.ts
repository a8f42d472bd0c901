import { lightness, lightnessOfFour, toLab, toLight } from './lab'
import { encode, prepareEncode } from './transfer'

/** Number of integer L* levels, 0 to 100. */
export const LEVELS: i32 = 101

function placesOf(lightness: v128): v128 {
  // Add a small amount before rounding down, so that white counts as 100 despite rounding errors.
  const level = i32x4.trunc_sat_f32x4_s(f32x4.add(lightness, f32x4.splat(0.01)))
  return i32x4.shl(i32x4.max_s(i32x4.splat(0), i32x4.min_s(level, i32x4.splat(LEVELS - 1))), 2)
}

function countOne(place: usize): void {
  store<u32>(place, load<u32>(place) + 1)
}

/**
 * Counts pixels by CIE 1976 L*, rounded down. Alpha is ignored.
 * @param count 4-byte pixels
 * @param curve 256 f32: linear light for each 8-bit code
 * @param levels 101 u32, one for each L* from 0 to 100; the counts are added to them
 */
export function countLightness(rgba: usize, count: usize, curve: usize, levels: usize): void {
  const end = rgba + 4 * count
  const whole = end - ((4 * count) & 15)
  for (let at = rgba; at < whole; at += 16) {
    const four = placesOf(lightnessOfFour(v128.load(at), curve))
    countOne(levels + i32x4.extract_lane(four, 0))
    countOne(levels + i32x4.extract_lane(four, 1))
    countOne(levels + i32x4.extract_lane(four, 2))
    countOne(levels + i32x4.extract_lane(four, 3))
  }
  for (let at = whole; at < end; at += 4) {
    const one = placesOf(lightnessOfFour(i32x4.splat(load<u32>(at)), curve))
    countOne(levels + i32x4.extract_lane(one, 0))
  }
}

/**
 * Replaces L* by L* · `scale` + `offset`, in place. a*, b* and alpha do not change.
 * @param count 4-byte pixels
 * @param curve 256 f32: linear light for each 8-bit code
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
