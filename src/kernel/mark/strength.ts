import { FLOAT } from './cell'

/** A mark is added at this strength where nothing hides it, as a standard deviation in levels of luma. */
const LEAST: f32 = 0.9
/** More for each level by which the pixels around deviate. */
const SLOPE: f32 = 0.22
/** Edges of text deviate by more than any texture, and hide nothing beside them. */
const MOST_DEVIATION: f32 = 30
/** The second constant of SSIM (Wang, Bovik, Sheikh and Simoncelli, 2004). */
const SSIM_C2: f32 = 58.5225
/** 1 − SSIM that a mark costs, by the estimate below. */
const LOSS: f32 = 0.0135
const LEAST_GAIN: f32 = 0.6
const MOST_GAIN: f32 = 1.2

function at(grid: usize, across: usize, down: usize, x: isize, y: isize): f32 {
  const column = <usize>max<isize>(0, min<isize>(x, <isize>across - 1))
  const row = <usize>max<isize>(0, min<isize>(y, <isize>down - 1))
  return load<f32>(grid + (row * across + column) * FLOAT)
}

function deviation(variances: usize, across: usize, down: usize, x: isize, y: isize): f32 {
  return min<f32>(MOST_DEVIATION, sqrt<f32>(at(variances, across, down, x, y)))
}

/** The four cells whose first is at x, y. */
function squareOf(variances: usize, across: usize, down: usize, x: isize, y: isize): f32 {
  return (
    0.25 *
    (deviation(variances, across, down, x, y) +
      deviation(variances, across, down, x + 1, y) +
      deviation(variances, across, down, x, y + 1) +
      deviation(variances, across, down, x + 1, y + 1))
  )
}

/** Texture hides a mark; where one side of a cell is flat, it counts little. */
function strengthAt(variances: usize, across: usize, down: usize, x: isize, y: isize): f32 {
  const a = squareOf(variances, across, down, x - 1, y - 1)
  const b = squareOf(variances, across, down, x, y - 1)
  const c = squareOf(variances, across, down, x - 1, y)
  const d = squareOf(variances, across, down, x, y)
  const least = min<f32>(min<f32>(a, b), min<f32>(c, d))
  const mean: f32 = 0.25 * (a + b + c + d)
  return LEAST + SLOPE * min<f32>(mean, 2 * least + 2)
}

/** Variance of the luma around a cell: within the cells, and between them. */
function varianceAround(means: usize, variances: usize, across: usize, down: usize, x: isize, y: isize): f32 {
  let within: f32 = 0
  let sum: f32 = 0
  let squares: f32 = 0
  const middle = at(means, across, down, x, y)
  for (let j: isize = -1; j <= 1; j++) {
    for (let i: isize = -1; i <= 1; i++) {
      const mean = at(means, across, down, x + i, y + j) - middle
      within += at(variances, across, down, x + i, y + j)
      sum += mean
      squares += mean * mean
    }
  }
  sum /= 9
  return within / 9 + 0.4 * (squares / 9 - sum * sum)
}

/** Variance of what is left of the luma without its local mean. */
function noiseAt(variances: usize, across: usize, down: usize, x: isize, y: isize): f32 {
  let sum: f32 = 0
  for (let j: isize = -1; j <= 1; j++)
    for (let i: isize = -1; i <= 1; i++) sum += at(variances, across, down, x + i, y + j)
  return sum / 9 + 1
}

/**
 * How strong a mark may be in each cell, and how much each counts for its detection. The whole is scaled so that the
 * estimated loss of SSIM is the same for all pictures.
 * @param means of `markMeasure`, like `variances`
 * @param strengths receives standard deviations in levels, one float a cell
 * @param weights receives what a residual is multiplied by
 * @param limits receives the largest residual that counts
 * @returns the sum of strength × weight over all cells
 */
export function markStrength(
  across: usize,
  down: usize,
  means: usize,
  variances: usize,
  strengths: usize,
  weights: usize,
  limits: usize,
): f32 {
  let loss: f32 = 0
  for (let y: usize = 0; y < down; y++) {
    for (let x: usize = 0; x < across; x++) {
      const strength = strengthAt(variances, across, down, x, y)
      const around = varianceAround(means, variances, across, down, x, y)
      const square = strength * strength
      loss += square / (2 * around + SSIM_C2 + square)
      store<f32>(strengths + (y * across + x) * FLOAT, strength)
    }
  }
  const gain = max<f32>(LEAST_GAIN, min<f32>(MOST_GAIN, sqrt<f32>((LOSS * <f32>(across * down)) / loss)))
  let sum: f32 = 0
  for (let y: usize = 0; y < down; y++) {
    for (let x: usize = 0; x < across; x++) {
      const cell = (y * across + x) * FLOAT
      const strength = gain * load<f32>(strengths + cell)
      const noise = noiseAt(variances, across, down, x, y)
      const weight = strength / noise
      store<f32>(strengths + cell, strength)
      store<f32>(weights + cell, weight)
      store<f32>(limits + cell, 3 * sqrt<f32>(noise))
      sum += strength * weight
    }
  }
  return sum
}
