import { FLOAT, sumOf } from './cell'

/** Strength on ground without any grain, as a standard deviation in levels of luma: more would be seen there. */
const ON_FLAT: f32 = 0.25
/** Grain of this deviation hides the least strength of the mode. */
const GRAIN: f32 = 0.5
/** So many levels above 128, a difference that is just seen is twice as large, by DICOM's grey scale or nearly so. */
const LIGHT: f32 = 228
/** Texture that hides no more than the least strength: what a film or sensor adds to smooth ground has as much. */
const SMOOTH: f32 = 0.4
/** How much more is hidden, for each level of texture beyond that. */
const SLOPE: f32 = 0.75
/** Texture of this deviation counts for half: the more there is, the less each level adds (Legge and Foley, 1980). */
const KNEE: f32 = 4
/** Texture counts as so many times the calmest cell near by at most: an edge on flat ground hides nothing. */
const BESIDE_CALM: f32 = 8
/** The second constant of SSIM (Wang, Bovik, Sheikh and Simoncelli, 2004). */
const SSIM_C2: f32 = 58.5225
const MIN_GAIN: f32 = 0.5
const MAX_GAIN: f32 = 3

/** Floats before and after a line, which repeat its first and last value. */
const EDGE: usize = 4
/** Lines of `markStrength`. */
const LINES: usize = 6

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

/** Combines rows into lines: least variance of five, rises of means, sums of variances, means, their squares, and squared bends. */
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
    v128.store(line + 2 * stride + at, add4(add4(a, b), c))
    // Around 128, so that squares keep their digits.
    const p = f32x4.sub(v128.load(meanAbove + at), f32x4.splat(128))
    const q = f32x4.sub(v128.load(meanOwn + at), f32x4.splat(128))
    const r = f32x4.sub(v128.load(meanBelow + at), f32x4.splat(128))
    const bend = f32x4.sub(add4(p, r), add4(q, q))
    v128.store(line + stride + at, f32x4.sub(r, p))
    v128.store(line + 5 * stride + at, mul4(bend, bend))
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

/** From the cell before to the one after. */
function rise(at: usize): v128 {
  return f32x4.sub(v128.load(at + FLOAT), v128.load(at - FLOAT))
}

/** The square by which the middle of three cells differs from the line between the others, twice. */
function bendAcross(at: usize): v128 {
  const bend = f32x4.sub(add4(v128.load(at - FLOAT), v128.load(at + FLOAT)), times(v128.load(at), 2))
  return mul4(bend, bend)
}

/**
 * Variances at the wavelengths of a mark, in the direction in which there is less: slats and other stripes hide only
 * waves of their own direction.
 */
function minRough(line: usize, stride: usize): v128 {
  const sums = line + 3 * stride
  const bends = add4(add4(bendAcross(sums - FLOAT), bendAcross(sums)), bendAcross(sums + FLOAT))
  // The second difference of independent cells has six times their variance, that of sums of three 18 times.
  return min4(times(bends, 1 / 54), times(threeAcross(line + 5 * stride), 1 / 18))
}

/** The lanes before the end of a row. */
function lanes(left: usize): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(<i32>left))
}

/**
 * Measures the surroundings of each cell of a row.
 * @param line of `combineDown`
 * @param rough receives variances at the wavelengths of a mark: those of means, without their slope
 * @param calm receives the deviation of the calmest cell near by
 * @param noise receives variances
 */
function measureAround(line: usize, across: usize, rough: usize, calm: usize, noise: usize): void {
  const stride = lineBytes(across)
  for (let x: usize = 0; x < across * FLOAT; x += 16) {
    const at = line + x
    const within = times(threeAcross(at + 2 * stride), 1 / 9)
    const mean = times(threeAcross(at + 3 * stride), 1 / 9)
    const between = f32x4.sub(times(threeAcross(at + 4 * stride), 1 / 9), mul4(mean, mean))
    const right = times(rise(at + 3 * stride), 1 / 6)
    const downwards = times(threeAcross(at + stride), 1 / 6)
    const slopes = times(add4(mul4(right, right), mul4(downwards, downwards)), 2 / 3)
    // A plane takes two of the eight degrees of freedom.
    const bends = times(max4(f32x4.sub(between, slopes), f32x4.splat(0)), 1.5)
    v128.store(rough + x, min4(bends, times(minRough(at, stride), 2)))
    v128.store(calm + x, f32x4.sqrt(fiveLeast(at)))
    v128.store(noise + x, add4(add4(within, times(max4(between, f32x4.splat(0)), 0.4)), f32x4.splat(1)))
  }
}

