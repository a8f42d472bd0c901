/**
 * Converts sRGB to CIE L*a*b* (CIE 15:2004, 8.2.1, under D65) and back. A color is represented by
 * f(X), f(Y) and f(Z), because adding one number to all three changes only L*.
 */

/**
 * Constants for CIELAB's function f, which is a cube root above `LINE_END` and a straight line
 * below it. At `LINE_END`, both have the value `LINE_TOP`.
 */
const LINE_END: f32 = 0.008856
const LINE_TOP: f32 = 0.2069
const LINE_SLOPE: f32 = 7.787
const LINE_OFFSET: f32 = 16.0 / 116.0

/**
 * Returns the cube roots of positive numbers, with a relative error of a few parts in 100,000. The
 * first guess divides the f32's bits by 3. One Halley iteration refines it.
 */
function cubeRoot(x: v128): v128 {
  const bits = f32x4.mul(f32x4.convert_i32x4_s(x), f32x4.splat(1.0 / 3.0))
  const guess = i32x4.add(i32x4.trunc_sat_f32x4_s(bits), i32x4.splat(709921077))
  const cube = f32x4.mul(guess, f32x4.mul(guess, guess))
  const above = f32x4.add(cube, f32x4.add(x, x))
  const below = f32x4.add(f32x4.add(cube, cube), x)
  return f32x4.div(f32x4.mul(guess, above), below)
}

function f(x: v128): v128 {
  const line = f32x4.add(f32x4.mul(x, f32x4.splat(LINE_SLOPE)), f32x4.splat(LINE_OFFSET))
  // Small numbers are replaced, because their roots are not used and would need slow subnormal
  // arithmetic.
  const root = cubeRoot(f32x4.pmax(x, f32x4.splat(LINE_END)))
  return v128.bitselect(root, line, f32x4.gt(x, f32x4.splat(LINE_END)))
}

/**
 * Converts an sRGB pixel to CIELAB's intermediate values.
 * @param curve 256 f32: linear light for each 8-bit code
 * @returns f(X), f(Y) and f(Z) in the first three lanes; white's X, Y and Z are 1
 */
export function toLab(pixel: u32, curve: usize): v128 {
  const r = f32x4.splat(load<f32>(curve + ((pixel & 255) << 2)))
  const g = f32x4.splat(load<f32>(curve + (((pixel >> 8) & 255) << 2)))
  const b = f32x4.splat(load<f32>(curve + (((pixel >> 16) & 255) << 2)))
  // The constants are the matrix from linear sRGB to XYZ (IEC 61966-2-1). Each row is divided by
  // its sum, so that white's X, Y and Z are 1.
  const fromRed = f32x4.mul(r, f32x4(0.433877, 0.2126, 0.0177227, 0))
  const fromGreen = f32x4.mul(g, f32x4(0.376223, 0.7152, 0.1094582, 0))
  const fromBlue = f32x4.mul(b, f32x4(0.1899, 0.0722, 0.8728191, 0))
  return f(f32x4.add(f32x4.add(fromRed, fromGreen), fromBlue))
}

/** Returns L*, from 0 to 100, for a result from `toLab`. */
export function lightness(lab: v128): f32 {
  return 116 * f32x4.extract_lane(lab, 1) - 16
}

function lights(pixels: v128, shift: i32, curve: usize): v128 {
  const places = i32x4.shl(v128.and(i32x4.shr_u(pixels, shift), i32x4.splat(255)), 2)
  return f32x4(
    load<f32>(curve + i32x4.extract_lane(places, 0)),
    load<f32>(curve + i32x4.extract_lane(places, 1)),
    load<f32>(curve + i32x4.extract_lane(places, 2)),
    load<f32>(curve + i32x4.extract_lane(places, 3)),
  )
}

/**
 * Returns L* for four pixels. The results are bit-identical to those from `toLab` and `lightness`.
 */
export function lightnessOfFour(pixels: v128, curve: usize): v128 {
  const r = f32x4.mul(lights(pixels, 0, curve), f32x4.splat(0.2126))
  const g = f32x4.mul(lights(pixels, 8, curve), f32x4.splat(0.7152))
  const b = f32x4.mul(lights(pixels, 16, curve), f32x4.splat(0.0722))
  const y = f(f32x4.add(f32x4.add(r, g), b))
  return f32x4.sub(f32x4.mul(y, f32x4.splat(116)), f32x4.splat(16))
}

/** Converts a result from `toLab` to linear R, G and B, which may be below 0 or above 1. */
export function toLight(lab: v128): v128 {
  const cube = f32x4.mul(lab, f32x4.mul(lab, lab))
  const line = f32x4.mul(f32x4.sub(lab, f32x4.splat(LINE_OFFSET)), f32x4.splat(1.0 / LINE_SLOPE))
  const xyz = v128.bitselect(cube, line, f32x4.gt(lab, f32x4.splat(LINE_TOP)))
  const fromX = f32x4.mul(v128.shuffle<f32>(xyz, xyz, 0, 0, 0, 0), f32x4(3.0802145, -0.9209686, 0.0529525, 0))
  const fromY = f32x4.mul(v128.shuffle<f32>(xyz, xyz, 1, 1, 1, 1), f32x4(-1.537208, 1.8757561, -0.2040211, 0))
  const fromZ = f32x4.mul(v128.shuffle<f32>(xyz, xyz, 2, 2, 2, 2), f32x4(-0.5430065, 0.0452126, 1.1510686, 0))
  return f32x4.add(f32x4.add(fromX, fromY), fromZ)
}
