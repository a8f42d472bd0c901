import { FLOAT, sumOf } from './cell'

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

/** Floats before and after a line, which repeat its first and last value. */
const EDGE: usize = 4
/** Lines of `markStrength`. */
const LINES: usize = 5

function max4(a: v128, b: v128): v128 {
  return f32x4.max(a, b)
}

function min4(a: v128, b: v128): v128 {
  return f32x4.min(a, b)
}

function add4(a: v128, b: v128): v128 {
  return f32x4.add(a, b)
}

function mul4(a: v128, b: v128): v128 {
  return f32x4.mul(a, b)
}

function times(a: v128, by: f32): v128 {
  return f32x4.mul(a, f32x4.splat(by))
}

function deviations(variances: v128): v128 {
  return min4(f32x4.sqrt(variances), f32x4.splat(MOST_DEVIATION))
}

function repeatEdges(line: usize, across: usize): void {
  const first = load<f32>(line)
  const last = load<f32>(line + (across - 1) * FLOAT)
  for (let i: usize = 1; i <= EDGE; i++) {
    store<f32>(line - i * FLOAT, first)
    store<f32>(line + (across - 1 + i) * FLOAT, last)
  }
}

/** A row of a grid; beyond an edge, the nearest one. */
function rowAt(grid: usize, across: usize, down: usize, y: isize): usize {
  return grid + <usize>max<isize>(0, min<isize>(<isize>down - 1, y)) * across * FLOAT
}

/** Combines rows into lines: least variance of five, weighted deviations, sums of variances, means and their squares. */
function combineDown(
  means: usize,
  variances: usize,
  across: usize,
  down: usize,
  y: isize,
  line: usize,
  stride: usize,
): void {
  const far = rowAt(variances, across, down, y - 2)
  const above = rowAt(variances, across, down, y - 1)
  const own = rowAt(variances, across, down, y)
  const below = rowAt(variances, across, down, y + 1)
  const last = rowAt(variances, across, down, y + 2)
  const meanAbove = rowAt(means, across, down, y - 1)
  const meanOwn = rowAt(means, across, down, y)
  const meanBelow = rowAt(means, across, down, y + 1)
  for (let at: usize = 0; at < across * FLOAT; at += 16) {
    const a = v128.load(above + at)
    const b = v128.load(own + at)
    const c = v128.load(below + at)
    const least = min4(min4(v128.load(far + at), a), min4(b, min4(c, v128.load(last + at))))
    v128.store(line + at, least)
    const tent = add4(add4(deviations(a), deviations(c)), times(deviations(b), 2))
    v128.store(line + stride + at, tent)
    v128.store(line + 2 * stride + at, add4(add4(a, b), c))
    // Around 128, so that squares keep their digits.
    const p = f32x4.sub(v128.load(meanAbove + at), f32x4.splat(128))
    const q = f32x4.sub(v128.load(meanOwn + at), f32x4.splat(128))
    const r = f32x4.sub(v128.load(meanBelow + at), f32x4.splat(128))
    v128.store(line + 3 * stride + at, add4(add4(p, q), r))
    v128.store(line + 4 * stride + at, add4(add4(mul4(p, p), mul4(q, q)), mul4(r, r)))
  }
  for (let i: usize = 0; i < LINES; i++) repeatEdges(line + i * stride, across)
}

function threeAcross(at: usize): v128 {
  return add4(add4(v128.load(at - FLOAT), v128.load(at)), v128.load(at + FLOAT))
}

function fiveLeast(at: usize): v128 {
  const outer = min4(v128.load(at - 2 * FLOAT), v128.load(at + 2 * FLOAT))
  return min4(outer, min4(min4(v128.load(at - FLOAT), v128.load(at)), v128.load(at + FLOAT)))
}

/** The lanes before the end of a row. */
function lanes(left: usize): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(<i32>left))
}

/** Bytes of the work area of `markStrength`. */
export function markLines(across: usize): usize {
  return LINES * lineBytes(across)
}

function lineBytes(across: usize): usize {
  return (across + 3 * EDGE) * FLOAT
}

/**
 * How strong a mark may be in each cell, and how much each counts for its detection. Texture hides a mark, unless a cell
 * near by is flat: what an edge seems to hide is seen beside it. What texture hides is scaled so that the estimated loss
 * of SSIM is about the same for all pictures.
 *
 * All grids have a float a cell, and four more at their end.
 * @param least strength on ground with some grain, as a standard deviation in levels of luma
 * @param cost 1 − SSIM that the mark may cost, by an estimate for high frequencies
 * @param means of `markMeasure`, like `variances`
 * @param strengths receives standard deviations in levels
 * @param weights receives what a residual is multiplied by
 * @param limits receives the largest residual that counts
 * @param work `markLines` bytes
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
  work: usize,
): f32 {
  const stride = lineBytes(across)
  const line = work + EDGE * FLOAT
  let loss: f32 = 0
  for (let y: usize = 0; y < down; y++) {
    combineDown(means, variances, across, down, <isize>y, line, stride)
    const row = y * across * FLOAT
    for (let x: usize = 0; x < across; x += 4) {
      const at = line + x * FLOAT
      const flat = f32x4.sqrt(fiveLeast(at))
      const share = min4(f32x4.splat(1), times(flat, 1 / GRAIN))
      const base = add4(f32x4.splat(ON_FLAT), times(share, least - ON_FLAT))
      const tents = at + stride
      const tent = add4(threeAcross(tents), v128.load(tents))
      const hidden = add4(times(flat, 3), f32x4.splat(1))
      const texture = times(min4(times(tent, 1 / 16), hidden), SLOPE)
      const within = times(threeAcross(at + 2 * stride), 1 / 9)
      const mean = times(threeAcross(at + 3 * stride), 1 / 9)
      const between = f32x4.sub(times(threeAcross(at + 4 * stride), 1 / 9), mul4(mean, mean))
      const around = add4(within, times(max4(between, f32x4.splat(0)), 0.4))
      const both = add4(base, texture)
      const lost = f32x4.div(mul4(both, both), add4(times(around, 2), f32x4.splat(SSIM_C2)))
      loss += sumOf(v128.and(lost, lanes(across - x)))
      v128.store(strengths + row + x * FLOAT, base)
      v128.store(weights + row + x * FLOAT, texture)
      v128.store(limits + row + x * FLOAT, add4(within, f32x4.splat(1)))
    }
  }
  const cells = across * down
  const gain = max<f32>(LEAST_GAIN, min<f32>(MOST_GAIN, sqrt<f32>((cost * <f32>cells) / loss)))
  let sum: f32 = 0
  for (let cell: usize = 0; cell < cells; cell += 4) {
    const at = cell * FLOAT
    const noise = v128.load(limits + at)
    const strength = add4(v128.load(strengths + at), times(v128.load(weights + at), gain))
    const weight = f32x4.div(strength, noise)
    v128.store(strengths + at, strength)
    v128.store(weights + at, weight)
    v128.store(limits + at, times(f32x4.sqrt(noise), 2))
    sum += sumOf(v128.and(mul4(strength, weight), lanes(cells - cell)))
  }
  return sum
}
