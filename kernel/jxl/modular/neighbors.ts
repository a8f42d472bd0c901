/** Neighbors for single samples, and the properties and predictions that they give. */
import { channelAt } from './channel'
import {
  AVERAGE_ALL,
  AVERAGE_N_NE,
  AVERAGE_N_NW,
  AVERAGE_W_N,
  AVERAGE_W_NW,
  GRADIENT,
  LEFT,
  LEFT_LEFT,
  SELECT,
  TOP,
  TOP_LEFT,
  TOP_RIGHT,
  ZERO,
} from './properties'

/** Values for these properties, each a 32-bit number, in their order. */
const PROPERTIES: usize = memory.data(64, 16)

let row: usize = 0
let pitch: usize = 0
let width: u32 = 0
let y: u32 = 0

let n: i32 = 0
let w: i32 = 0
let nw: i32 = 0
let ne: i32 = 0
let nn: i32 = 0
let ww: i32 = 0
let nee: i32 = 0

/** Begins a channel row. */
export function beginRow(channels: usize, index: u32, stream: i32, rowIndex: u32): void {
  const channel = channelAt(channels, index)
  pitch = (<usize>channel.stride) << 2
  row = channel.samples + <usize>rowIndex * pitch
  width = channel.width
  y = rowIndex
  set(0, index)
  set(1, stream)
  set(2, y)
}

/** Takes the neighbors of the sample in a column. */
export function takeNeighbors(x: u32): void {
  const at = row + ((<usize>x) << 2)
  const above = at - pitch
  w = x > 0 ? load<i32>(at - 4) : y > 0 ? load<i32>(above) : 0
  n = y > 0 ? load<i32>(above) : w
  nw = x > 0 && y > 0 ? load<i32>(above - 4) : w
  ne = x + 1 < width && y > 0 ? load<i32>(above, 4) : n
  nee = x + 2 < width && y > 0 ? load<i32>(above, 8) : ne
  ww = x > 1 ? load<i32>(at - 8) : w
  nn = y > 1 ? load<i32>(above - pitch) : n
  set(3, x)
  set(4, abs(n))
  set(5, abs(w))
  set(6, n)
  set(7, w)
  set(8, w - gradientBefore(x, at))
  set(9, w + n - nw)
  set(10, w - nw)
  set(11, nw - n)
  set(12, n - ne)
  set(13, n - nn)
  set(14, w - ww)
}

/** Returns `W_PLUS_N_MINUS_NW` for the sample to the left, 0 for the first one in a row. */
function gradientBefore(x: u32, at: usize): i32 {
  if (x === 0) return 0
  const above = at - pitch - 4
  const before = x > 1 ? load<i32>(at - 8) : y > 0 ? load<i32>(above) : 0
  const over = y > 0 ? load<i32>(above) : before
  return before + over - (x > 1 && y > 0 ? load<i32>(above - 4) : before)
}

function set(property: usize, value: i32): void {
  store<i32>(PROPERTIES + (property << 2), value)
}

/** Returns the sample's value for a property below `WEIGHTED_ERROR`. */
export function propertyOf(property: i32): i32 {
  return load<i32>(PROPERTIES + ((<usize>property) << 2))
}

/**
 * Predicts the sample with a predictor other than the weighted one (ISO/IEC 18181-1:2022, table
 * H.3).
 */
export function predict(predictor: i32): i32 {
  if (predictor === GRADIENT) return max(min(w, n), min(max(w, n), w + n - nw))
  if (predictor === ZERO) return 0
  if (predictor === LEFT) return w
  if (predictor === TOP) return n
  if (predictor === SELECT) return abs(n - nw) < abs(w - nw) ? w : n
  if (predictor === AVERAGE_W_N) return (w + n) / 2
  if (predictor === AVERAGE_ALL) return (6 * n - 2 * nn + 7 * w + ww + nee + 3 * ne + 8) / 16
  if (predictor === TOP_RIGHT) return ne
  if (predictor === TOP_LEFT) return nw
  if (predictor === LEFT_LEFT) return ww
  if (predictor === AVERAGE_W_NW) return (w + nw) / 2
  if (predictor === AVERAGE_N_NW) return (nw + n) / 2
  return predictor === AVERAGE_N_NE ? (n + ne) / 2 : unreachable()
}
