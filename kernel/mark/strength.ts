import { CELL, cellsAlong, FLOAT, sumOf } from './cell'

/**
 * Strength with which an invisible mark is added to areas without any grain, as a standard
 * deviation in luma levels. A stronger mark would be visible on these areas.
 */
const ON_FLAT: f32 = 0.25
/**
 * Minimum standard deviation of grain, in levels, at which a smooth area gets the full strength for
 * smooth areas (`least` in `MarkStrength`). With less grain, the strength is lower.
 */
const GRAIN: f32 = 0.5
/**
 * Luma levels above 128 at which the just-noticeable difference would be twice as large as at 128.
 * This is a linear approximation of the DICOM grayscale display function.
 */
const LIGHT: f32 = 228
/**
 * Texture's standard deviation, in levels, up to which texture adds no strength to the mark. Film
 * and sensor noise reaches this deviation on smooth areas.
 */
const SMOOTH: f32 = 0.4
/** Strength that each texture level above `SMOOTH` adds to the mark. */
const SLOPE: f32 = 0.75
/**
 * Texture's standard deviation, in levels, at which half is counted. A smaller share of a stronger
 * texture is counted, because each further texture level hides less than the one before (Legge and
 * Foley, 1980).
 */
const KNEE: f32 = 4
/**
 * Maximum texture that is counted in a cell, as a factor by which the standard deviation in the
 * calmest nearby cell is multiplied. An edge on a flat area must not count as texture, because the
 * mark would be visible beside the edge.
 */
const BESIDE_CALM: f32 = 8
/** SSIM's constant C2, (0.03 · 255)² (Wang, Bovik, Sheikh and Simoncelli, 2004). */
const SSIM_C2: f32 = 58.5225
/** Minimum factor by which the strength in texture is multiplied to reach the allowed SSIM loss. */
const MIN_GAIN: f32 = 0.5
/** Maximum factor by which the strength in texture is multiplied to reach the allowed SSIM loss. */
const MAX_GAIN: f32 = 3

/** Floats before and after a line in the work area. They repeat the line's first and last value. */
const EDGE: usize = 4
/**
 * Lines (one f32 per cell) in the work area for `markStrength`. `combineDown` describes the lines.
 */
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

/** Returns the address of row `y` in a cell grid. Beyond an edge, the nearest row is used. */
function rowAt(grid: usize, across: usize, down: usize, y: isize): usize {
  return grid + <usize>max<isize>(0, min<isize>(<isize>down - 1, y)) * across * FLOAT
}

/**
 * Combines the cell rows around row `y` into six lines, which have one value for each cell:
 * 0. the minimum variance in five rows,
 * 1. the difference between the means in the rows below and above,
 * 2. the sum of the variances in three rows,
 * 3. the sum of the means in three rows, minus 128 each,
 * 4. the sum of the squared means minus 128,
 * 5. the squared second difference between the means.
 */
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
    // Subtract 128 from the means, so that their squares are small and lose no precision in f32.
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

/** Returns the next cell's value minus the previous cell's value, for four cells. */
function rise(at: usize): v128 {
  return f32x4.sub(v128.load(at + FLOAT), v128.load(at - FLOAT))
}

/**
 * Returns each cell's squared second difference (both neighbors in the row minus twice the cell),
 * for four cells.
 */
function bendAcross(at: usize): v128 {
  const bend = f32x4.sub(add4(v128.load(at - FLOAT), v128.load(at + FLOAT)), times(v128.load(at), 2))
  return mul4(bend, bend)
}

/**
 * Estimates luma's variance at a mark's wavelengths, horizontally and vertically, and returns the
 * lower variance. Stripes (slats, for example) hide only waves that run in the same direction.
 */
function minRough(line: usize, stride: usize): v128 {
  const sums = line + 3 * stride
  const bends = add4(add4(bendAcross(sums - FLOAT), bendAcross(sums)), bendAcross(sums + FLOAT))
  // With independent cells, the second difference has six times the cells' variance. If each value
  // is the sum of three cells, it has 18 times that variance. Both are averaged over three
  // positions, which gives the divisors 18 and 54.
  return min4(times(bends, 1 / 54), times(threeAcross(line + 5 * stride), 1 / 18))
}

/** Returns a mask that selects the first `left` lanes: the cells before a row's end. */
function lanes(left: usize): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(<i32>left))
}

