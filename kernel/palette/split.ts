/**
 * Splits a histogram's entries into boxes. Each step splits the box with the largest variance at a
 * plane that crosses its principal axis.
 */
import { alloc } from '../heap'
import { MAX_COLORS } from '../max-colors'
import { entryCount, MAX_ENTRIES } from './histogram'
import { sumOf } from './space'

/** Intervals along the axis at whose ends a box may be split. */
const BINS: u32 = 64
/** Power iteration steps that find the principal axis. */
const STEPS: u32 = 6

// Fields of a box: the mean, the axis, the sum of squared deviations, the first entry, and the
// number of entries.
const AXIS: usize = 16
const ERROR: usize = 32
const FIRST: usize = 36
const COUNT: usize = 40
const BOX: usize = 48

let boxes: usize = 0
let boxCount: u32 = 0
/** Address of the entries in box order, 16 bits each. */
let order: usize = 0
let projections: usize = 0
/** Address of each bin's weight sum, and its sum of weighted projections. */
let bins: usize = 0

/** Allocates the boxes. */
export function openSplit(): void {
  boxes = alloc(BOX * MAX_COLORS)
  order = alloc(2 * MAX_ENTRIES)
  projections = alloc(4 * MAX_ENTRIES)
  bins = alloc(8 * BINS)
}

/** Returns a box's mean vector. */
export function boxMean(box: u32): v128 {
  return v128.load(boxes + BOX * box)
}

/**
 * Splits the entries into at most `most` boxes.
 * @param vectors address of each entry's vector
 * @param weights address of each entry's weight, as a 32-bit number
 * @returns the number of boxes
 */
export function splitEntries(vectors: usize, weights: usize, most: u32): u32 {
  for (let entry: u32 = 0; entry < entryCount; entry++) store<u16>(order + 2 * entry, entry)
  boxCount = 1
  store<u32>(boxes, 0, FIRST)
  store<u32>(boxes, entryCount, COUNT)
  measure(boxes, vectors, weights)
  while (boxCount < most && splitWorst(vectors, weights)) {}
  return boxCount
}

function splitWorst(vectors: usize, weights: usize): bool {
  let worst = boxes
  const end = boxes + BOX * boxCount
  for (let box = boxes; box < end; box += BOX) {
    if (load<f32>(box, ERROR) > load<f32>(worst, ERROR)) worst = box
  }
  if (load<f32>(worst, ERROR) <= 0) return false
  const first = load<u32>(worst, FIRST)
  const count = load<u32>(worst, COUNT)
  const lower = partition(worst, vectors, weights)
  if (lower === 0 || lower === count) {
    // All entries have the same projection, so the rest is a rounding error.
    store<f32>(worst, 0, ERROR)
    return true
  }
  store<u32>(worst, lower, COUNT)
  store<u32>(end, first + lower, FIRST)
  store<u32>(end, count - lower, COUNT)
  boxCount++
  measure(worst, vectors, weights)
  measure(end, vectors, weights)
  return true
}

