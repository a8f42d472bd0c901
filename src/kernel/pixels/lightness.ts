/** CIE 1976 lightness, L*, of 0 to 100 (CIE 15:2004, 8.2.1): taking stock of it, and stretching it. */

import { column, linear } from './linear'
import { encode, prepareEncode } from './transfer'

/** Whole L*, 0 to 100. */
const LEVELS = 101

// A space, as the functions below are told of it, is 3 · 256 f32, the curves to linear light as `convertColors` has them,
// and two matrices of 9 f32, row by row: to CIE XYZ with that of white 1, 1, 1, and back.
const TO_XYZ: usize = 3072
const FROM_XYZ: usize = 3108

/** Where the cube root gives way to a straight line. */
const KNEE: f32 = 6.0 / 29.0
const SLOPE: f32 = 3 * KNEE * KNEE
const SHIFT: f32 = 4.0 / 29.0

/** Halley's step towards the cube root, which triples the digits. */
function nearer(root: v128, x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(root, root), root)
  const above = f32x4.add(f32x4.add(cube, x), x)
  const below = f32x4.add(f32x4.add(cube, cube), x)
  return f32x4.div(f32x4.mul(root, above), below)
}

/** Cube roots. A third of the exponent, the upper bits, is near enough to begin with. */
function cubeRoot(x: v128): v128 {
  const third = f32x4.mul(f32x4.convert_i32x4_s(x), f32x4.splat(1.0 / 3.0))
  const guess = i32x4.add(i32x4.trunc_sat_f32x4_s(third), i32x4.splat(0x2a514067))
  return nearer(nearer(guess, x), x)
}

function root(xyz: v128): v128 {
  const knee = f32x4.splat(KNEE * KNEE * KNEE)
  const straight = f32x4.add(f32x4.mul(xyz, f32x4.splat(1 / SLOPE)), f32x4.splat(SHIFT))
  // Roots of 0 would pass through subnormal numbers, which are slow.
  return v128.bitselect(cubeRoot(f32x4.pmax(knee, xyz)), straight, f32x4.gt(xyz, knee))
}

/** The inverse of `root`. */
function cube(roots: v128): v128 {
  const straight = f32x4.mul(f32x4.sub(roots, f32x4.splat(SHIFT)), f32x4.splat(SLOPE))
  const cubes = f32x4.mul(f32x4.mul(roots, roots), roots)
  return v128.bitselect(cubes, straight, f32x4.gt(roots, f32x4.splat(KNEE)))
}

/**
 * Counts pixels by their L*, rounded down; alpha is not looked at.
 * @param count pixels of 4 bytes
 * @param space see above
 * @param levels 101 u32, to which the counts are added
 */
export function countLightness(rgba: usize, count: usize, space: usize, levels: usize): void {
  const red = column(space + TO_XYZ, 0)
  const green = column(space + TO_XYZ, 1)
  const blue = column(space + TO_XYZ, 2)
  for (let at = rgba, end = rgba + 4 * count; at < end; at += 4) {
    const roots = root(linear(load<u32>(at), space, red, green, blue))
    // A hair more, so that white is 100.
    const lightness = <i32>(f32x4.extract_lane(roots, 1) * 116 - 15.999)
    const level = levels + 4 * <usize>max(0, min(lightness, LEVELS - 1))
    store<u32>(level, load<u32>(level) + 1)
  }
}

/**
 * Makes L* · `scale` + `offset` of L*, in place, while a*, b* and alpha stay.
 * @param count pixels of 4 bytes
 * @param space see above
 */
export function stretchLightness(rgba: usize, count: usize, space: usize, scale: f32, offset: f32): void {
  prepareEncode()
  const red = column(space + TO_XYZ, 0)
  const green = column(space + TO_XYZ, 1)
  const blue = column(space + TO_XYZ, 2)
  const fromX = column(space + FROM_XYZ, 0)
  const fromY = column(space + FROM_XYZ, 1)
  const fromZ = column(space + FROM_XYZ, 2)
  // With a* and b*, the differences of the three roots stay: all of them grow by what L* + 16 does, over 116.
  const growth = f32x4.splat(scale - 1)
  const step = f32x4.splat((offset - 16 * (scale - 1)) / 116)
  for (let at = rgba, end = rgba + 4 * count; at < end; at += 4) {
    const pixel = load<u32>(at)
    const roots = root(linear(pixel, space, red, green, blue))
    const more = f32x4.add(f32x4.mul(i32x4.shuffle(roots, roots, 1, 1, 1, 1), growth), step)
    const xyz = cube(f32x4.add(roots, more))
    const x = f32x4.mul(i32x4.shuffle(xyz, xyz, 0, 0, 0, 0), fromX)
    const y = f32x4.mul(i32x4.shuffle(xyz, xyz, 1, 1, 1, 1), fromY)
    const z = f32x4.mul(i32x4.shuffle(xyz, xyz, 2, 2, 2, 2), fromZ)
    store<u32>(at, encode(f32x4.add(f32x4.add(x, y), z)) | (pixel & 0xff000000))
  }
}
