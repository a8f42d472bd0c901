/**
 * The weighted predictor (ISO/IEC 18181-1:2022, H.5). Its result is the mean of four predictions,
 * weighted by their errors at the neighbors. Samples have three fractional bits here. All
 * parameters have their defaults.
 *
 * For each sample in the row above, the state holds the error magnitudes of the four predictions,
 * and the error of the mean. The magnitudes for the sample to the left in the current row are
 * added.
 */
import { aligned } from '../aligned'

/** Error shares that are subtracted from predictions, in 32nds. */
const SHARE_1: i32 = 16
const SHARE_2: i32 = 10
const SHARE_3: i32 = 7
/** Maximum weights for the first prediction, and for the others. */
const FIRST_WEIGHT: u32 = 13
const OTHER_WEIGHT: u32 = 12
/** Number of error sums whose weights are in a table. */
const SUMS: u32 = 1024
/** Reciprocals 2²⁴ / n for n from 1 to 64, each a 32-bit number. */
const RECIPROCALS: usize = memory.data(256, 16)
const TABLE_BYTES: usize = <usize>SUMS * 4

/** Weight tables by error sum: for the first prediction, and for the others. */
let firstWeights: usize = 0
let otherWeights: usize = 0
let magnitudes: usize = 0
let errors: usize = 0
/** Rows with the predictions and the `WEIGHTED_ERROR` values, each a 32-bit number. */
let predictionRow: usize = 0
let propertyRow: usize = 0

/** Returns the state's size in bytes for channels up to a width. */
export function weightedBytes(maxWidth: u32): usize {
  return 2 * TABLE_BYTES + <usize>maxWidth * 16 + aligned(<usize>maxWidth * 4)
}

/**
 * Makes the tables.
 * @param address address of `weightedBytes` bytes, a multiple of 16
 */
export function openWeights(address: usize): void {
  firstWeights = address
  otherWeights = address + TABLE_BYTES
  magnitudes = address + 2 * TABLE_BYTES
  for (let i: u32 = 0; i < 64; i++) store<u32>(RECIPROCALS + 4 * <usize>i, (1 << 24) / (i + 1))
  for (let sum: u32 = 0; sum < SUMS; sum++) {
    store<u32>(firstWeights + 4 * <usize>sum, weightOf(sum, FIRST_WEIGHT))
    store<u32>(otherWeights + 4 * <usize>sum, weightOf(sum, OTHER_WEIGHT))
  }
}

/** Begins to predict a channel. */
export function openWeighted(width: u32): void {
  errors = magnitudes + <usize>width * 16
  memory.fill(magnitudes, 0, <usize>width * 20)
}

/** Returns a prediction's weight from the sum of its errors. */
function weightOf(sum: u32, maximum: u32): u32 {
  const length = 26 - <i32>clz(sum + 1)
  const shift = <u32>max(length, 0)
  return 4 + ((maximum * load<u32>(RECIPROCALS + ((<usize>(sum >> shift)) << 2))) >> shift)
}

function firstWeight(sum: u32): u32 {
  return sum < SUMS ? load<u32>(firstWeights + ((<usize>sum) << 2)) : weightOf(sum, FIRST_WEIGHT)
}

function otherWeight(sum: u32): u32 {
  return sum < SUMS ? load<u32>(otherWeights + ((<usize>sum) << 2)) : weightOf(sum, OTHER_WEIGHT)
}

/** Returns the number with the larger magnitude, or `one` if both are equal. */
function farther(one: i32, other: i32): i32 {
  return abs(other) > abs(one) ? other : one
}

/**
 * Sets the rows that `predictRow` fills.
 * @param predictions address for the predictions, each a 32-bit number
 * @param properties address for the `WEIGHTED_ERROR` values, each a 32-bit number
 */
export function setWeightedRows(predictions: usize, properties: usize): void {
  predictionRow = predictions
  propertyRow = properties
}

/**
 * Predicts a row. A channel's rows must follow each other.
 * @param row sample address
 * @param pitch row stride in bytes
 */
export function predictRow(row: usize, pitch: usize, width: u32, y: u32): void {
  const predictions = predictionRow
  const properties = propertyRow
  let w8 = (y > 0 ? load<i32>(row - pitch) : 0) << 3
  let n8 = w8
  let sumN = v128.load(magnitudes)
  let sumNw = sumN
  let errorN = load<i32>(errors)
  let errorNw = errorN
  let errorW = 0
  const end = (<usize>width) << 2
  for (let at: usize = 0; at < end; at += 4) {
    const isLast = at + 4 === end
    const ne8 = isLast || y === 0 ? n8 : load<i32>(row - pitch + at, 4) << 3
    const sumNe = isLast ? sumN : v128.load(magnitudes + (at << 2), 16)
    const errorNe = isLast ? errorN : load<i32>(errors + at, 4)
    const sums = i32x4.add(i32x4.add(sumN, sumNe), sumNw)
    let weight0 = firstWeight(i32x4.extract_lane(sums, 0))
    let weight1 = otherWeight(i32x4.extract_lane(sums, 1))
    let weight2 = otherWeight(i32x4.extract_lane(sums, 2))
    let weight3 = otherWeight(i32x4.extract_lane(sums, 3))
    store<i32>(properties + at, farther(farther(farther(errorW, errorN), errorNw), errorNe))
    const both = errorN + errorW
    const prediction0 = w8 + ne8 - n8
    const prediction1 = n8 - (((both + errorNe) * SHARE_1) >> 5)
    const prediction2 = w8 - (((both + errorNw) * SHARE_2) >> 5)
    const prediction3 = n8 - (((errorNw + errorN + errorNe) * SHARE_3) >> 5)
    const shift = 27 - clz(weight0 + weight1 + weight2 + weight3)
    weight0 >>= shift
    weight1 >>= shift
    weight2 >>= shift
    weight3 >>= shift
    const weights = weight0 + weight1 + weight2 + weight3
    const total =
      <i32>((weights >> 1) - 1) +
      prediction0 * weight0 +
      prediction1 * weight1 +
      prediction2 * weight2 +
      prediction3 * weight3
    let mean = <i32>((<i64>(<i32>total) * load<u32>(RECIPROCALS + ((<usize>(weights - 1)) << 2))) >> 24)
    if (((errorN ^ errorW) | (errorN ^ errorNw)) <= 0) {
      mean = max(min(min(w8, ne8), n8), min(max(max(w8, ne8), n8), mean))
    }
    store<i32>(predictions + at, (mean + 3) >> 3)
    const value8 = load<i32>(row + at) << 3
    let lanes = i32x4.splat(prediction0)
    lanes = i32x4.replace_lane(lanes, 1, prediction1)
    lanes = i32x4.replace_lane(lanes, 2, prediction2)
    lanes = i32x4.replace_lane(lanes, 3, prediction3)
    const differences = i32x4.abs(i32x4.sub(lanes, i32x4.splat(value8)))
    const magnitude = i32x4.shr_u(i32x4.add(differences, i32x4.splat(3)), 3)
    v128.store(magnitudes + (at << 2), magnitude)
    errorW = mean - value8
    store<i32>(errors + at, errorW)
    errorNw = errorN
    errorN = errorNe
    sumNw = sumN
    sumN = i32x4.add(sumNe, magnitude)
    w8 = value8
    n8 = y === 0 ? value8 : ne8
  }
}
