/**
 * Block contexts for a transcode. LF samples divide luma into equal classes, and each class has its
 * own contexts. Both chroma channels have a context for every two classes (ISO/IEC 18181-1:2022,
 * I.2.2).
 */
import { alloc } from '../../heap'
import { useBlockContexts } from '../vardct/block-contexts'
import { ORDERS } from '../vardct/coefficient-orders'
import { blocksHigh, blocksWide } from '../vardct/sections'
import { CHANNELS, channel, LUMA, NONE } from './frame'
import { allNonZeros } from './lf-samples'

/**
 * Maximum number of classes. With 8, files are 0.05 to 0.1 % shorter, and the coefficient code
 * takes twice the memory (2026-11-30).
 */
const MAX_CLASSES: i32 = 4
/** Binary logarithm of the minimum non-zero count for two classes. */
const MIN_LOG: i32 = 18
/** Maximum non-zero coefficients in a luma block and the chroma at the same place. */
const MAX_NON_ZEROS: u64 = 3 * 63
/** LF samples outside this range count as its ends. */
const HALF: i32 = 1024
const VALUES: i32 = 2 * HALF

/** LF sample counts by value, each a 32-bit number. */
let histogram: usize = 0
let thresholds: usize = 0
let map: usize = 0

export function openLumaClasses(): void {
  histogram = alloc(VALUES * 4)
  thresholds = alloc(MAX_CLASSES * 4)
  map = alloc(CHANNELS * ORDERS * MAX_CLASSES)
}

/** Returns the class count for a number of non-zero coefficients. */
function classesFor(nonZeros: u64): i32 {
  const log = 63 - <i32>clz(nonZeros | 1)
  return min(MAX_CLASSES, max(1, log - MIN_LOG + 2))
}

/** Returns the block context count for a number of classes. */
function contextsOf(classes: i32): i32 {
  return classes + 2 * ((classes + 1) >> 1)
}

/** Returns the frame's maximum number of block contexts. */
export function maxBlockContexts(): i32 {
  return contextsOf(classesFor(MAX_NON_ZEROS * <u64>(blocksWide * blocksHigh)))
}

/** Chooses the classes from the LF luma samples, and uses their block contexts. */
export function chooseLumaClasses(): void {
  countSamples()
  const classes = chooseThresholds(classesFor(allNonZeros()))
  const isGray = channel(0).component === NONE
  const chroma = (classes + 1) >> 1
  const row = ORDERS * classes
  for (let i = 0; i < CHANNELS; i++) {
    for (let at = 0; at < row; at++) {
      // Orders that are not used repeat the last context.
      const half = min(at, classes - 1) >> 1
      const first = isGray || i === 1 ? classes : classes + chroma
      store<u8>(map + i * row + at, <u8>(i === 0 ? min(at, classes - 1) : isGray ? first : first + half))
    }
  }
  useBlockContexts(map, isGray ? classes + 1 : classes + 2 * chroma, thresholds, (classes - 1) << 8)
}

function countSamples(): void {
  memory.fill(histogram, 0, VALUES * 4)
  const it = channel(LUMA)
  const end = it.samples + <usize>(2 * it.wide * it.high)
  for (let at = it.samples; at < end; at += 2) {
    const value = min(max(<i32>load<i16>(at), -HALF), HALF - 1) + HALF
    const count = histogram + <usize>(value << 2)
    store<u32>(count, load<u32>(count) + 1)
  }
}

/**
 * Chooses ascending thresholds that divide the samples into about equal classes. There are fewer
 * classes if many samples share a value.
 * @param limit maximum number of classes
 * @returns class count
 */
function chooseThresholds(limit: i32): i32 {
  const it = channel(LUMA)
  const total = <i64>it.wide * it.high
  let classes = 1
  /** Number of equal classes that the samples up to the value fill. */
  let filled = 0
  let below: i64 = 0
  for (let value = 0; value < VALUES - 1; value++) {
    below += load<u32>(histogram + ((<usize>value) << 2))
    const filling = <i32>((below * limit) / total)
    if (filling === filled || below === total) continue
    filled = filling
    store<i32>(thresholds + 4 * <usize>(classes - 1), value - HALF)
    classes++
  }
  return classes
}
