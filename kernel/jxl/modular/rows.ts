/**
 * Rows of properties and predictions. Most values in a row are computed four samples at a time. The
 * first two rows, and the first and last columns, have neighbors that do not exist.
 */
import { aligned } from '../aligned'
import { Channel, channelAt } from './channel'
import { earlierRow, earlierValue } from './earlier'
import { beginRow, predict, propertyOf, takeNeighbors } from './neighbors'
import {
  ABS_N,
  ABS_W,
  AVERAGE_ALL,
  COLUMN,
  EARLIER,
  GRADIENT,
  LEFT,
  N,
  N_MINUS_NE,
  N_MINUS_NN,
  NW_MINUS_N,
  ROW,
  SELECT,
  TOP,
  W,
  W_MINUS_GRADIENT,
  W_MINUS_NW,
  W_MINUS_WW,
  WEIGHTED,
  WEIGHTED_ERROR,
  ZERO,
} from './properties'
import { predictRow, setWeightedRows } from './weighted'

let channel: Channel = changetype<Channel>(0)
let y: u32 = 0
let row: usize = 0
let pitch: usize = 0
let width: u32 = 0
/** Predictions and errors from the weighted predictor. */
let weightedPredictions: usize = 0
let weightedErrors: usize = 0
/** Minimum width for rows that are computed four samples at a time. */
const MIN_WIDTH: u32 = 8
/**
 * Columns from `first` to `last - 1` have all neighbors. There are no such columns, or at least
 * four.
 */
let first: u32 = 0
let last: u32 = 0

/** Returns the size in bytes of both rows for the weighted predictor. */
export function rowsBytes(maxWidth: u32): usize {
  return aligned(<usize>maxWidth * 4) * 2
}

/** Sets the memory for the weighted predictor's rows. */
export function openRows(address: usize, maxWidth: u32): void {
  weightedPredictions = address
  weightedErrors = address + aligned(<usize>maxWidth * 4)
  setWeightedRows(weightedPredictions, weightedErrors)
}

/**
 * Begins a channel row.
 * @param hasWeighted `true` if `WEIGHTED` or `WEIGHTED_ERROR` is needed
 */
export function takeRow(channels: usize, index: u32, stream: i32, rowIndex: u32, hasWeighted: bool): void {
  channel = channelAt(channels, index)
  y = rowIndex
  pitch = (<usize>channel.stride) << 2
  row = channel.samples + <usize>y * pitch
  width = channel.width
  beginRow(channels, index, stream, y)
  if (hasWeighted) predictRow(row, pitch, width, y)
  first = 2
  last = width - 2
  if (y < 2 || width < MIN_WIDTH) last = first = 0
}

/** Computes four `W_PLUS_N_MINUS_NW` values from an address on. All neighbors exist. */
function gradientLanes(at: usize): v128 {
  const above = at - pitch
  return i32x4.sub(i32x4.add(v128.load(at - 4), v128.load(above)), v128.load(above - 4))
}

/** Returns a value's offset among `2 * half` values, after a shift. */
function limited(value: i32, shift: u32, half: i32): i32 {
  return half + min(max(value >> shift, -half), half - 1)
}

function storeLimited(lanes: v128, shift: u32, half: i32, to: usize): void {
  const low = i32x4.max_s(i32x4.shr_s(lanes, shift), i32x4.splat(-half))
  v128.store(to, i32x4.add(i32x4.min_s(low, i32x4.splat(half - 1)), i32x4.splat(half)))
}

/**
 * Fills a row with a property: shifted, limited, and with `half` added.
 * @param to row address, with room for a multiple of 16 bytes
 */
export function fillProperty(property: i32, shift: u32, half: i32, to: usize): void {
  if (property === ROW || property === COLUMN) {
    for (let x: u32 = 0; x < width; x++) {
      store<i32>(to + ((<usize>x) << 2), limited(property === ROW ? y : x, shift, half))
    }
  } else if (property === WEIGHTED_ERROR) {
    limitRow(weightedErrors, shift, half, to)
  } else if (property >= EARLIER) {
    limitRow(earlierRow(property, to), shift, half, to)
  } else {
    fillOwn(property, shift, half, to)
  }
}

function limitRow(from: usize, shift: u32, half: i32, to: usize): void {
  let x: u32 = 0
  for (; x + 4 <= width; x += 4) {
    storeLimited(v128.load(from + ((<usize>x) << 2)), shift, half, to + ((<usize>x) << 2))
  }
  for (; x < width; x++) {
    store<i32>(to + ((<usize>x) << 2), limited(load<i32>(from + ((<usize>x) << 2)), shift, half))
  }
}

/**
 * Fills a row with a property in the columns whose neighbors all exist. `fillEdges` fills all other
 * columns.
 */
function fillOwn(property: i32, shift: u32, half: i32, to: usize): void {
  const up = -(<isize>pitch)
  if (property === W_MINUS_NW) fillDifference(-4, up - 4, shift, half, to)
  else if (property === NW_MINUS_N) fillDifference(up - 4, up, shift, half, to)
  else if (property === N_MINUS_NE) fillDifference(up, up + 4, shift, half, to)
  else if (property === N_MINUS_NN) fillDifference(up, 2 * up, shift, half, to)
  else if (property === W_MINUS_WW) fillDifference(-4, -8, shift, half, to)
  else if (property === W || property === ABS_W) fillSample(-4, property === ABS_W, shift, half, to)
  else if (property === N || property === ABS_N) fillSample(up, property === ABS_N, shift, half, to)
  else fillGradient(property === W_MINUS_GRADIENT, shift, half, to)
}

