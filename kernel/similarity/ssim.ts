/**
 * Mean structural similarity (SSIM) of two luma planes: Wang, Bovik, Sheikh and Simoncelli, "Image
 * quality assessment: from error visibility to structural similarity", 2004. A window is Gaussian,
 * 11 × 11 samples, with a standard deviation of 1.5. Only complete windows count, at every second
 * column and row. Windows overlap so far that a photograph's mean differs from the mean over all
 * windows by less than 0.0005.
 *
 * The first plane lies in memory. The second plane's rows arrive in strips, so that a decoder may
 * produce them. Memory is taken for eleven rows.
 *
 * With d = a − b, both factors in the index are 1 minus a quotient, which keeps its precision for
 * similar planes: the luminance is 1 − μd² / (μa² + μb² + C1), and the contrast and structure is 1
 * − σd² / (σa² + σb² + C2).
 */
import { alloc, allocRows, countedBytes, startCount } from '../heap'

const SIDE: i32 = 11
/** Distance between two windows in samples. */
const STEP: i32 = 2

/**
 * Weights for half a window, from its edge to its center, in units of 2⁻¹⁵. A window's weights sum
 * up to 1.
 */
const W0 = 34
const W1 = 249
const W2 = 1180
const W3 = 3583
const W4 = 6980
const W5 = 8716

/** Row weight, in units of 2⁻³⁰. A row's sums are in units of 2⁻¹⁵ already. */
const DOWN: f32 = 1 / (32768 * 32768)

/** Offset that makes two samples' squares fit in 16 bits. */
const HALF_SQUARES = 16384

/** Bytes for four windows in the ring: four f32 sums for each. */
const FOUR_WINDOWS: usize = 64

let width: i32 = 0
let height: i32 = 0
let source: usize = 0
let sourceStride: usize = 0
/** Mean level that counts as 0, less 128, and the constants C1 and C2. */
let level: f32 = 0
let c1: f32 = 0
let c2: f32 = 0

let across: i32 = 0
let down: i32 = 0
/** Number of vectors with four windows in a row, and number of their bytes in the ring. */
let vectors: i32 = 0
let pitch: usize = 0
/** Samples in a row, including those that complete its last window vector. */
let padded: i32 = 0
/** Mask for the lanes in the last vector that are windows. */
let lastLanes: v128 = i64x2.splat(0)

/** i16 rows: both planes' samples less 128, the sum of their squares, and their product. */
let first: usize = 0
let second: usize = 0
let squares: usize = 0
let products: usize = 0
let ring: usize = 0

let taken: i32 = 0
/** Sum of 1 − SSIM over all windows. */
let loss: f64 = 0

/**
 * Opens a comparison with a plane. A side below 11 samples counts as 11, with its last column or
 * row repeated.
 * @param plane address of the plane's first sample, which must not change until the last row
 * @param stride distance in bytes between two rows in the plane
 * @param limited 1 for luma from 16 to 235; 0 for luma from 0 to 255
 */
export function similarityOpen(w: i32, h: i32, plane: usize, stride: i32, limited: i32): void {
  width = w
  height = h
  source = plane
  sourceStride = stride
  across = (max(w, SIDE) - SIDE) / STEP + 1
  down = (max(h, SIDE) - SIDE) / STEP + 1
  vectors = (across + 3) >> 2
  padded = 8 * vectors + 16
  pitch = <usize>vectors * FOUR_WINDOWS
  first = alloc(2 * <usize>padded)
  second = alloc(2 * <usize>padded)
  squares = alloc(2 * <usize>padded)
  products = alloc(2 * <usize>padded)
  ring = allocRows(pitch, SIDE)
  if (isDefined(COUNTING)) return
  const range: f32 = limited !== 0 ? 219 : 255
  level = limited !== 0 ? 112 : 128
  c1 = <f32>(0.01 * 0.01) * range * range
  c2 = <f32>(0.03 * 0.03) * range * range
  lastLanes = i32x4.gt_s(i32x4.splat(across - 4 * (vectors - 1)), i32x4(0, 1, 2, 3))
  taken = 0
  loss = 0
}

