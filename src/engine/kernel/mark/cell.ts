/** Side of a cell in pixels: strength and local means are known for each, and interpolated between. */
export const CELL: usize = 4

/** Bytes of a float. */
export const FLOAT: usize = 4

export function cellsAlong(length: usize): usize {
  return (length + CELL - 1) / CELL
}

/** Four RGBA pixels; where fewer are left in the row, the last one stands for the others. */
export function loadFour(rgba: usize, left: usize): v128 {
  if (left >= CELL) return v128.load(rgba)
  let pixels = i32x4.splat(load<i32>(rgba))
  if (left > 1) pixels = i32x4.replace_lane(pixels, 1, load<i32>(rgba + 4))
  const last = load<i32>(rgba + 4 * (left - 1))
  if (left < 3) return left === 1 ? pixels : i32x4.replace_lane(i32x4.replace_lane(pixels, 2, last), 3, last)
  return i32x4.replace_lane(i32x4.replace_lane(pixels, 2, last), 3, last)
}

/** Luma of four RGBA pixels, 0 to 255, by the weights of BT.601 in 256ths. */
export function lumaOf(pixels: v128): v128 {
  const weights = i16x8(77, 150, 29, 0, 77, 150, 29, 0)
  const low = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(pixels), weights)
  const high = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(pixels), weights)
  const sums = i32x4.add(i32x4.shuffle(low, high, 0, 2, 4, 6), i32x4.shuffle(low, high, 1, 3, 5, 7))
  return f32x4.mul(f32x4.convert_i32x4_s(sums), f32x4.splat(1 / 256))
}

export function sumOf(four: v128): f32 {
  return (
    f32x4.extract_lane(four, 0) +
    f32x4.extract_lane(four, 1) +
    f32x4.extract_lane(four, 2) +
    f32x4.extract_lane(four, 3)
  )
}

/**
 * Interpolates a grid down for a row of pixels.
 * @param out a value for each cell, and one before and after them that repeats the first and the last
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

/** Interpolates a row of `blendDown` across, for the four pixels of a cell. */
export function blendAcross(row: usize, cell: usize): v128 {
  const at = row + cell * FLOAT
  const before = f32x4.splat(load<f32>(at))
  const value = f32x4.splat(load<f32>(at + FLOAT))
  const after = f32x4.splat(load<f32>(at + 2 * FLOAT))
  const left = f32x4.mul(f32x4.sub(before, value), f32x4(0.375, 0.125, 0, 0))
  const right = f32x4.mul(f32x4.sub(after, value), f32x4(0, 0, 0.125, 0.375))
  return f32x4.add(value, f32x4.add(left, right))
}