/** Fills with the sample at an offset, minus the sample at another offset. */
function fillDifference(one: isize, other: isize, shift: u32, half: i32, to: usize): void {
  for (let x = first; x < last; x += 4) {
    const at = (<usize>min(x, last - 4)) << 2
    const lanes = i32x4.sub(v128.load(row + at + one), v128.load(row + at + other))
    storeLimited(lanes, shift, half, to + at)
  }
}

/** Fills with the sample at an offset, or its magnitude. */
function fillSample(offset: isize, isAbsolute: bool, shift: u32, half: i32, to: usize): void {
  for (let x = first; x < last; x += 4) {
    const at = (<usize>min(x, last - 4)) << 2
    const lanes = v128.load(row + at + offset)
    storeLimited(isAbsolute ? i32x4.abs(lanes) : lanes, shift, half, to + at)
  }
}

/** Fills with the gradient, or with W minus the left sample's gradient. */
function fillGradient(isBefore: bool, shift: u32, half: i32, to: usize): void {
  for (let x = first; x < last; x += 4) {
    const at = (<usize>min(x, last - 4)) << 2
    const from = row + at
    const lanes = isBefore ? i32x4.sub(v128.load(from - 4), gradientLanes(from - 4)) : gradientLanes(from)
    storeLimited(lanes, shift, half, to + at)
  }
}

/** Counts the columns at the row's edges, which `edgeAt` lists. */
export function edgeCount(): u32 {
  return width - (last - first)
}

/** Returns a column at the row's edges. */
export function edgeAt(index: u32): u32 {
  return index < first ? index : index + (last - first)
}

/** Stores a property for the sample whose neighbors are taken, if the sample is at an edge. */
export function storeEdge(property: i32, shift: u32, half: i32, x: u32, to: usize): void {
  if (property > COLUMN && property < WEIGHTED_ERROR) {
    store<i32>(to + ((<usize>x) << 2), limited(propertyOf(property), shift, half))
  }
}

/** Stores the prediction for the sample whose neighbors are taken. */
export function storeEdgePrediction(predictor: i32, x: u32, to: usize): void {
  if (predictor !== WEIGHTED) store<i32>(to + ((<usize>x) << 2), predict(predictor))
}

/** Computes four predictions with `LEFT`, `TOP`, `SELECT` or `AVERAGE_ALL`. */
function predictionLanes(predictor: i32, at: usize): v128 {
  const above = at - pitch
  const w = v128.load(at - 4)
  const n = v128.load(above)
  if (predictor === LEFT) return w
  if (predictor === TOP) return n
  if (predictor === SELECT) {
    const nw = v128.load(above - 4)
    const takesW = i32x4.lt_s(i32x4.abs(i32x4.sub(n, nw)), i32x4.abs(i32x4.sub(w, nw)))
    return v128.bitselect(w, n, takesW)
  }
  // 6 N - 2 NN + 7 W + WW + NEE + 3 NE + 8, divided by 16 and rounded towards 0.
  const nn = v128.load(above - pitch)
  let sum = i32x4.add(i32x4.mul(n, i32x4.splat(6)), i32x4.mul(w, i32x4.splat(7)))
  sum = i32x4.add(i32x4.sub(sum, i32x4.shl(nn, 1)), v128.load(at - 8))
  sum = i32x4.add(i32x4.add(sum, v128.load(above, 8)), i32x4.mul(v128.load(above, 4), i32x4.splat(3)))
  sum = i32x4.add(sum, i32x4.splat(8))
  return i32x4.shr_s(i32x4.add(sum, i32x4.shr_u(i32x4.shr_s(sum, 31), 28)), 4)
}

/**
 * Returns the address of a prediction row, each a 32-bit number. Edge columns are not filled.
 * @param to address of a row that may be filled
 */
export function predictionRow(predictor: i32, to: usize): usize {
  if (predictor === WEIGHTED) return weightedPredictions
  if (predictor === GRADIENT) predictGradient(to)
  else if (predictor === ZERO) memory.fill(to, 0, (<usize>width) << 2)
  else if (isRare(predictor)) predictRarely(predictor, to)
  else predictSimply(predictor, to)
  return to
}

/** Returns `true` if a predictor can only be computed sample by sample. */
function isRare(predictor: i32): bool {
  return predictor !== LEFT && predictor !== TOP && predictor !== SELECT && predictor !== AVERAGE_ALL
}

function predictGradient(to: usize): void {
  for (let x = first; x < last; x += 4) {
    const at = (<usize>min(x, last - 4)) << 2
    const w = v128.load(row + at - 4)
    const n = v128.load(row + at - pitch)
    const low = i32x4.min_s(i32x4.max_s(w, n), gradientLanes(row + at))
    v128.store(to + at, i32x4.max_s(i32x4.min_s(w, n), low))
  }
}

function predictSimply(predictor: i32, to: usize): void {
  for (let x = first; x < last; x += 4) {
    const at = (<usize>min(x, last - 4)) << 2
    v128.store(to + at, predictionLanes(predictor, row + at))
  }
}

function predictRarely(predictor: i32, to: usize): void {
  for (let x = first; x < last; x++) {
    takeNeighbors(x)
    store<i32>(to + ((<usize>x) << 2), predict(predictor))
  }
}

/** Returns a property for the sample whose neighbors are taken. */
export function anyPropertyOf(property: i32, x: u32): i32 {
  if (property >= EARLIER) return earlierValue(property, x)
  return property === WEIGHTED_ERROR ? load<i32>(weightedErrors + ((<usize>x) << 2)) : propertyOf(property)
}

/** Returns the prediction for the sample whose neighbors are taken. */
export function predictionOf(predictor: i32, x: u32): i32 {
  return predictor === WEIGHTED ? load<i32>(weightedPredictions + ((<usize>x) << 2)) : predict(predictor)
}