/** Returns how many bytes `similarityOpen` allocates. */
export function similarityBytes(w: i32, h: i32): f64 {
  startCount()
  similarityOpen(w, h, 0, w, 0)
  return countedBytes()
}

/**
 * Takes the second plane's next rows.
 * @param rows address of the first sample
 * @param stride distance in bytes between two rows
 * @param count rows; traps if the plane has fewer rows left
 */
export function similarityRows(rows: usize, stride: i32, count: i32): void {
  if (<u32>count > <u32>(height - taken)) unreachable()
  for (let row = 0; row < count; row++) {
    const other = rows + <usize>row * stride
    const own = source + <usize>taken * sourceStride
    takeRow(own, other)
    if (taken === height) for (let more = height; more < SIDE; more++) takeRow(own, other)
  }
}

/**
 * Returns both planes' mean similarity: 1 if they are equal, and at least −1. Traps unless all rows
 * were taken.
 */
export function similarityMean(): f64 {
  if (taken < max(height, SIDE)) unreachable()
  return 1 - loss / (<f64>across * down)
}

function takeRow(own: usize, other: usize): void {
  let x = 0
  for (; x + 8 <= width; x += 8) {
    fill(x, i64x2.splat(load<i64>(own + <usize>x)), i64x2.splat(load<i64>(other + <usize>x)))
  }
  const end = max(width, SIDE)
  for (; x < end; x += 8) {
    let a = i64x2.splat(0)
    let b = i64x2.splat(0)
    for (let lane = 7; lane >= 0; lane--) {
      const at = <usize>min(x + lane, width - 1)
      a = v128.or(i64x2.shl(a, 8), i64x2.splat(load<u8>(own + at)))
      b = v128.or(i64x2.shl(b, 8), i64x2.splat(load<u8>(other + at)))
    }
    fill(x, a, b)
  }
  const slot = ring + <usize>(taken % SIDE) * pitch
  for (let i = 0; i < vectors; i++) sumAcross(16 * <usize>i, slot + FOUR_WINDOWS * <usize>i)
  const top = taken - (SIDE - 1)
  taken++
  if (top >= 0 && top % STEP === 0) addWindows(top)
}

/** Stores eight samples from both planes as i16, with their squares and products. */
function fill(x: i32, own: v128, other: v128): void {
  const at: usize = 2 * <usize>x
  const middle = i16x8.splat(128)
  const a = i16x8.sub(i16x8.extend_low_i8x16_u(own), middle)
  const b = i16x8.sub(i16x8.extend_low_i8x16_u(other), middle)
  const own2 = i16x8.sub(i16x8.mul(a, a), i16x8.splat(<i16>HALF_SQUARES))
  v128.store(first + at, a)
  v128.store(second + at, b)
  v128.store(squares + at, i16x8.add(own2, i16x8.mul(b, b)))
  v128.store(products + at, i16x8.mul(a, b))
}

/** Returns two weights for `i32x4.dot_i16x8_s`. */
function pair(low: i32, high: i32): v128 {
  return i32x4.splat(low | (high << 16))
}

/** Returns the weighted sums for four windows in a row, at every second sample. */
function windowSums(at: usize): v128 {
  const a = i32x4.dot_i16x8_s(v128.load(at), pair(W0, W1))
  const b = i32x4.dot_i16x8_s(v128.load(at, 4), pair(W2, W3))
  const c = i32x4.dot_i16x8_s(v128.load(at, 8), pair(W4, W5))
  const d = i32x4.dot_i16x8_s(v128.load(at, 12), pair(W4, W3))
  const e = i32x4.dot_i16x8_s(v128.load(at, 16), pair(W2, W1))
  const f = i32x4.dot_i16x8_s(v128.load(at, 20), pair(W0, 0))
  return i32x4.add(i32x4.add(i32x4.add(a, b), i32x4.add(c, d)), i32x4.add(e, f))
}

