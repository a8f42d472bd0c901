import { blendAcross, blendDown, CELL, cellsAlong, FLOAT, loadFour, lumaOf } from './cell'

/** Parameters for `markResidual`. */
@unmanaged
class MarkResidual {
  rgba: usize
  width: usize
  height: usize
  means: usize
  weights: usize
  limits: usize
  y: usize
  /** Work area address: one f32 for each cell in a row, and two more. */
  work: usize
  /** Receives four f32 (one for each pixel) for each cell in a row. */
  out: usize
}

/**
 * Computes the residual for a picture's row `y`, in which marks are searched. It is the luma
 * without its local mean, limited and weighted with the results from `markStrength`.
 */
export function markResidual(values: MarkResidual): void {
  residualRow(
    values.rgba,
    values.width,
    values.height,
    values.means,
    values.weights,
    values.limits,
    values.y,
    values.work,
    values.out,
  )
}

function residualRow(
  rgba: usize,
  width: usize,
  height: usize,
  means: usize,
  weights: usize,
  limits: usize,
  y: usize,
  work: usize,
  out: usize,
): void {
  const across = cellsAlong(width)
  const row = (y / CELL) * across * FLOAT
  blendDown(means, across, cellsAlong(height), y, work)
  for (let cell: usize = 0; cell < across; cell++) {
    const x = cell * CELL
    const luma = lumaOf(loadFour(rgba + 4 * (y * width + x), width - x))
    const limit = f32x4.splat(load<f32>(limits + row + cell * FLOAT))
    const rest = f32x4.max(f32x4.neg(limit), f32x4.min(limit, f32x4.sub(luma, blendAcross(work, cell))))
    const weight = f32x4.splat(load<f32>(weights + row + cell * FLOAT))
    v128.store(out + x * FLOAT, f32x4.mul(rest, weight))
  }
}

/**
 * Side in pixels of the square tile in which an invisible mark is encoded. The tile repeats over
 * the picture.
 */
export const TILE: usize = 128

/** Parameters for `markFold`. */
@unmanaged
class MarkFold {
  rgba: usize
  width: usize
  height: usize
  means: usize
  weights: usize
  limits: usize
  /** Work area address: five f32 for each cell in a row, and two more. */
  work: usize
  /** Receives the sums: 128 × 128 f32, which must be 0 before the call. */
  tile: usize
}

/**
 * Computes a picture's residual (see `markResidual`), divides it into tiles, and adds all tiles to
 * a single one.
 */
export function markFold(values: MarkFold): void {
  const rgba = values.rgba
  const width = values.width
  const height = values.height
  const means = values.means
  const weights = values.weights
  const limits = values.limits
  const work = values.work
  const tile = values.tile
  const rest = work + (cellsAlong(width) + 2) * FLOAT
  for (let y: usize = 0; y < height; y++) {
    residualRow(rgba, width, height, means, weights, limits, y, work, rest)
    const row = tile + (y % TILE) * TILE * FLOAT
    let x: usize = 0
    for (; x + CELL <= width; x += CELL) {
      const at = row + (x % TILE) * FLOAT
      v128.store(at, f32x4.add(v128.load(at), v128.load(rest + x * FLOAT)))
    }
    for (; x < width; x++) {
      const at = row + (x % TILE) * FLOAT
      store<f32>(at, load<f32>(at) + load<f32>(rest + x * FLOAT))
    }
  }
}

/**
 * Adds a number of levels to each pixel's R, G and B, for four RGBA pixels. The results are clipped
 * to 0…255.
 * @param levels one i32 for each pixel: the levels to add
 */
function shifted(pixels: v128, levels: v128): v128 {
  const wide = i16x8.narrow_i32x4_s(levels, levels)
  const zero = i16x8.splat(0)
  const low = i16x8.shuffle(wide, zero, 0, 0, 0, 8, 1, 1, 1, 8)
  const high = i16x8.shuffle(wide, zero, 2, 2, 2, 8, 3, 3, 3, 8)
  return i8x16.narrow_i16x8_u(
    i16x8.add(i16x8.extend_low_i8x16_u(pixels), low),
    i16x8.add(i16x8.extend_high_i8x16_u(pixels), high),
  )
}

/**
 * Returns row `y` of the 4 × 4 Bayer matrix for ordered dithering, with thresholds from −1/2 to
 * 1/2.
 */
function thresholds(y: usize): v128 {
  if (y % 4 === 0) return f32x4(-15 / 32, 1 / 32, -11 / 32, 5 / 32)
  if (y % 4 === 1) return f32x4(9 / 32, -7 / 32, 13 / 32, -3 / 32)
  if (y % 4 === 2) return f32x4(-9 / 32, 7 / 32, -13 / 32, 3 / 32)
  return f32x4(15 / 32, -1 / 32, 11 / 32, -5 / 32)
}

/** Parameters for `markAdd`. */
@unmanaged
class MarkAddition {
  rgba: usize
  width: usize
  height: usize
  /** Address of the strengths that `markStrength` computed: one f32 for each cell. */
  strengths: usize
  /** Address of the mark's tile: 128 × 128 f32. */
  tile: usize
  /** Work area address: one f32 for each cell in a row, and two more. */
  work: usize
}

/**
 * Adds a mark to a picture's R, G and B, in place: its tile is repeated and multiplied by the
 * strength at each pixel. Alpha does not change.
 */
export function markAdd(values: MarkAddition): void {
  const rgba = values.rgba
  const width = values.width
  const height = values.height
  const strengths = values.strengths
  const tile = values.tile
  const work = values.work
  const across = cellsAlong(width)
  for (let y: usize = 0; y < height; y++) {
    blendDown(strengths, across, cellsAlong(height), y, work)
    const row = tile + (y % TILE) * TILE * FLOAT
    const dither = thresholds(y)
    for (let cell: usize = 0; cell < across; cell++) {
      const x = cell * CELL
      const at = rgba + 4 * (y * width + x)
      const left = width - x
      const wave = v128.load(row + (x % TILE) * FLOAT)
      const exact = f32x4.mul(blendAcross(work, cell), wave)
      const levels = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.add(exact, dither)))
      const pixels = shifted(loadFour(at, left), levels)
      if (left >= CELL) v128.store(at, pixels)
      else {
        store<i32>(at, i32x4.extract_lane(pixels, 0))
        if (left > 1) store<i32>(at + 4, i32x4.extract_lane(pixels, 1))
        if (left > 2) store<i32>(at + 8, i32x4.extract_lane(pixels, 2))
      }
    }
  }
}
