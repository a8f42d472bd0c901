import { alloc } from '../heap'
import { LIMIT, UNSUPPORTED } from '../status'
import { Axis, copies, firstTap, fits, LANCZOS3, lastTap, MAX_BYTES, mostTaps, openAxis, weigh } from './axis'
import { reduceGray, reduceRgba, TAPS_STEP } from './horizontal'
import { QUAD, takeGray, takeRgba } from './rows'
import { BLOCK, QUAD_SAMPLE, reduceColumns } from './vertical'

/**
 * A separable resampler that takes rows and keeps a ring of them, reduced to output width four at a time (a quad).
 * Integer arithmetic makes the result independent of how the rows are cut into strips.
 */
@unmanaged
class Resampler {
  horizontal: Axis
  vertical: Axis
  channels: i32
  copies: bool
  firstColumn: i32
  columns: i32
  /** Four rows of these columns, `pitch` bytes each. */
  rows: usize
  pitch: usize
  starts: usize
  weights: usize
  taps: i32
  ring: usize
  quads: usize
  quadBytes: usize
  rowWeights: usize
  sums: usize
  output: usize
  /** The next input row, the end of the rows that the filter reads, the next output row. */
  row: i32
  lastRow: i32
  done: i32
}

const MAX_HANDLES = 8
const handles = memory.data(MAX_HANDLES * 4, 4)
let opened: i32 = 0

/** The horizontal pass reads 16 samples where it needs 8. */
const ROW_PADDING = 8

/**
 * Opens a resampler.
 * @param channels 1, or 4: RGBA, premultiplied or opaque
 * @param x start of the box in input samples; so `y`, `width`, `height`
 * @param filter 0 triangle, 1 catrom, 2 mitchell, 3 lanczos3
 * @returns a handle from 0 to 7; -2: unknown channels or filter; -3: a size or the box is out of range, or no handle is
 *   free
 */
export function resampleOpen(
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
): i32 {
  if ((channels !== 1 && channels !== 4) || <u32>filter > <u32>LANCZOS3) return UNSUPPORTED
  if (opened === MAX_HANDLES || !fits(inWidth, outWidth, x, width) || !fits(inHeight, outHeight, y, height))
    return LIMIT

  const r = changetype<Resampler>(alloc(offsetof<Resampler>()))
  r.horizontal = changetype<Axis>(alloc(offsetof<Axis>()))
  r.vertical = changetype<Axis>(alloc(offsetof<Axis>()))
  openAxis(r.horizontal, inWidth, outWidth, x, width, filter)
  openAxis(r.vertical, inHeight, outHeight, y, height, filter)
  const rowBytes = <u64>outWidth * channels
  if (rowBytes * outHeight > MAX_BYTES || rowBytes * mostTaps(r.vertical) > MAX_BYTES / sizeof<i16>())
    return LIMIT

  r.channels = channels
  r.copies = copies(r.horizontal) && copies(r.vertical)
  r.firstColumn = firstTap(r.horizontal, 0)
  r.columns = lastTap(r.horizontal, outWidth - 1) + 1 - r.firstColumn
  r.lastRow = lastTap(r.vertical, outHeight - 1) + 1
  r.output = alloc(<usize>outWidth * outHeight * channels + BLOCK - 1)
  if (!r.copies) prepare(r)

  store<usize>(handles + <usize>opened * 4, changetype<usize>(r))
  return opened++
}

