import { alloc, countedBytes, startCount } from '../heap'
import { rgb24ToRgba } from '../pixels/rgb24'
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
  weigh,
} from './axis'
import { allocBuffers, BLOCK, Buffers, keepBuffers } from './buffers'
import { reduceGray, reduceRgba } from './horizontal'
import { QUAD, takeGray, takeRgb, takeRgba } from './rows'
import { allocShrink, openShrink, Shrink, shrinkFactor, shrinkRow } from './shrink'
import { reduceColumns } from './vertical'

/**
 * A separable resampler that takes row after row. The horizontal pass reduces four rows at a time
 * to the output's width. Its result is called a quad. A ring buffer keeps the quads for the
 * vertical pass. All arithmetic is with integers, so the result does not depend on how the rows are
 * divided into strips.
 */
@unmanaged
class Resampler extends Buffers {
  horizontal: Axis
  vertical: Axis
  /**
   * The picture's reduction to square means, which precedes both axes. Both axes take these means
   * as input samples.
   */
  shrink: Shrink
  /** Channels in the output: 1 or 4. */
  channels: i32
  /** Input pixel length in bytes: 1, 3 or 4. */
  size: i32
  copies: bool
  firstColumn: i32
  columns: i32
  output: usize
  /** Index of the input row that is taken next. */
  row: i32
  /** Index of the first input row that the output needs. */
  firstRow: i32
  /** Index after the last input row that the output needs. */
  lastRow: i32
  /** Number of input rows. */
  height: i32
  /**
   * Index after the last row that the filter reads. If the picture is first reduced to square
   * means, square rows are counted instead of input rows.
   */
  lastTaken: i32
  /** Number of finished output rows. */
  done: i32
}

const MAX_HANDLES = 8
const handles = memory.data(MAX_HANDLES * 4, 4)
let opened: i32 = 0

/** Parameters for `resampleOpen`. */
@unmanaged
class Resampling {
  /** Input channels. 1: gray. 3: RGB, whose output is RGBA. 4: RGBA, premultiplied or opaque. */
  channels: i32
  inWidth: i32
  inHeight: i32
  /** Input box that is resampled: start (`x`, `y`), width and height, in input samples. */
  x: f64
  y: f64
  width: f64
  height: f64
  outWidth: i32
  outHeight: i32
  /** Filter: 0 triangle, 1 catrom, 2 mitchell, 3 lanczos3. */
  filter: i32
}

/**
 * Opens a resampler. If the width and height become less than a fourth, the picture is first
 * reduced to square means (see `shrinkFactor`).
 * @returns a handle from 0 to 7; -2: unknown number of channels or filter; -3: a size or the box is
 *   out of range, or no handle is free
 */
export function resampleOpen(values: Resampling): i32 {
  const channels = values.channels
  const inWidth = values.inWidth
  const inHeight = values.inHeight
  const x = values.x
  const y = values.y
  const width = values.width
  const height = values.height
  const outWidth = values.outWidth
  const outHeight = values.outHeight
  const filter = values.filter
  if ((channels !== 1 && channels !== 3 && channels !== 4) || <u32>filter > <u32>LANCZOS3) return UNSUPPORTED
  if (opened === MAX_HANDLES || !fits(inWidth, outWidth, x, width) || !fits(inHeight, outHeight, y, height))
    return LIMIT

  const r = changetype<Resampler>(allocRecord())
  r.horizontal = changetype<Axis>(allocAxis())
  r.vertical = changetype<Axis>(allocAxis())
  r.shrink = changetype<Shrink>(allocShrinkRecord())
  const factor = shrinkFactor(width / <f64>outWidth, height / <f64>outHeight)
  const scale = 1 / <f64>factor
  setCounts(r.horizontal, ceilDiv(inWidth, factor), outWidth)
  openAxis(r.horizontal, x * scale, width * scale, filter)
  setCounts(r.vertical, ceilDiv(inHeight, factor), outHeight)
  openAxis(r.vertical, y * scale, height * scale, filter)
  r.size = channels
  r.channels = channels === 3 ? 4 : channels
  if (exceeds(outWidth, outHeight, r.channels, maxTaps(r.vertical))) return LIMIT

  r.copies = copies(r.horizontal) && copies(r.vertical)
  r.firstColumn = firstTap(r.horizontal, 0)
  r.columns = lastTap(r.horizontal, outWidth - 1) + 1 - r.firstColumn
  r.lastTaken = lastTap(r.vertical, outHeight - 1) + 1
  r.firstRow = firstTap(r.vertical, 0) * factor
  r.lastRow = min(r.lastTaken * factor, inHeight)
  r.height = inHeight
  r.output = allocOutput(outWidth, outHeight, r.channels)
  r.shrink.factor = factor
  if (factor > 1) openShrink(r.shrink, r.size, inWidth, r.firstColumn, r.columns)
  if (!r.copies) prepare(r)

  store<usize>(handles + <usize>opened * 4, changetype<usize>(r))
  return opened++
}

