/** Reduces an alpha plane to fewer levels, with libwebp's method (k-means). */
import { alloc } from '../heap'

/** Number of levels that a sample can have. */
export const ALL_LEVELS: i32 = 256
const MAX_ROUNDS = 6
/** Mean squared error per pixel by which a round must improve the result, or it is the last. */
const MIN_GAIN: f64 = 1e-4

/** Number of pixels with each level: 256 32-bit values. */
let counts: usize = 0
/** Each class's representative, and the sum and number of its pixels, as 64-bit values. */
let centers: usize = 0
let sums: usize = 0
let weights: usize = 0
/** Each level's class, one byte each. Later, each level's new value. */
let classes: usize = 0

export function levelsOpen(): void {
  counts = alloc(<usize>ALL_LEVELS * 4)
  centers = alloc(<usize>ALL_LEVELS * 8)
  sums = alloc(<usize>ALL_LEVELS * 8)
  weights = alloc(<usize>ALL_LEVELS * 8)
  classes = alloc(ALL_LEVELS)
}

const countOf = (level: i32): u32 => load<u32>(counts + <usize>level * 4)
const valueAt = (table: usize, index: i32): f64 => load<f64>(table + <usize>index * 8)
const setValue = (table: usize, index: i32, value: f64): void => store<f64>(table + <usize>index * 8, value)
const classOf = (level: i32): i32 => <i32>load<u8>(classes + level)

function countLevels(plane: usize, count: usize): i32 {
  memory.fill(counts, 0, <usize>ALL_LEVELS * 4)
  let distinct = 0
  for (let at: usize = 0; at < count; at++) {
    const place = counts + <usize>load<u8>(plane + at) * 4
    const before = load<u32>(place)
    if (before === 0) distinct++
    store<u32>(place, before + 1)
  }
  return distinct
}

/** Assigns each level to the class with the nearest representative. */
function classify(low: i32, high: i32, levels: i32): void {
  memory.fill(sums, 0, <usize>ALL_LEVELS * 8)
  memory.fill(weights, 0, <usize>ALL_LEVELS * 8)
  let at = 0
  for (let level = low; level <= high; level++) {
    while (at < levels - 1 && <f64>(2 * level) > valueAt(centers, at) + valueAt(centers, at + 1)) at++
    const weight = <f64>countOf(level)
    setValue(sums, at, valueAt(sums, at) + <f64>level * weight)
    setValue(weights, at, valueAt(weights, at) + weight)
    store<u8>(classes + level, at)
  }
}

/** Moves each class's representative to the class mean. The first and the last stay. */
function moveCenters(levels: i32): void {
  for (let at = 1; at < levels - 1; at++) {
    const weight = valueAt(weights, at)
    if (weight > 0) setValue(centers, at, valueAt(sums, at) / weight)
  }
}

function squaredError(low: i32, high: i32): f64 {
  let sum: f64 = 0
  for (let level = low; level <= high; level++) {
    const distance = <f64>level - valueAt(centers, classOf(level))
    sum += <f64>countOf(level) * distance * distance
  }
  return sum
}

/**
 * Replaces a plane's levels by at most `levels` levels, in place. The lowest and the highest level
 * stay.
 * @param levels maximum number of levels, 2 to 256
 */
export function reduceLevels(plane: usize, count: usize, levels: i32): void {
  if (countLevels(plane, count) <= levels) return
  let low = 0
  let high = ALL_LEVELS - 1
  while (countOf(low) === 0) low++
  while (countOf(high) === 0) high--
  for (let at = 0; at < levels; at++)
    setValue(centers, at, <f64>low + (<f64>(high - low) * <f64>at) / <f64>(levels - 1))
  let last = f64.MAX_VALUE
  for (let round = 0; round < MAX_ROUNDS; round++) {
    classify(low, high, levels)
    moveCenters(levels)
    const error = squaredError(low, high)
    if (last - error < MIN_GAIN * <f64>count) break
    last = error
  }
  for (let level = low; level <= high; level++)
    store<u8>(classes + level, <u8>(valueAt(centers, classOf(level)) + 0.5))
  for (let at: usize = 0; at < count; at++) store<u8>(plane + at, load<u8>(classes + load<u8>(plane + at)))
}
