/**
 * Measures a picture for trimming: each channel's minimum and maximum level in each row and each
 * column, after a median filter with 3 × 3 pixels. From these levels, the caller finds the borders
 * for any background color.
 */
import { alloc, allocRows, countedBytes, startCount } from '../heap'

const MARGIN: usize = 16
const PIXEL: usize = 4
const VECTOR: usize = 16

let height: i32 = 0
let hasAlpha: bool = false
let rowBytes: usize = 0
let vectorBytes: usize = 0
/** Mask for the bytes in a row's last vector that lie beyond the row. */
let beyond: v128 = i64x2.splat(0)

let ring: usize = 0
let pitch: usize = 0
let taken: i32 = 0
let background: u32 = 0

let columnLeast: usize = 0
let columnMost: usize = 0
let rowLeast: usize = 0
let rowMost: usize = 0

/**
 * Starts to measure a picture.
 * @param w width in pixels
 * @param h height in pixels
 * @param alpha 1 to measure the colors composited on the first pixel's color, otherwise 0; alpha
 *   itself is measured like the other channels
 */
export function trimOpen(w: i32, h: i32, alpha: i32): void {
  height = h
  hasAlpha = alpha !== 0
  rowBytes = <usize>w * PIXEL
  vectorBytes = (rowBytes + VECTOR - 1) & ~(VECTOR - 1)
  const indices = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  beyond = i8x16.ge_s(indices, i8x16.splat(<i8>(VECTOR - (vectorBytes - rowBytes))))
  pitch = MARGIN + vectorBytes + VECTOR
  ring = alloc(3 * pitch)
  columnLeast = alloc(vectorBytes)
  columnMost = alloc(vectorBytes)
  rowLeast = allocRows(PIXEL, h)
  rowMost = allocRows(PIXEL, h)
  if (isDefined(COUNTING)) return
  memory.fill(columnLeast, 255, vectorBytes)
  taken = 0
}

/** Returns how many bytes `trimOpen` allocates. */
export function trimBytes(w: i32, h: i32): f64 {
  startCount()
  trimOpen(w, h, 0)
  return countedBytes()
}

/**
 * Takes the picture's next rows.
 * @param rgba RGBA rows without gaps
 * @param count rows; traps if the picture has fewer rows left
 */
export function trimRows(rgba: usize, count: i32): void {
  if (<u32>count > <u32>(height - taken)) unreachable()
  for (let row = 0; row < count; row++) take(rgba + <usize>row * rowBytes)
}

/** Returns the address of each column's minimum levels (4 bytes each), valid after the last row. */
export function trimColumnLeast(): usize {
  return columnLeast
}

/** Returns the address of each column's maximum levels (4 bytes each), valid after the last row. */
export function trimColumnMost(): usize {
  return columnMost
}

/** Returns the address of each row's minimum levels (4 bytes each), valid after the last row. */
export function trimRowLeast(): usize {
  return rowLeast
}

/** Returns the address of each row's maximum levels (4 bytes each), valid after the last row. */
export function trimRowMost(): usize {
  return rowMost
}

function take(row: usize): void {
  if (taken === 0) background = load<u32>(row)
  const at = slot(taken)
  memory.copy(at, row, rowBytes)
  if (hasAlpha) layOnBackground(at)
  store<u32>(at - PIXEL, load<u32>(at))
  const last = load<u32>(at + rowBytes - PIXEL)
  for (let to = at + rowBytes; to < at + vectorBytes + VECTOR; to += PIXEL) store<u32>(to, last)
  if (taken > 0) measure(slot(max(taken - 2, 0)), slot(taken - 1), at, taken - 1)
  if (taken === height - 1) measure(slot(max(taken - 1, 0)), at, at, taken)
  taken++
}

function slot(row: i32): usize {
  return ring + <usize>(row % 3) * pitch + MARGIN
}

/** Returns x / 255, rounded down, for 16-bit lanes up to 255². */
function divideBy255Down(x: v128): v128 {
  return i16x8.shr_u(i16x8.add(i16x8.add(x, i16x8.splat(1)), i16x8.shr_u(x, 8)), 8)
}

function layPair(pixels: v128, color: v128): v128 {
  const alpha = i16x8.shuffle(pixels, pixels, 3, 3, 3, 3, 7, 7, 7, 7)
  const rest = v128.xor(alpha, i16x8.splat(255))
  return divideBy255Down(i16x8.add(i16x8.mul(pixels, alpha), i16x8.mul(color, rest)))
}