function prepare(r: Resampler): void {
  const horizontal = r.horizontal
  const rowTaps = maxTaps(r.vertical)
  // RGBA rows consist of pixel pairs, so the number of columns is rounded up to even.
  const columns = (r.columns + 1) & ~1
  allocBuffers(r.channels, r.columns, maxTaps(horizontal), rowTaps, horizontal.count)
  keepBuffers(r)
  const lastStart = max(0, columns - r.taps)
  for (let i = 0; i < horizontal.count; i++) {
    const tap = firstTap(horizontal, i) - r.firstColumn
    const start = min(tap & ~1, lastStart)
    store<u32>(r.starts + <usize>i * 4, start * r.channels)
    weigh(horizontal, i, r.sums, r.weights + <usize>(i * r.taps + tap - start) * 2)
  }
}

function allocRecord(): usize {
  return alloc(offsetof<Resampler>())
}

function allocAxis(): usize {
  return alloc(offsetof<Axis>())
}

function allocShrinkRecord(): usize {
  return alloc(offsetof<Shrink>())
}

function allocOutput(width: i32, height: i32, channels: i32): usize {
  return alloc(<usize>width * height * channels + BLOCK - 1)
}

/** Returns how many bytes `resampleOpen` allocates. It takes the same parameters. */
export function resampleBytes(
  channels: i32,
  inWidth: i32,
  inHeight: i32,
  x: f64,
  y: f64,
  width: f64,
  height: f64,
  outWidth: i32,
  outHeight: i32,
  filter: i32,
): f64 {
  startCount()
  if (!fits(inWidth, outWidth, x, width) || !fits(inHeight, outHeight, y, height)) return countedBytes(LIMIT)
  const factor = shrinkFactor(width / <f64>outWidth, height / <f64>outHeight)
  const scale = 1 / <f64>factor
  measure(ceilDiv(inHeight, factor), outHeight, y * scale, height * scale, filter)
  const copiesRows = measuredCopies
  const rowTaps = measuredTaps
  measure(ceilDiv(inWidth, factor), outWidth, x * scale, width * scale, filter)
  const shown = channels === 3 ? 4 : channels
  if (exceeds(outWidth, outHeight, shown, rowTaps)) return countedBytes(LIMIT)
  allocRecord()
  allocAxis()
  allocAxis()
  allocShrinkRecord()
  allocOutput(outWidth, outHeight, shown)
  if (factor > 1) allocShrink(factor, channels, measuredSamples)
  if (!copiesRows || !measuredCopies) allocBuffers(shown, measuredSamples, measuredTaps, rowTaps, outWidth)
  return countedBytes()
}

function ceilDiv(size: i32, factor: i32): i32 {
  return (size + factor - 1) / factor
}

/** Returns `true` if the output or the row ring buffer would exceed `MAX_BYTES`. */
function exceeds(outWidth: i32, outHeight: i32, channels: i32, rowTaps: i32): bool {
  const rowBytes = <u64>outWidth * channels
  return rowBytes * outHeight > MAX_BYTES || rowBytes * rowTaps > MAX_BYTES / sizeof<i16>()
}