function prepare(r: Resampler): void {
  const horizontal = r.horizontal
  const rowTaps = mostTaps(r.vertical)
  const sumTaps = max(mostTaps(horizontal), rowTaps)
  r.sums = alloc(<usize>sumTaps * 8)

  // RGBA rows hold pairs of pixels: starts are even, which may take one more tap.
  const columns = (r.columns + 1) & ~1
  r.taps = (mostTaps(horizontal) + 1 + TAPS_STEP - 1) & -TAPS_STEP
  r.pitch = (<usize>max(columns, r.taps) * r.channels + ROW_PADDING + 15) & ~15
  r.rows = alloc(r.pitch * QUAD)
  r.starts = alloc(<usize>horizontal.count * 4)
  r.weights = alloc(<usize>horizontal.count * r.taps * 2)
  const lastStart = max(0, columns - r.taps)
  for (let i = 0; i < horizontal.count; i++) {
    const tap = firstTap(horizontal, i) - r.firstColumn
    const start = min(tap & ~1, lastStart)
    store<u32>(r.starts + <usize>i * 4, start * r.channels)
    weigh(horizontal, i, r.sums, r.weights + <usize>(i * r.taps + tap - start) * 2)
  }

  r.quads = <usize>(rowTaps + 2) / QUAD + 1
  r.quadBytes = ((<usize>horizontal.count * r.channels + BLOCK - 1) & ~(BLOCK - 1)) * QUAD_SAMPLE
  r.ring = alloc(r.quads * r.quadBytes)
  r.rowWeights = alloc(r.quads << 3)
}

/** Address of the output: rows of outWidth · channels bytes without gaps. */
export function resampleOutput(handle: i32): usize {
  return resampler(handle).output
}

/** Number of finished output rows. A row is finished up to three input rows after the last one that it needs. */
export function resampleDone(handle: i32): i32 {
  return resampler(handle).done
}

/**
 * Takes the next input rows, from row 0 on.
 * @param rows address of the first of them, whole rows of the input
 * @param stride bytes from one to the next
 */
export function resampleRows(handle: i32, rows: usize, stride: i32, count: i32): void {
  const r = resampler(handle)
  const end = min(r.row + count, r.lastRow)
  let row = max(r.row, firstTap(r.vertical, 0))
  const left = <usize>r.firstColumn * r.channels
  let from = rows + <usize>(row - r.row) * <usize>stride + left
  for (; row < end; row++) {
    if (r.copies) copyRow(r, from)
    else takeRow(r, from, row)
    from += stride
  }
  r.row = min(r.row + count, r.vertical.size)
}

function resampler(handle: i32): Resampler {
  if (<u32>handle >= <u32>opened) unreachable()
  return changetype<Resampler>(load<usize>(handles + <usize>handle * 4))
}

function copyRow(r: Resampler, from: usize): void {
  const bytes = <usize>r.columns * r.channels
  memory.copy(r.output + <usize>r.done * bytes, from, bytes)
  r.done++
}

function takeRow(r: Resampler, from: usize, row: i32): void {
  const slot = row & (QUAD - 1)
  const to = r.rows + <usize>slot * r.pitch
  if (r.channels === 4) takeRgba(from, to, r.columns)
  else takeGray(from, to, r.columns)
  if (slot === QUAD - 1 || row === r.lastRow - 1) takeQuad(r, row / QUAD)
}

/** Reduces the four waiting rows, then finishes every output row that they complete. */
function takeQuad(r: Resampler, quad: i32): void {
  const target = r.ring + (<usize>quad % r.quads) * r.quadBytes
  if (r.channels === 4) reduceRgba(r.rows, r.pitch, r.starts, r.weights, r.taps, target, r.horizontal.count)
  else reduceGray(r.rows, r.pitch, r.starts, r.weights, r.taps, target, r.horizontal.count)
  while (r.done < r.vertical.count && lastTap(r.vertical, r.done) / QUAD <= quad) finishRow(r)
}

function finishRow(r: Resampler): void {
  const first = firstTap(r.vertical, r.done)
  const firstQuad = first / QUAD
  const quads = lastTap(r.vertical, r.done) / QUAD - firstQuad + 1
  memory.fill(r.rowWeights, 0, <usize>quads * 8)
  weigh(r.vertical, r.done, r.sums, r.rowWeights + <usize>(first % QUAD) * 2)
  const samples = r.horizontal.count * r.channels
  reduceColumns(
    r.ring,
    r.quads * r.quadBytes,
    r.quadBytes,
    r.ring + (<usize>firstQuad % r.quads) * r.quadBytes,
    r.rowWeights,
    quads,
    r.output + <usize>r.done * samples,
    samples,
  )
  r.done++
}