/** The lesser of the rows two above and below. */
function calmDown(rough: usize, across: usize, down: usize, y: isize, line: usize): void {
  const above = rowAt(rough, across, down, y - 2)
  const below = rowAt(rough, across, down, y + 2)
  for (let at: usize = 0; at < across * FLOAT; at += 16)
    v128.store(line + at, min4(v128.load(above + at), v128.load(below + at)))
  repeatEdges(line, across)
}

/** How much more than at a luma of 128 a difference must be to be seen. */
function lightAt(means: usize): v128 {
  return add4(times(v128.load(means), 1 / LIGHT), f32x4.splat(1 - 128 / LIGHT))
}

function onSmooth(calm: v128, least: f32): v128 {
  const share = min4(f32x4.splat(1), times(calm, 1 / GRAIN))
  return add4(f32x4.splat(ON_FLAT), times(share, least - ON_FLAT))
}

/**
 * How much texture hides.
 * @param own variances of `measureAround`, like `beside`: the least of those near by
 * @param calm the deviation of the calmest cell near by
 */
function onTexture(own: v128, beside: v128, calm: v128): v128 {
  const rough = f32x4.sqrt(f32x4.sqrt(mul4(own, min4(own, beside))))
  const counted = min4(rough, times(calm, BESIDE_CALM))
  const hidden = f32x4.div(counted, add4(f32x4.splat(1), times(counted, 1 / KNEE)))
  return times(max4(f32x4.sub(hidden, f32x4.splat(SMOOTH)), f32x4.splat(0)), SLOPE)
}

/** Bytes of the work area of `markStrength`. */
export function markLines(across: usize): usize {
  return LINES * lineBytes(across)
}

function lineBytes(across: usize): usize {
  return (across + 3 * EDGE) * FLOAT
}

/**
 * How strong a mark may be in each cell, and how much each counts for its detection. Texture hides a mark if it has the
 * mark's wavelengths, and if there is some on all sides: what an edge seems to hide is seen beside it. Smooth ground,
 * whatever its grain, gets so little that it is not seen at one pixel a pixel. What texture hides is scaled so that the
 * estimated loss of SSIM is about the same for all pictures.
 *
 * All grids have a float a cell, and four more at their end.
 * @param least strength on ground with some grain, as a standard deviation in levels of luma
 * @param cost 1 − SSIM that the mark may cost, by an estimate for high frequencies
 * @param means of `markMeasure`, like `variances`, which are overwritten
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
  const line = work + EDGE * FLOAT
  for (let y: usize = 0; y < down; y++) {
    const row = y * across * FLOAT
    combineDown(means, variances, across, down, <isize>y, line, lineBytes(across))
    measureAround(line, across, strengths + row, weights + row, limits + row)
  }
  let loss: f32 = 0
  for (let y: usize = 0; y < down; y++) {
    const row = y * across * FLOAT
    calmDown(strengths, across, down, <isize>y, line)
    for (let x: usize = 0; x < across; x += 4) {
      const at = row + x * FLOAT
      const beside = min4(v128.load(line + (x - 2) * FLOAT), v128.load(line + (x + 2) * FLOAT))
      const calm = v128.load(weights + at)
      const base = mul4(lightAt(means + at), onSmooth(calm, least))
      const texture = onTexture(v128.load(strengths + at), beside, calm)
      const both = add4(base, texture)
      const own = add4(v128.load(limits + at), v128.load(variances + at))
      const lost = f32x4.div(mul4(both, both), add4(own, f32x4.splat(SSIM_C2)))
      const inRow = lanes(across - x)
      loss += sumOf(v128.and(lost, inRow))
      // Beyond the end of a row are cells of the next one, which are still to be read.
      v128.store(variances + at, v128.bitselect(base, v128.load(variances + at), inRow))
      v128.store(weights + at, v128.bitselect(texture, calm, inRow))
    }
  }
  const cells = across * down
  const gain = max<f32>(MIN_GAIN, min<f32>(MAX_GAIN, sqrt<f32>((cost * <f32>cells) / loss)))
  let sum: f32 = 0
  for (let cell: usize = 0; cell < cells; cell += 4) {
    const at = cell * FLOAT
    const noise = v128.load(limits + at)
    const strength = add4(v128.load(variances + at), times(v128.load(weights + at), gain))
    const weight = f32x4.div(strength, noise)
    v128.store(strengths + at, strength)
    v128.store(weights + at, weight)
    v128.store(limits + at, times(f32x4.sqrt(noise), 2))
    sum += sumOf(v128.and(mul4(strength, weight), lanes(cells - cell)))
  }
  return sum
}
