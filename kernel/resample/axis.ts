/**
 * One resampling direction. An axis determines each output sample's input samples (taps), and their
 * weights. For output sample i, the filter is centered at start + (i + 1/2) · step. It is stretched
 * if the picture shrinks. If a tap lies beyond an edge, its weight is added to the edge sample's
 * weight.
 */

export const TRIANGLE: i32 = 0
export const CATROM: i32 = 1
export const MITCHELL: i32 = 2
export const LANCZOS3: i32 = 3

const MAX_SIDE: i32 = 1 << 20
/** Maximum length in bytes of the output, and of a row ring: 1 GiB. */
export const MAX_BYTES: u64 = 1 << 30

/**
 * Fraction bits in an integer weight. An output sample's weights sum to exactly 1 << WEIGHT_BITS.
 */
export const WEIGHT_BITS = 14

@unmanaged
export class Axis {
  /** Number of input samples along the axis. */
  size: i32
  /** Number of output samples along the axis. */
  count: i32
  filter: i32
  /** Start of the box (the input area that is resampled), in input samples. */
  start: f64
  /** Distance between two output samples, in input samples. */
  step: f64
  /** Filter radius in input samples; 0 if every sample is copied without filtering. */
  reach: f64
  /**
   * Factor by which a distance in input samples is multiplied to get the filter function's
   * argument.
   */
  scale: f64
}

/**
 * `true` if an axis's parameters are valid. The box may extend beyond the input by one input sample
 * plus one output sample. If the output has an odd width or height, subsampled chroma needs this,
 * because half of its last sample lies outside the picture.
 * @param size input sample count
 * @param count output sample count
 * @param start box start, in input samples
 * @param length box length, in input samples
 */
export function fits(size: i32, count: i32, start: f64, length: f64): bool {
  if (min(size, count) <= 0 || max(size, count) > MAX_SIDE) return false
  // A comparison with NaN is false, so the negated condition refuses NaN.
  const slack = 1 + length / <f64>count
  return start >= -slack && length > 0 && length <= <f64>MAX_SIDE && start + length <= <f64>size + slack
}

/** Sets an axis's sample counts. `openAxis` must follow. */
export function setCounts(axis: Axis, size: i32, count: i32): void {
  axis.size = size
  axis.count = count
}

/** Opens an axis whose sample counts are set. The parameters are the same as for `fits`. */
export function openAxis(axis: Axis, start: f64, length: f64, filter: i32): void {
  axis.filter = filter
  axis.start = start
  axis.step = length / <f64>axis.count
  const stretch = max<f64>(1, axis.step)
  axis.scale = 1 / stretch
  axis.reach = reachOf(start, axis.step, filter)
}

/**
 * Results from `measure`, from which the callers compute how much memory an axis takes: `true` if
 * samples are only copied, and the maximum number of taps for an output sample.
 */
export let measuredCopies: bool = false
export let measuredTaps: i32 = 0
/** Result from `measure`: number of input samples that the filter reads. */
export let measuredSamples: i32 = 0

/**
 * Measures an axis without storing it in a record, because `sizes.wasm` has no memory for one. The
 * parameters are the same as for `setCounts` and `openAxis`.
 */
export function measure(size: i32, count: i32, start: f64, length: f64, filter: i32): void {
  const step = length / <f64>count
  const reach = reachOf(start, step, filter)
  const first = within(size, <i32>ceil(centerOf(start, step, 0) - reach))
  const last = within(size, <i32>floor(centerOf(start, step, count - 1) + reach))
  measuredCopies = isCopy(size, count, start, reach)
  measuredTaps = tapsOf(size, reach)
  measuredSamples = last + 1 - first
}

function reachOf(start: f64, step: f64, filter: i32): f64 {
  return step === 1 && start === floor(start) ? 0 : radius(filter) * max<f64>(1, step)
}

function isCopy(size: i32, count: i32, start: f64, reach: f64): bool {
  return reach === 0 && start >= 0 && start + <f64>count <= <f64>size
}

function tapsOf(size: i32, reach: f64): i32 {
  return min(<i32>ceil(2 * reach) + 1, size)
}

/**
 * Returns `true` if output samples are copied from input samples, without filtering, and all lie
 * within the input.
 */
export function copies(axis: Axis): bool {
  return isCopy(axis.size, axis.count, axis.start, axis.reach)
}

/** Returns the index of the first input sample (tap) that output sample `i` depends on. */
export function firstTap(axis: Axis, i: i32): i32 {
  return within(axis.size, <i32>ceil(center(axis, i) - axis.reach))
}

