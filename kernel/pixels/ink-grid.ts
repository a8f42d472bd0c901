// Layout of `inkGrid` in src/engine/color. It begins with the number of points along a side. For
// each ink, 256 numbers follow, one for each 8-bit code: the code's position along the ink's side.
// The points are last.
/** Offset in bytes of the positions. */
export const PLACES: usize = 16
const INK: usize = 256 * 4
/** Offset in bytes of the points. */
export const POINTS: usize = PLACES + 4 * INK
/** Point length in bytes: three 16-bit samples, and 16 unused bits. */
export const POINT: u32 = 8
const SCALE: f32 = 1 / 64

/** Interpolates along black's axis, between a grid point and the next point. */
function along(point: usize, black: f32): v128 {
  const both = v128.load(point)
  const near = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(both))
  const far = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(both))
  return f32x4.add(near, f32x4.mul(f32x4.sub(far, near), f32x4.splat(black)))
}

/**
 * Interpolates the ink grid in one of a cell's six tetrahedra. A cell lies between eight
 * neighboring points on the C, M and Y axes.
 * @param cell address of the cell's first point
 * @param first distance in bytes to the next point along the axis on which the ink is farthest from
 *   the cell's first point
 * @param second distance in bytes to the next point along the axis with the second largest distance
 * @param third distance in bytes to the next point along the axis with the smallest distance
 * @param a distance from the cell's first point along the axis for `first`, 0 to 1
 * @param b distance along the axis for `second`
 * @param c distance along the axis for `third`
 * @param black distance along black's axis
 */
function between(cell: usize, first: u32, second: u32, third: u32, a: f32, b: f32, c: f32, black: f32): v128 {
  const second1 = cell + <usize>(first + second)
  const near = f32x4.mul(along(cell, black), f32x4.splat(1 - a))
  const one = f32x4.mul(along(cell + <usize>first, black), f32x4.splat(a - b))
  const two = f32x4.mul(along(second1, black), f32x4.splat(b - c))
  const far = f32x4.mul(along(second1 + <usize>third, black), f32x4.splat(c))
  return f32x4.add(f32x4.add(near, one), f32x4.add(two, far))
}

/**
 * Replaces C, M and Y by opaque RGBA, in place. Each channel is clipped on its own.
 * @param pixels each pixel's C, M, Y and an unused byte
 * @param k each pixel's black
 * @param flipColors mask that is XORed with a pixel's bytes, so that 255 is full ink
 * @param flipBlack mask that is XORed with a black sample, so that 255 is full ink
 * @param grid address of an `inkGrid`
 */
export function printByGrid(
  pixels: usize,
  k: usize,
  count: usize,
  flipColors: u32,
  flipBlack: u32,
  grid: usize,
): void {
  const side = load<u32>(grid)
  const lastCell = side - 2
  const stepY = side * POINT
  const stepM = side * stepY
  const stepC = side * stepM
  const places = grid + PLACES
  for (let at: usize = 0; at < count; at++) {
    const pixel = load<u32>(pixels + 4 * at) ^ flipColors
    const black = load<f32>(places + 4 * (<usize>load<u8>(k + at) ^ flipBlack), 3 * INK)
    let c = load<f32>(places + ((pixel & 255) << 2))
    let m = load<f32>(places + (((pixel >> 8) & 255) << 2), INK)
    let y = load<f32>(places + (((pixel >> 16) & 255) << 2), 2 * INK)
    const cellC = min<u32>(lastCell, <u32>c)
    const cellM = min<u32>(lastCell, <u32>m)
    const cellY = min<u32>(lastCell, <u32>y)
    const cellK = min<u32>(lastCell, <u32>black)
    c -= <f32>cellC
    m -= <f32>cellM
    y -= <f32>cellY
    const share = black - <f32>cellK
    const cell = grid + POINTS + <usize>(cellC * stepC + cellM * stepM + cellY * stepY + cellK * POINT)
    let sum: v128
    if (c >= m) {
      if (m >= y) sum = between(cell, stepC, stepM, stepY, c, m, y, share)
      else if (c >= y) sum = between(cell, stepC, stepY, stepM, c, y, m, share)
      else sum = between(cell, stepY, stepC, stepM, y, c, m, share)
    } else if (c >= y) sum = between(cell, stepM, stepC, stepY, m, c, y, share)
    else if (m >= y) sum = between(cell, stepM, stepY, stepC, m, y, c, share)
    else sum = between(cell, stepY, stepM, stepC, y, m, c, share)
    const codes = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(sum, f32x4.splat(SCALE))))
    const words = i16x8.narrow_i32x4_s(codes, codes)
    const bytes = i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0)
    store<u32>(pixels + 4 * at, bytes | 0xff000000)
  }
}
