import { alloc, countedBytes, startCount } from '../heap'
import { prepareEncode } from '../pixels/transfer'
import { LIMIT, UNSUPPORTED } from '../status'
import {
  Axis,
  copies,
  firstTap,
  fits,
  LANCZOS3,
  lastTap,
  MAX_BYTES,
  maxTaps,
  measure,
  measuredCopies,
  measuredSamples,
  measuredTaps,
  openAxis,
  setCounts,
  weighFinely,
} from './axis'
import { adjustWide, convertLight, convertWide } from './wide-color'
import { narrow, PIXEL, rounded, setCurves, takeBytes, takeWide } from './wide-pixel'

// A resampler that computes in f32. It takes 16-bit RGBA, or 8-bit RGBA that is converted to linear
// light. It returns 8-bit RGBA, or 16-bit RGBA whose colors are not converted. Only one such
// resampler is open at a time.

/**
 * An output sample's weights are padded with zeros until their number is a multiple of `TAPS_STEP`.
 */
const TAPS_STEP = 2

const horizontal = changetype<Axis>(memory.data(offsetof<Axis>(), 8))
const vertical = changetype<Axis>(memory.data(offsetof<Axis>(), 8))
let weighed: bool = false
let pixelBytes: usize = 0
let conversion: usize = 0
let isLight: bool = false
let adjustment: usize = 0
let copied: bool = false
let firstColumn: i32 = 0
let columns: i32 = 0
let waiting: usize = 0
let starts: usize = 0
let weights: usize = 0
let taps: i32 = 0
let ring: usize = 0
let ringRows: i32 = 0
let rowBytes: usize = 0
let rowWeights: usize = 0
let sums: usize = 0
let output: usize = 0
/** Length in bytes of an output pixel: 4, or 8 for 16-bit samples. */
let outBytes: usize = 4
/** Index of the input row that is taken next. */
let row: i32 = 0
/** Index after the last input row that the filter reads. */
let lastRow: i32 = 0
/** Number of finished output rows. */
let done: i32 = 0

/**
 * Parameters for `resampleWideOpen`. The fields up to `filter` are the same as in `resampleOpen`.
 */
@unmanaged
class WideResampling {
  inWidth: i32
  inHeight: i32
  x: f64
  y: f64
  width: f64
  height: f64
  outWidth: i32
  outHeight: i32
  filter: i32
  /** Bits per output sample: 8, or 16, which excludes `colorConversion`. */
  outBits: i32
  /** 1 to multiply colors by alpha before they are filtered, otherwise 0. */
  weigh: i32
  /** Bits per input sample: 16, or 8, for which `colorCurves` is required. */
  bits: i32
  /**
   * Address of a table with an f32 from 0 to 65535 for each red level; 0 for none. Levels are
   * converted with the table before the colors are multiplied by alpha.
   */
  colorCurves: usize
  /** Distance in bytes from red's table to green's table, and from green's table to blue's. */
  curveStep: i32
  /**
   * Address of the `conversion` that `convertWide` or `convertLight` applies to the output; 0 for
   * none.
   */
  colorConversion: usize
  /**
   * 1 if the filtered numbers are linear light, so that the output is converted with
   * `convertLight`; 0 for `convertWide`.
   */
  light: i32
  /**
   * Address of the matrix that `adjustWide` applies to the output if there is no conversion; 0 for
   * none.
   */
  colorMatrix: usize
}

/**
 * Opens the resampler that computes in f32.
 * @returns 0; -2: unknown filter or number of bits; -3: a size or the box is out of range
 */