/** Computes a box's mean, error and principal axis. */
function measure(box: usize, vectors: usize, weights: usize): void {
  const first = order + 2 * load<u32>(box, FIRST)
  const end = first + 2 * load<u32>(box, COUNT)
  let total: f32 = 0
  let mean = f32x4.splat(0)
  for (let at = first; at < end; at += 2) {
    const entry = <usize>load<u16>(at)
    const weight = load<f32>(weights + 4 * entry)
    total += weight
    mean = f32x4.add(mean, f32x4.mul(v128.load(vectors + 16 * entry), f32x4.splat(weight)))
  }
  mean = f32x4.div(mean, f32x4.splat(total))
  v128.store(box, mean)
  let c0 = f32x4.splat(0)
  let c1 = f32x4.splat(0)
  let c2 = f32x4.splat(0)
  let c3 = f32x4.splat(0)
  for (let at = first; at < end; at += 2) {
    const entry = <usize>load<u16>(at)
    const d = f32x4.sub(v128.load(vectors + 16 * entry), mean)
    const w = f32x4.mul(d, f32x4.splat(load<f32>(weights + 4 * entry)))
    c0 = f32x4.add(c0, f32x4.mul(w, f32x4.splat(f32x4.extract_lane(d, 0))))
    c1 = f32x4.add(c1, f32x4.mul(w, f32x4.splat(f32x4.extract_lane(d, 1))))
    c2 = f32x4.add(c2, f32x4.mul(w, f32x4.splat(f32x4.extract_lane(d, 2))))
    c3 = f32x4.add(c3, f32x4.mul(w, f32x4.splat(f32x4.extract_lane(d, 3))))
  }
  const v0 = f32x4.extract_lane(c0, 0)
  const v1 = f32x4.extract_lane(c1, 1)
  const v2 = f32x4.extract_lane(c2, 2)
  const v3 = f32x4.extract_lane(c3, 3)
  const most = max(max(v0, v1), max(v2, v3))
  let axis = most === v0 ? c0 : most === v1 ? c1 : most === v2 ? c2 : c3
  for (let step: u32 = 0; step < STEPS && most > 0; step++) {
    const scale: f32 = <f32>1 / sqrt<f32>(sumOf(f32x4.mul(axis, axis)))
    axis = f32x4.mul(axis, f32x4.splat(scale))
    axis = f32x4.add(
      f32x4.add(
        f32x4.mul(c0, f32x4.splat(f32x4.extract_lane(axis, 0))),
        f32x4.mul(c1, f32x4.splat(f32x4.extract_lane(axis, 1))),
      ),
      f32x4.add(
        f32x4.mul(c2, f32x4.splat(f32x4.extract_lane(axis, 2))),
        f32x4.mul(c3, f32x4.splat(f32x4.extract_lane(axis, 3))),
      ),
    )
  }
  v128.store(box, axis, AXIS)
  store<f32>(box, v0 + v1 + v2 + v3, ERROR)
}

/** Splits a box in place where both parts' squared deviations are least. */
function partition(box: usize, vectors: usize, weights: usize): u32 {
  const first = order + 2 * load<u32>(box, FIRST)
  const end = first + 2 * load<u32>(box, COUNT)
  const mean = v128.load(box)
  const axis = v128.load(box, AXIS)
  let low = f32.MAX_VALUE
  let high = -f32.MAX_VALUE
  for (let at = first; at < end; at += 2) {
    const entry = <usize>load<u16>(at)
    const projection = sumOf(f32x4.mul(f32x4.sub(v128.load(vectors + 16 * entry), mean), axis))
    store<f32>(projections + 4 * entry, projection)
    low = min(low, projection)
    high = max(high, projection)
  }
  if (!(high > low)) return 0
  const scale = (<f32>BINS - <f32>0.01) / (high - low)
  const cut = low + <f32>bestCut(first, end, weights, low, scale) / scale
  let lower = first
  for (let at = first; at < end; at += 2) {
    const entry = load<u16>(at)
    if (load<f32>(projections + 4 * <usize>entry) >= cut) continue
    store<u16>(at, load<u16>(lower))
    store<u16>(lower, entry)
    lower += 2
  }
  return <u32>(lower - first) >> 1
}

/** Returns the number of bins below the best cut, at least 1. */
function bestCut(first: usize, end: usize, weights: usize, low: f32, scale: f32): u32 {
  memory.fill(bins, 0, 8 * BINS)
  let sum: f32 = 0
  let total: f32 = 0
  for (let at = first; at < end; at += 2) {
    const entry = <usize>load<u16>(at)
    const projection = load<f32>(projections + 4 * entry)
    const weight = load<f32>(weights + 4 * entry)
    const bin = bins + 8 * <usize>min<u32>(BINS - 1, <u32>((projection - low) * scale))
    store<f32>(bin, load<f32>(bin) + weight)
    store<f32>(bin, load<f32>(bin, 4) + weight * projection, 4)
    total += weight
    sum += weight * projection
  }
  let best: u32 = 1
  let most: f32 = -1
  let below: f32 = 0
  let sumBelow: f32 = 0
  for (let bin: u32 = 1; bin < BINS; bin++) {
    below += load<f32>(bins + 8 * (bin - 1))
    sumBelow += load<f32>(bins + 8 * (bin - 1), 4)
    const above = total - below
    if (below <= 0 || above <= 0) continue
    // The squared deviations are least where the variance between the parts is largest.
    const rest = sum - sumBelow
    const between = (sumBelow * sumBelow) / below + (rest * rest) / above
    if (between <= most) continue
    most = between
    best = bin
  }
  return best
}
