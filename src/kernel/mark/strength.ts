import { FLOAT } from './cell'

/** Strength on ground without any grain, as a standard deviation in levels of luma: more would be seen there. */
const ON_FLAT: f32 = 0.3
/** Grain of this deviation hides the least strength of the mode. */
const GRAIN: f32 = 0.5
/** More for each level by which the pixels around deviate. */
const SLOPE: f32 = 0.22
/** Edges of text deviate by more than any texture, and hide nothing beside them. */
const MOST_DEVIATION: f32 = 30
/** The second constant of SSIM (Wang, Bovik, Sheikh and Simoncelli, 2004). */
const SSIM_C2: f32 = 58.5225
const LEAST_GAIN: f32 = 0.5
const MOST_GAIN: f32 = 1.5

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

/** The flattest cell near a cell: what an edge beside flat ground seems to hide is seen beside it. */
function flattest(variances: usize, across: usize, down: usize, x: isize, y: isize): f32 {
  let least: f32 = MOST_DEVIATION * MOST_DEVIATION
  for (let j: isize = -2; j <= 2; j++)
    for (let i: isize = -2; i <= 2; i++) least = min<f32>(least, at(variances, across, down, x + i, y + j))
  return sqrt<f32>(least)
}

/** Mean deviation of a cell and those around it. */
function textureAt(variances: usize, across: usize, down: usize, x: isize, y: isize): f32 {
  return (
    0.25 *
    (squareOf(variances, across, down, x - 1, y - 1) +
      squareOf(variances, across, down, x, y - 1) +
      squareOf(variances, across, down, x - 1, y) +
      squareOf(variances, across, down, x, y))
  )
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
 * How strong a mark may be in each cell, and how much each counts for its detection. What texture hides is scaled so
 * that the estimated loss of SSIM is about the same for all pictures.
 * @param least strength on ground with some grain, as a standard deviation in levels of luma
 * @param cost 1 − SSIM that the mark may cost, by an estimate for high frequencies
 * @param means of `markMeasure`, like `variances`
 * @param strengths receives standard deviations in levels, one float a cell
 * @param weights receives what a residual is multiplied by
 * @param limits receives the largest residual that counts
 * @returns the sum of strength × weight over all cells
 */
export function markStrength(
  across: usize,
  down: usize,
  least: f32,
  cost: f32,
  means: usize,
  variances: usize,
  strengths: usize,
  weights: usize,
  limits: usize,
): f32 {
  let loss: f32 = 0
  for (let y: usize = 0; y < down; y++) {
    for (let x: usize = 0; x < across; x++) {
      const cell = (y * across + x) * FLOAT
      const flat = flattest(variances, across, down, x, y)
      const base = ON_FLAT + (least - ON_FLAT) * min<f32>(1, flat / GRAIN)
      const texture = SLOPE * min<f32>(textureAt(variances, across, down, x, y), 3 * flat + 1)
      const around = varianceAround(means, variances, across, down, x, y)
      const room = around + around + SSIM_C2
      loss += ((base + texture) * (base + texture)) / room
      store<f32>(strengths + cell, base)
      store<f32>(weights + cell, texture)
    }
  }
  const wanted = cost * <f32>(across * down)
  const gain = max<f32>(LEAST_GAIN, min<f32>(MOST_GAIN, sqrt<f32>(wanted / loss)))
  let sum: f32 = 0
  for (let y: usize = 0; y < down; y++) {
    for (let x: usize = 0; x < across; x++) {
      const cell = (y * across + x) * FLOAT
      const strength = load<f32>(strengths + cell) + gain * load<f32>(weights + cell)
      const noise = noiseAt(variances, across, down, x, y)
      const weight = strength / noise
      store<f32>(strengths + cell, strength)
      store<f32>(weights + cell, weight)
      store<f32>(limits + cell, 2 * sqrt<f32>(noise))
      sum += strength * weight
    }
  }
  return sum
}