/**
 * Returns the output's address. Its rows have outWidth · channels bytes, without gaps between rows.
 */
export function resampleOutput(handle: i32): usize {
  return resampler(handle).output
}

/**
 * Returns the number of finished output rows. A row is finished at most three input rows after the
 * last input row that it needs. If the picture is first reduced to square means, the delay is at
 * most three square rows.
 */
export function resampleDone(handle: i32): i32 {
  return resampler(handle).done
}

/**
 * Takes the next input rows. The first call starts with row 0.
 * @param rows address of the first row; rows have the input's full width
 * @param stride distance in bytes from one row to the next
 * @param count rows
 */
export function resampleRows(handle: i32, rows: usize, stride: i32, count: i32): void {
  const r = resampler(handle)
  const end = min(r.row + count, r.lastRow)
  const first = max(r.row, r.firstRow)
  const factor = r.shrink.factor
  let from = rows + <usize>(first - r.row) * <usize>stride + <usize>(r.firstColumn * factor * r.size)
  for (let row = first; row < end; row++) {
    if (r.copies) copyRow(r, from)
    else if (factor === 1) takeRow(r, from, row, r.size)
    else if (shrinkRow(r.shrink, from, row === r.height - 1))
      takeRow(r, r.shrink.means, row / factor, r.channels)
    from += stride
  }
  r.row = min(r.row + count, r.height)
}

function resampler(handle: i32): Resampler {
  if (<u32>handle >= <u32>opened) unreachable()
  return changetype<Resampler>(load<usize>(handles + <usize>handle * 4))
}

/** Closes the resamplers whose memory starts at the address `from` or after it. */
export function forgetResamplers(from: usize): void {
  while (opened > 0 && changetype<usize>(resampler(opened - 1)) >= from) opened--
}

function copyRow(r: Resampler, from: usize): void {
  const bytes = <usize>r.columns * r.channels
  const to = r.output + <usize>r.done * bytes
  if (r.size === 3) rgb24ToRgba(from, r.columns, to)
  else memory.copy(to, from, bytes)
  r.done++
}

/**
 * Copies a row to the four-row buffer. If the buffer is full, or if the row is the last one, the
 * horizontal pass runs.
 * @param size pixel length in bytes
 */
function takeRow(r: Resampler, from: usize, row: i32, size: i32): void {
  const slot = row & (QUAD - 1)
  const to = r.rows + <usize>slot * r.pitch
  if (size === 4) takeRgba(from, to, r.columns)
  else if (size === 3) takeRgb(from, to, r.columns)
  else takeGray(from, to, r.columns)
  if (slot === QUAD - 1 || row === r.lastTaken - 1) takeQuad(r, row / QUAD)
}

/**
 * Runs the horizontal pass on the four buffered rows, which results in a quad. Then it finishes all
 * output rows that need no later quad.
 */
function takeQuad(r: Resampler, quad: i32): void {
  const target = r.ring + (<usize>quad % r.quads) * r.quadBytes
  if (r.channels === 4) reduceRgba(r, target, r.horizontal.count)
  else reduceGray(r, target, r.horizontal.count)
  while (r.done < r.vertical.count && lastTap(r.vertical, r.done) / QUAD <= quad) finishRow(r)
}

function finishRow(r: Resampler): void {
  const first = firstTap(r.vertical, r.done)
  const firstQuad = first / QUAD
  const quads = lastTap(r.vertical, r.done) / QUAD - firstQuad + 1
  memory.fill(r.rowWeights, 0, <usize>quads * 8)
  weigh(r.vertical, r.done, r.sums, r.rowWeights + <usize>(first % QUAD) * 2)
  const samples = r.horizontal.count * r.channels
  reduceColumns(r, firstQuad, quads, r.output + <usize>r.done * samples, samples)
  r.done++
}