export function resampleWideOpen(values: WideResampling): i32 {
  const inWidth = values.inWidth
  const inHeight = values.inHeight
  const x = values.x
  const y = values.y
  const width = values.width
  const height = values.height
  const outWidth = values.outWidth
  const outHeight = values.outHeight
  const filter = values.filter
  const outBits = values.outBits
  const weigh = values.weigh
  const bits = values.bits
  const colorCurves = values.colorCurves
  const curveStep = values.curveStep
  const colorConversion = values.colorConversion
  const light = values.light
  const colorMatrix = values.colorMatrix
  if (<u32>filter > <u32>LANCZOS3) return UNSUPPORTED
  if (bits !== 16 && (bits !== 8 || colorCurves === 0)) return UNSUPPORTED
  if (outBits !== 8 && (outBits !== 16 || colorConversion !== 0)) return UNSUPPORTED
  if (!fits(inWidth, outWidth, x, width) || !fits(inHeight, outHeight, y, height)) return LIMIT
  setCounts(horizontal, inWidth, outWidth)
  openAxis(horizontal, x, width, filter)
  setCounts(vertical, inHeight, outHeight)
  openAxis(vertical, y, height, filter)
  rowBytes = <usize>outWidth * PIXEL
  ringRows = maxTaps(vertical)
  outBytes = outBits === 16 ? 8 : 4
  if (exceeds(outWidth, outHeight, ringRows)) return LIMIT

  weighed = weigh !== 0
  pixelBytes = bits === 16 ? 8 : 4
  setCurves(colorCurves, curveStep)
  conversion = colorConversion
  isLight = light !== 0
  adjustment = colorMatrix
  if (conversion) prepareEncode()
  copied = copies(horizontal) && copies(vertical)
  firstColumn = firstTap(horizontal, 0)
  columns = lastTap(horizontal, outWidth - 1) + 1 - firstColumn
  row = done = 0
  lastRow = lastTap(vertical, outHeight - 1) + 1
  taps = tapsOf(maxTaps(horizontal))
  allocBuffers(columns, maxTaps(horizontal), outWidth, outHeight)
  if (!copied) prepare()
  return 0
}

function tapsOf(columnTaps: i32): i32 {
  return (columnTaps + TAPS_STEP - 1) & -TAPS_STEP
}

/**
 * Allocates the resampler's buffers. If samples are only copied, it allocates no ring buffer and no
 * weights. Otherwise, the ring buffer has room for `ringRows` rows.
 * @param samples number of input samples that are read in a row
 * @param columnTaps maximum number of taps for an output sample in the horizontal pass
 * @param count output samples in a row
 */
function allocBuffers(samples: i32, columnTaps: i32, count: i32, outHeight: i32): void {
  waiting = alloc(<usize>max(samples, tapsOf(columnTaps)) * PIXEL)
  output = alloc(<usize>count * outBytes * outHeight)
  if (copied) return
  sums = alloc(<usize>max(columnTaps, ringRows) * 8)
  starts = alloc(<usize>count * 4)
  weights = alloc(<usize>count * tapsOf(columnTaps) * 4)
  ring = alloc(<usize>ringRows * count * PIXEL)
  rowWeights = alloc(<usize>ringRows * 4)
}

/**
 * Returns how many bytes `resampleWideOpen` allocates. Its parameters are the first fields in
 * `WideResampling`.
 */
export function resampleWideBytes(
  inWidth: i32,
  inHeight: i32,
  x: f64,
  y: f64,
  width: f64,
  height: f64,
  outWidth: i32,
  outHeight: i32,
  filter: i32,
  outBits: i32,
): f64 {
  startCount()
  outBytes = outBits === 16 ? 8 : 4
  if (!fits(inWidth, outWidth, x, width) || !fits(inHeight, outHeight, y, height)) return countedBytes(LIMIT)
  measure(inHeight, outHeight, y, height, filter)
  ringRows = measuredTaps
  copied = measuredCopies
  if (exceeds(outWidth, outHeight, ringRows)) return countedBytes(LIMIT)
  measure(inWidth, outWidth, x, width, filter)
  copied = copied && measuredCopies
  allocBuffers(measuredSamples, measuredTaps, outWidth, outHeight)
  return countedBytes()
}

/** Returns `true` if the output or the row ring buffer would exceed `MAX_BYTES`. */
function exceeds(outWidth: i32, outHeight: i32, rowTaps: i32): bool {
  const pixels = <u64>outWidth * outHeight
  return pixels * outBytes > MAX_BYTES || <u64>outWidth * <u64>PIXEL * rowTaps > MAX_BYTES
}