/**
 * Composites a row on the background color. The result is rounded down, as by `flatten` in libvips.
 */
function layOnBackground(row: usize): void {
  const color = i16x8.extend_low_i8x16_u(i32x4.splat(background))
  const alpha = i32x4.splat(0xff000000)
  for (let at = row; at < row + vectorBytes; at += VECTOR) {
    const pixels = v128.load(at)
    const low = layPair(i16x8.extend_low_i8x16_u(pixels), color)
    const high = layPair(i16x8.extend_high_i8x16_u(pixels), color)
    v128.store(at, v128.bitselect(pixels, i8x16.narrow_i16x8_u(low, high), alpha))
  }
}

function leftOf(before: v128, here: v128): v128 {
  return i32x4.shuffle(before, here, 3, 4, 5, 6)
}

function rightOf(here: v128, after: v128): v128 {
  return i32x4.shuffle(here, after, 1, 2, 3, 4)
}

function median(a: v128, b: v128, c: v128): v128 {
  return i8x16.max_u(i8x16.min_u(a, b), i8x16.min_u(i8x16.max_u(a, b), c))
}

function least(a: v128, b: v128, c: v128): v128 {
  return i8x16.min_u(i8x16.min_u(a, b), c)
}

function most(a: v128, b: v128, c: v128): v128 {
  return i8x16.max_u(i8x16.max_u(a, b), c)
}

/**
 * Applies the median filter to the row `here`, and measures the result. The 3 × 3 median is the
 * median of three values: the column minima's maximum, the column medians' median, and the column
 * maxima's minimum.
 */
function measure(above: usize, here: usize, below: usize, row: i32): void {
  let a = v128.load(above - MARGIN)
  let b = v128.load(here - MARGIN)
  let c = v128.load(below - MARGIN)
  let lowBefore = least(a, b, c)
  let midBefore = median(a, b, c)
  let highBefore = most(a, b, c)
  a = v128.load(above)
  b = v128.load(here)
  c = v128.load(below)
  let low = least(a, b, c)
  let mid = median(a, b, c)
  let high = most(a, b, c)
  let rowLow = i8x16.splat(-1)
  let rowHigh = i8x16.splat(0)
  for (let x: usize = 0; x < vectorBytes; x += VECTOR) {
    a = v128.load(above + x, VECTOR)
    b = v128.load(here + x, VECTOR)
    c = v128.load(below + x, VECTOR)
    const lowAfter = least(a, b, c)
    const midAfter = median(a, b, c)
    const highAfter = most(a, b, c)
    const level = median(
      most(leftOf(lowBefore, low), low, rightOf(low, lowAfter)),
      median(leftOf(midBefore, mid), mid, rightOf(mid, midAfter)),
      least(leftOf(highBefore, high), high, rightOf(high, highAfter)),
    )
    v128.store(columnLeast + x, i8x16.min_u(v128.load(columnLeast + x), level))
    v128.store(columnMost + x, i8x16.max_u(v128.load(columnMost + x), level))
    const hidden = x + VECTOR === vectorBytes ? beyond : i64x2.splat(0)
    rowLow = i8x16.min_u(rowLow, v128.or(level, hidden))
    rowHigh = i8x16.max_u(rowHigh, v128.andnot(level, hidden))
    lowBefore = low
    midBefore = mid
    highBefore = high
    low = lowAfter
    mid = midAfter
    high = highAfter
  }
  rowLow = i8x16.min_u(rowLow, i32x4.shuffle(rowLow, rowLow, 2, 3, 0, 1))
  rowLow = i8x16.min_u(rowLow, i32x4.shuffle(rowLow, rowLow, 1, 0, 1, 0))
  rowHigh = i8x16.max_u(rowHigh, i32x4.shuffle(rowHigh, rowHigh, 2, 3, 0, 1))
  rowHigh = i8x16.max_u(rowHigh, i32x4.shuffle(rowHigh, rowHigh, 1, 0, 1, 0))
  store<i32>(rowLeast + <usize>row * PIXEL, i32x4.extract_lane(rowLow, 0))
  store<i32>(rowMost + <usize>row * PIXEL, i32x4.extract_lane(rowHigh, 0))
}