/**
 * Measures how luma varies around each cell in a row.
 * @param line lines from `combineDown`
 * @param rough receives the variance at a mark's wavelengths: the variance between the means in 3 ×
 *   3 cells, without the part that a linear gradient explains
 * @param calm receives the standard deviation in the calmest of the 5 × 5 cells around the cell
 * @param noise receives the variance of the noise in which a mark is detected: the variance within
 *   the cells, plus 0.4 times the variance between them, plus 1
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
    // Nine cells have eight degrees of freedom around their mean, and a plane's two slopes take
    // two. The factor 1.5 therefore turns a mean over nine cells into a sum divided by six.
    const bends = times(max4(f32x4.sub(between, slopes), f32x4.splat(0)), 1.5)
    v128.store(rough + x, min4(bends, times(minRough(at, stride), 2)))
    v128.store(calm + x, f32x4.sqrt(fiveLeast(at)))
    v128.store(noise + x, add4(add4(within, times(max4(between, f32x4.splat(0)), 0.4)), f32x4.splat(1)))
  }
}

/** Writes, for each cell in row `y`, the minimum of the cells two rows above and two rows below. */
function calmDown(rough: usize, across: usize, down: usize, y: isize, line: usize): void {
  const above = rowAt(rough, across, down, y - 2)
  const below = rowAt(rough, across, down, y + 2)
  for (let at: usize = 0; at < across * FLOAT; at += 16)
    v128.store(line + at, min4(v128.load(above + at), v128.load(below + at)))
  repeatEdges(line, across)
}

/**
 * Returns the just-noticeable difference at each cell's mean luma, divided by the just-noticeable
 * difference at luma 128.
 */
function lightAt(means: usize): v128 {
  return add4(times(v128.load(means), 1 / LIGHT), f32x4.splat(1 - 128 / LIGHT))
}

function onSmooth(calm: v128, least: f32): v128 {
  const share = min4(f32x4.splat(1), times(calm, 1 / GRAIN))
  return add4(f32x4.splat(ON_FLAT), times(share, least - ON_FLAT))
}

/**
 * Returns the strength that a cell's texture hides in addition to the strength on smooth areas.
 * @param own the cell's variance at a mark's wavelengths (`rough` in `measureAround`)
 * @param beside minimum `rough` in the four cells that are two columns and two rows away
 * @param calm standard deviation in the calmest nearby cell
 */
function onTexture(own: v128, beside: v128, calm: v128): v128 {
  const rough = f32x4.sqrt(f32x4.sqrt(mul4(own, min4(own, beside))))
  const counted = min4(rough, times(calm, BESIDE_CALM))
  const hidden = f32x4.div(counted, add4(f32x4.splat(1), times(counted, 1 / KNEE)))
  return times(max4(f32x4.sub(hidden, f32x4.splat(SMOOTH)), f32x4.splat(0)), SLOPE)
}

/**
 * Returns the size in bytes of the work area for `markStrength`.
 * @param across cells in a row
 */
export function markLines(across: usize): usize {
  return LINES * lineBytes(across)
}

/**
 * Returns the size in bytes of a work area that is large enough for `markStrength`, `markFold`,
 * `markResidual` and `markAdd`.
 * @param width picture width in pixels
 */
export function markWorkBytes(width: usize): f64 {
  const across = cellsAlong(width)
  return <f64>max((across * (CELL + 1) + 2) * FLOAT, markLines(across))
}

function lineBytes(across: usize): usize {
  return (across + 3 * EDGE) * FLOAT
}

/** Parameters for `markStrength`. */
@unmanaged
class MarkStrength {
  across: usize
  down: usize
  /**
   * The mark's strength on smooth areas with some grain, as a standard deviation in luma levels.
   */
  least: f32
  /**
   * Maximum SSIM loss (1 − SSIM) that the mark may cause. The loss is estimated with a formula for
   * high frequencies, so the actual loss is smaller for a mark with lower frequencies.
   */
  cost: f32
  /** Address of the results from `markMeasure`: `means`, and `variances`, which are overwritten. */
  means: usize
  variances: usize
  /** Receives the mark's strength in each cell, as a standard deviation in luma levels. */
  strengths: usize
  /** Receives, for each cell, the factor by which `markResidual` multiplies the residual. */
  weights: usize
  /** Receives, for each cell, the maximum magnitude to which `markResidual` limits the residual. */
  limits: usize
  /** Address of a work area with `markLines(across)` bytes. */
  work: usize
}

/**
 * Computes a mark's strength in each cell, and the weight that each cell has in its detection.
 * Texture hides a mark if it has the mark's wavelengths and lies on all sides. An edge alone does
 * not hide it, because the mark is visible beside the edge. On smooth areas, with or without grain,
 * the mark is too weak to be seen at 100 % zoom. The strength in texture is scaled so that the
 * estimated SSIM loss is about the same for all pictures.
 *
 * Every grid has one f32 for each cell, and room for four more at its end.
 * @returns the sum of strength × weight over all cells
 */
export function markStrength(values: MarkStrength): f32 {
  const across = values.across
  const down = values.down
  const least = values.least
  const cost = values.cost
  const means = values.means
  const variances = values.variances
  const strengths = values.strengths
  const weights = values.weights
  const limits = values.limits
  const work = values.work
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
      // The lanes beyond a row's end belong to the next row in `variances` and `weights`. They must
      // not change, because the next row's variances have not been read yet.
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
