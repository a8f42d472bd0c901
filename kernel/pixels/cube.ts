// Layout of the color table from `cubeOf` in src/engine/color: an RGB cube with 25 points along
// each side. A point has three 16-bit samples and 16 unused bits.
const CELLS: u32 = 24
/** Points along each side. */
export const SIDE: u32 = CELLS + 1
const STEP_B: u32 = 8
const STEP_G: u32 = SIDE * STEP_B
const STEP_R: u32 = SIDE * STEP_G
/** Cube length in bytes. */
export const CUBE: u32 = SIDE * STEP_R
/** Sample that represents 1. */
export const ONE: i32 = 64 * 255
const SCALE: f32 = 1 / <f32>ONE

function cellOf(code: u32): u32 {
  return min(CELLS - 1, (code * CELLS) / 255)
}

function share(point: usize, parts: u32): v128 {
  return i32x4.mul(i32x4.extend_low_i16x8_s(i64x2.splat(load<i64>(point))), i32x4.splat(parts))
}

/**
 * Interpolates the color table in one of the six tetrahedra that share a cell's diagonal. A cell
 * lies between eight neighboring points. Grays lie on the diagonal and remain gray.
 * @param cell address of the cell's first point
 * @param first distance in bytes to the next point along the axis on which the color is farthest
 *   from the cell's first point
 * @param second distance in bytes to the next point along the axis with the second largest distance
 * @param third distance in bytes to the next point along the axis with the smallest distance
 * @param a distance from the cell's first point along the axis for `first`, in 1/255 cell
 * @param b distance along the axis for `second`
 * @param c distance along the axis for `third`
 */
function between(cell: usize, first: u32, second: u32, third: u32, a: u32, b: u32, c: u32): v128 {
  const near = i32x4.add(share(cell, 255 - a), share(cell + <usize>first, a - b))
  const far = i32x4.add(
    share(cell + <usize>(first + second), b - c),
    share(cell + <usize>(first + second + third), c),
  )
  return i32x4.add(near, far)
}

function interpolate(pixel: u32, cube: usize): v128 {
  const red = pixel & 255
  const green = (pixel >> 8) & 255
  const blue = (pixel >> 16) & 255
  const cellR = cellOf(red)
  const cellG = cellOf(green)
  const cellB = cellOf(blue)
  const r = red * CELLS - cellR * 255
  const g = green * CELLS - cellG * 255
  const b = blue * CELLS - cellB * 255
  const cell = cube + <usize>(cellR * STEP_R + cellG * STEP_G + cellB * STEP_B)
  if (r >= g) {
    if (g >= b) return between(cell, STEP_R, STEP_G, STEP_B, r, g, b)
    if (r >= b) return between(cell, STEP_R, STEP_B, STEP_G, r, b, g)
    return between(cell, STEP_B, STEP_R, STEP_G, b, r, g)
  }
  if (r >= b) return between(cell, STEP_G, STEP_R, STEP_B, g, r, b)
  if (g >= b) return between(cell, STEP_G, STEP_B, STEP_R, g, b, r)
  return between(cell, STEP_B, STEP_G, STEP_R, b, g, r)
}

/**
 * Converts colors to sRGB with a three-dimensional color table, in place. Each channel is clipped
 * on its own. Alpha does not change.
 * @param count 4-byte pixels
 * @param cube 25³ points, with B varying fastest and R slowest; each has the sRGB values R, G and B
 *   as i16 (64 · 255 represents 1), and an unused i16
 */
export function convertByCube(rgba: usize, count: usize, cube: usize): void {
  for (let at = rgba, end = rgba + 4 * count; at < end; at += 4) {
    const pixel = load<u32>(at)
    const sum = f32x4.mul(f32x4.convert_i32x4_s(interpolate(pixel, cube)), f32x4.splat(SCALE))
    const codes = i32x4.trunc_sat_f32x4_s(f32x4.nearest(sum))
    const words = i16x8.narrow_i32x4_s(codes, codes)
    const bytes = i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0)
    store<u32>(at, (bytes & 0xffffff) | (pixel & 0xff000000))
  }
}
