import { CELL, cellsAlong, FLOAT, loadFour, lumaOf, sumOf } from './cell'

function add(at: usize, value: f32): void {
  store<f32>(at, load<f32>(at) + value)
}

function divide(means: usize, variances: usize, across: usize, rows: usize): void {
  const share: f32 = 1 / <f32>(CELL * rows)
  for (let i: usize = 0; i < across; i++) {
    const mean = load<f32>(means + i * FLOAT) * share
    store<f32>(means + i * FLOAT, mean)
    store<f32>(variances + i * FLOAT, max<f32>(0, load<f32>(variances + i * FLOAT) * share - mean * mean))
  }
}

/**
 * Measures luma's mean and variance in each cell, which has 4 × 4 pixels. Cells at the right and
 * the bottom edge may be cut off.
 * @param means address of one zeroed f32 for each cell; receives the means
 * @param variances address of one zeroed f32 for each cell; receives the variances
 */
export function markMeasure(rgba: usize, width: usize, height: usize, means: usize, variances: usize): void {
  const across = cellsAlong(width)
  for (let y: usize = 0; y < height; y++) {
    const row = (y / CELL) * across * FLOAT
    for (let cell: usize = 0; cell < across; cell++) {
      const x = cell * CELL
      const luma = lumaOf(loadFour(rgba + 4 * (y * width + x), width - x))
      add(means + row + cell * FLOAT, sumOf(luma))
      add(variances + row + cell * FLOAT, sumOf(f32x4.mul(luma, luma)))
    }
    if (y % CELL === CELL - 1 || y === height - 1)
      divide(means + row, variances + row, across, (y % CELL) + 1)
  }
}