/**
 * Stores the sums for four windows in a row: a, d, a² + b² and d². They are exact before they
 * become f32: d² ≤ 255², and its sum is below 2³¹.
 */
function sumAcross(at: usize, to: usize): void {
  const a = windowSums(first + at)
  const b = windowSums(second + at)
  const both = i32x4.add(windowSums(squares + at), i32x4.splat(HALF_SQUARES << 15))
  const product = windowSums(products + at)
  v128.store(to, f32x4.convert_i32x4_s(a))
  v128.store(to, f32x4.convert_i32x4_s(i32x4.sub(a, b)), 16)
  v128.store(to, f32x4.convert_i32x4_s(both), 32)
  v128.store(to, f32x4.convert_i32x4_s(i32x4.sub(both, i32x4.shl(product, 1))), 48)
}

/** Address of the ring row for each window row, from its top. */
const ROWS: usize = memory.data(11 * sizeof<usize>(), 8)

function rowAt(row: usize, at: usize): usize {
  return load<usize>(ROWS + row * sizeof<usize>()) + at
}

function weighted(upper: usize, lower: usize, weight: i32, offset: usize): v128 {
  const sum = f32x4.add(v128.load(upper + offset), v128.load(lower + offset))
  return f32x4.mul(sum, f32x4.splat(<f32>weight * DOWN))
}

/** Adds up 1 − SSIM for a window row, whose first sample row is `top`. */
function addWindows(top: i32): void {
  for (let i = 0; i < SIDE; i++)
    store<usize>(ROWS + <usize>i * sizeof<usize>(), ring + <usize>((top + i) % SIDE) * pitch)
  let sum = f32x4.splat(0)
  for (let i = 0; i < vectors; i++) {
    const lanes = i === vectors - 1 ? lastLanes : i64x2.splat(-1)
    sum = f32x4.add(sum, v128.and(lossOf(<usize>i * FOUR_WINDOWS), lanes))
  }
  const low = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1)
  loss += <f64>(low + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
}

/** Returns 1 − SSIM for four windows. */
function lossOf(at: usize): v128 {
  const middle = rowAt(5, at)
  const center = f32x4.splat(<f32>W5 * DOWN)
  let a = f32x4.mul(v128.load(middle), center)
  let d = f32x4.mul(v128.load(middle, 16), center)
  let both = f32x4.mul(v128.load(middle, 32), center)
  let difference = f32x4.mul(v128.load(middle, 48), center)
  for (let row: usize = 0; row < 5; row++) {
    const upper = rowAt(row, at)
    const lower = rowAt(10 - row, at)
    const weight = row === 0 ? W0 : row === 1 ? W1 : row === 2 ? W2 : row === 3 ? W3 : W4
    a = f32x4.add(a, weighted(upper, lower, weight, 0))
    d = f32x4.add(d, weighted(upper, lower, weight, 16))
    both = f32x4.add(both, weighted(upper, lower, weight, 32))
    difference = f32x4.add(difference, weighted(upper, lower, weight, 48))
  }
  const b = f32x4.sub(a, d)
  const d2 = f32x4.mul(d, d)
  const means = f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b))
  const variances = f32x4.max(f32x4.sub(both, means), f32x4.splat(0))
  const variance = f32x4.max(f32x4.sub(difference, d2), f32x4.splat(0))
  const offset = f32x4.splat(level)
  const meanA = f32x4.add(a, offset)
  const meanB = f32x4.add(b, offset)
  const light = f32x4.add(f32x4.mul(meanA, meanA), f32x4.mul(meanB, meanB))
  const x = f32x4.div(d2, f32x4.add(light, f32x4.splat(c1)))
  const y = f32x4.div(variance, f32x4.add(variances, f32x4.splat(c2)))
  return f32x4.sub(f32x4.add(x, y), f32x4.mul(x, y))
}