function prepare(): void {
  const lastStart = max(0, columns - taps)
  for (let i = 0; i < horizontal.count; i++) {
    const tap = firstTap(horizontal, i) - firstColumn
    const start = min(tap, lastStart)
    store<u32>(starts + <usize>i * 4, <usize>start * PIXEL)
    weighFinely(horizontal, i, sums, weights + <usize>(i * taps + tap - start) * 4)
  }
}

/** Returns the output's address: RGBA rows without gaps. */
export function resampleWideOutput(): usize {
  return output
}

/**
 * Returns the number of finished output rows. A row is finished with the last input row that it
 * needs.
 */
export function resampleWideDone(): i32 {
  return done
}

/**
 * Takes the next input rows. The first call starts with row 0.
 * @param rows address of the first row; rows have the input's full width
 * @param stride distance in bytes from one row to the next
 * @param count rows
 */
export function resampleWideRows(rows: usize, stride: i32, count: i32): void {
  const first = firstTap(vertical, 0)
  for (const end = row + count; row < end; row++) {
    if (row >= first && row < lastRow) takeRow(rows + pixelBytes * <usize>firstColumn)
    rows += stride
  }
}

function takeRow(from: usize): void {
  if (pixelBytes === 8) takeWide(from, waiting, columns, weighed)
  else takeBytes(from, waiting, columns, weighed)
  if (copied) {
    narrowRow(waiting)
    return
  }
  reduceRow(ring + <usize>(row % ringRows) * rowBytes)
  while (done < vertical.count && lastTap(vertical, done) <= row) finishRow()
}

function finish(pixel: v128): u32 {
  if (adjustment) return narrow(adjustWide(pixel, weighed, adjustment), weighed)
  if (!conversion) return narrow(pixel, weighed)
  return isLight ? convertLight(pixel, weighed, conversion) : convertWide(pixel, weighed, conversion)
}

/** Stores an output pixel. */
function put(to: usize, pixel: v128): void {
  if (outBytes === 4) store<u32>(to, finish(pixel))
  else store<u64>(to, rounded(adjustment ? adjustWide(pixel, weighed, adjustment) : pixel, weighed))
}

/** Returns the address of the next output row. */
function nextRow(): usize {
  return output + <usize>done * horizontal.count * outBytes
}

function narrowRow(from: usize): void {
  const to = nextRow()
  for (let i: usize = 0; i < <usize>horizontal.count; i++) put(to + outBytes * i, v128.load(from + i * PIXEL))
  done++
}

function reduceRow(target: usize): void {
  let w = weights
  for (let i: usize = 0; i < <usize>horizontal.count; i++) {
    let from = waiting + load<u32>(starts + 4 * i)
    let even = f32x4.splat(0)
    let odd = even
    for (const end = w + <usize>taps * 4; w < end; w += 8) {
      even = f32x4.add(even, f32x4.mul(v128.load(from), f32x4.splat(load<f32>(w))))
      odd = f32x4.add(odd, f32x4.mul(v128.load(from, 16), f32x4.splat(load<f32>(w, 4))))
      from += 2 * PIXEL
    }
    v128.store(target + i * PIXEL, f32x4.add(even, odd))
  }
}

function finishRow(): void {
  const first = firstTap(vertical, done)
  const rows = lastTap(vertical, done) - first + 1
  weighFinely(vertical, done, sums, rowWeights)
  const to = nextRow()
  const top = <usize>(first % ringRows) * rowBytes
  const ringBytes = <usize>ringRows * rowBytes
  for (let i: usize = 0; i < <usize>horizontal.count; i++) {
    let at = top
    let sum = f32x4.splat(0)
    for (let k: usize = 0; k < <usize>rows; k++) {
      sum = f32x4.add(
        sum,
        f32x4.mul(v128.load(ring + at + i * PIXEL), f32x4.splat(load<f32>(rowWeights + 4 * k))),
      )
      at += rowBytes
      if (at === ringBytes) at = 0
    }
    put(to + outBytes * i, sum)
  }
  done++
}
