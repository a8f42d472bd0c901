/**
 * Side in pixels of a cell, a square in the picture. An invisible mark's strength and the local
 * luma mean are computed for each cell and interpolated for its pixels.
 */
export const CELL: usize = 4

/** Length in bytes of an f32. */
export const FLOAT: usize = 4

/** Returns the number of cells along a side with `length` pixels. The last cell may be cut off. */
export function cellsAlong(length: usize): usize {
  return (length + CELL - 1) / CELL
}

/**
 * Returns a grid's size in bytes. A grid has one f32 for each cell in a picture. The size includes
 * four floats after the last cell, because vector loads may read beyond it.
 */
export function markGridBytes(width: usize, height: usize): f64 {
  return (<f64>cellsAlong(width) * <f64>cellsAlong(height) + 4) * <f64>FLOAT
}

/**
 * Loads four RGBA pixels. If the row has fewer left, its last pixel is repeated.
 * @param left pixels left in the row, at least 1
 */
export function loadFour(rgba: usize, left: usize): v128 {
  if (left >= CELL) return v128.load(rgba)
  let pixels = i32x4.splat(load<i32>(rgba))
  if (left > 1) pixels = i32x4.replace_lane(pixels, 1, load<i32>(rgba + 4))
  const last = load<i32>(rgba + 4 * (left - 1))
  if (left < 3) return left === 1 ? pixels : i32x4.replace_lane(i32x4.replace_lane(pixels, 2, last), 3, last)
  return i32x4.replace_lane(i32x4.replace_lane(pixels, 2, last), 3, last)
}

/**
 * Returns the luma for four RGBA pixels, 0 to 255. The weights are from BT.601, rounded to 1/256.
 */
export function lumaOf(pixels: v128): v128 {
  const weights = i16x8(77, 150, 29, 0, 77, 150, 29, 0)
  const low = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(pixels), weights)
  const high = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(pixels), weights)
  const sums = i32x4.add(i32x4.shuffle(low, high, 0, 2, 4, 6), i32x4.shuffle(low, high, 1, 3, 5, 7))
  return f32x4.mul(f32x4.convert_i32x4_s(sums), f32x4.splat(1 / 256))
}

/** Returns the sum of a vector's four f32 lanes. */
export function sumOf(four: v128): f32 {
  return (
    f32x4.extract_lane(four, 0) +
    f32x4.extract_lane(four, 1) +
    f32x4.extract_lane(four, 2) +
    f32x4.extract_lane(four, 3)
  )
}

/**
 * Interpolates a cell grid vertically for one pixel row.
 * @param grid one f32 for each cell, row by row
 * @param across number of cells in a grid row
 * @param down number of grid rows
 * @param y pixel row index
 * @param out receives across + 2 values: the first value repeated, one value for each cell, and the
 *   last value repeated
 */
export function blendDown(grid: usize, across: usize, down: usize, y: usize, out: usize): void {
  const row = y / CELL
  const offset = <f32>(y % CELL) * 0.25 - 0.375
  const other = offset < 0 ? (row > 0 ? row - 1 : row) : min(row + 1, down - 1)
  const near = grid + row * across * FLOAT
  const far = grid + other * across * FLOAT
  const share = abs(offset)
  for (let i: usize = 0; i < across; i++) {
    const value = load<f32>(near + i * FLOAT)
    store<f32>(out + (i + 1) * FLOAT, value + share * (load<f32>(far + i * FLOAT) - value))
  }
  store<f32>(out, load<f32>(out + FLOAT))
  store<f32>(out + (across + 1) * FLOAT, load<f32>(out + across * FLOAT))
}

/**
 * Interpolates a row from `blendDown` horizontally. Returns the values for one cell's four pixels.
 */
export function blendAcross(row: usize, cell: usize): v128 {
  const at = row + cell * FLOAT
  const before = f32x4.splat(load<f32>(at))
  const value = f32x4.splat(load<f32>(at + FLOAT))
  const after = f32x4.splat(load<f32>(at + 2 * FLOAT))
  const left = f32x4.mul(f32x4.sub(before, value), f32x4(0.375, 0.125, 0, 0))
  const right = f32x4.mul(f32x4.sub(after, value), f32x4(0, 0, 0.125, 0.375))
  return f32x4.add(value, f32x4.add(left, right))
}