/** Returns the index of the last input sample (tap) that output sample `i` depends on. */
export function lastTap(axis: Axis, i: i32): i32 {
  return within(axis.size, <i32>floor(center(axis, i) + axis.reach))
}

/** Returns the maximum number of input samples (taps) that one output sample depends on. */
export function maxTaps(axis: Axis): i32 {
  return tapsOf(axis.size, axis.reach)
}

/**
 * Computes the integer weights of the input samples (taps) for output sample `i`.
 * @param sums work area with `maxTaps` f64
 * @param weights receives an i16 for each tap, from the first one on
 */
export function weigh(axis: Axis, i: i32, sums: usize, weights: usize): void {
  const first = firstTap(axis, i)
  const taps = lastTap(axis, i) - first + 1
  const total = collect(axis, i, first, taps, sums)
  // Each weight's rounding error is carried over to the next weight. The sum is therefore exact,
  // and a wide filter keeps its shape.
  const unit = <f64>(1 << WEIGHT_BITS) / total
  let sum: f64 = 0
  let given: i32 = 0
  for (let k = 0; k < taps; k++) {
    sum += load<f64>(sums + <usize>k * 8)
    const due = <i32>nearest(sum * unit)
    store<i16>(weights + <usize>k * 2, <i16>(due - given))
    given = due
  }
}

/**
 * Computes the weights of the input samples (taps) for output sample `i`, as f32 that sum to 1. The
 * parameters are the same as for `weigh`.
 */
export function weighFinely(axis: Axis, i: i32, sums: usize, weights: usize): void {
  const first = firstTap(axis, i)
  const taps = lastTap(axis, i) - first + 1
  const total = collect(axis, i, first, taps, sums)
  for (let k = 0; k < taps; k++) {
    store<f32>(weights + <usize>k * 4, <f32>(load<f64>(sums + <usize>k * 8) / total))
  }
}

function collect(axis: Axis, i: i32, first: i32, taps: i32, sums: usize): f64 {
  const middle = center(axis, i)
  const end = <i32>floor(middle + axis.reach)
  memory.fill(sums, 0, <usize>taps * 8)
  let total: f64 = 0
  for (let k = <i32>ceil(middle - axis.reach); k <= end; k++) {
    const value = evaluate(axis.filter, abs(<f64>k - middle) * axis.scale)
    const at = sums + <usize>(within(axis.size, k) - first) * 8
    store<f64>(at, load<f64>(at) + value)
    total += value
  }
  return total
}

function center(axis: Axis, i: i32): f64 {
  return centerOf(axis.start, axis.step, i)
}

function centerOf(start: f64, step: f64, i: i32): f64 {
  return start + (<f64>i + 0.5) * step - 0.5
}

function within(size: i32, k: i32): i32 {
  return min(max(k, 0), size - 1)
}

function radius(filter: i32): f64 {
  return filter === TRIANGLE ? 1 : filter === LANCZOS3 ? 3 : 2
}

function evaluate(filter: i32, x: f64): f64 {
  if (filter === TRIANGLE) return max<f64>(0, 1 - x)
  if (filter === CATROM) return cubic(0, 0.5, x)
  if (filter === MITCHELL) return cubic(1.0 / 3.0, 1.0 / 3.0, x)
  return lanczos3(x)
}

/**
 * Mitchell and Netravali's cubic filter, "Reconstruction Filters in Computer Graphics", 1988, eq.
 * 8.
 */
function cubic(b: f64, c: f64, x: f64): f64 {
  if (x >= 2) return 0
  const value =
    x < 1
      ? ((12 - 9 * b - 6 * c) * x + (12 * b + 6 * c - 18)) * x * x + (6 - 2 * b)
      : (((-b - 6 * c) * x + (6 * b + 30 * c)) * x - (12 * b + 48 * c)) * x + (8 * b + 24 * c)
  return value / 6
}

/**
 * Lanczos filter: sinc(x) · sinc(x/3) on [0, 3). Both sines follow from one, because with a = πx/3,
 * sin(πx) = sin 3a = 3 sin a − 4 sin³ a.
 */
function lanczos3(x: f64): f64 {
  if (x >= 3) return 0
  if (x < 1e-9) return 1
  const angle = x * (Math.PI / 3)
  const s = sine(angle > Math.PI / 2 ? Math.PI - angle : angle)
  return (s * s * (3 - 4 * s * s)) / (3 * angle * angle)
}

/** Returns sin a for a in [0, π/2] by its power series. The error is less than 1e-11. */
function sine(a: f64): f64 {
  const q = -a * a
  let term = a
  let sum = a
  for (let n: f64 = 2; n < 16; n += 2) {
    term *= q / (n * (n + 1))
    sum += term
  }
  return sum
}
