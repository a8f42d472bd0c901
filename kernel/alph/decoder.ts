/** ALPH decoder (RFC 9649, 2.7.1.2): holds a chunk's payload and decodes alpha rows on demand. */

import { ALPHA_INPUT, ALPHA_ROWS, block } from '../blocks'
import { countedBytes, startCount } from '../heap'
import { openWhole, PADDING } from '../vp8l/bits'
import { decodeImage, openImage } from '../vp8l/image'
import { CORRUPT, READY } from '../vp8l/status'
import { undone, undoRow } from '../vp8l/transforms'
import { window } from '../vp8l/window'
import { unfilterAlpha } from './filters'

/** Maximum alpha rows that one call decodes. */
const BAND = 64
const MARGIN: usize = 16
const MAX_SIDE = 16384

const RAW = 0
const LOSSLESS = 1

let width: i32 = 0
let height: i32 = 0
let input: usize = 0
let inputEnd: usize = 0
let method: i32 = RAW
let filter: i32 = 0
let rowsDone: i32 = 0
let rowAt: usize = 0
/**
 * Address of the previous band's last row, which the next band's first row may need as its row
 * above. The current band's rows follow.
 */
let kept: usize = 0

/**
 * Begins to decode an image's alpha plane.
 * @param bytes payload length in bytes; the caller writes all bytes to `alphInput()`
 * @returns 0, or a negative status if the width, the height or `bytes` is invalid
 */
export function alphOpen(w: i32, h: i32, bytes: i32): i32 {
  if (w < 1 || h < 1 || w > MAX_SIDE || h > MAX_SIDE || bytes < 1) return CORRUPT
  width = w
  height = h
  input = block(ALPHA_INPUT, <usize>bytes + PADDING)
  inputEnd = input + bytes
  kept = block(ALPHA_ROWS, <usize>w * <usize>(min(h, BAND) + 1) + MARGIN)
  rowsDone = 0
  return 0
}

/**
 * Counts the bytes that `alphOpen` and `alphStart` allocate for an image. The first three
 * parameters are the same as for `alphOpen`.
 * @param compressed 1 if the payload's header says that the alpha is compressed
 */
export function alphBytes(w: i32, h: i32, bytes: i32, compressed: i32): f64 {
  startCount()
  if (alphOpen(w, h, bytes) === 0 && compressed !== 0) openImage(w, h)
  return countedBytes()
}

/** Returns the maximum number of alpha rows that an `alphRows` call decodes. */
export function alphMaxRows(): i32 {
  return BAND
}

export function alphInput(): usize {
  return input
}

/**
 * Reads the payload's header. All payload bytes must have been written.
 * @returns 0, or a negative status if the payload is corrupt
 */
export function alphStart(): i32 {
  const header = <i32>load<u8>(input)
  method = header & 3
  filter = (header >> 2) & 3
  if (method > LOSSLESS) return CORRUPT
  rowAt = input + 1
  if (method === RAW) return <usize>width * <usize>height > inputEnd - rowAt ? CORRUPT : 0
  memory.fill(inputEnd, 0, PADDING)
  openWhole(rowAt, inputEnd)
  openImage(width, height)
  rowAt = window
  return 0
}

/**
 * Decodes the alpha plane's next rows.
 * @param count rows: at most 64, and no more than are left
 * @returns 0, or a negative status: -1 if the alpha is corrupt, -3 if it has too many prefix code
 *   groups
 */
export function alphRows(count: i32): i32 {
  if (<u32>count > <u32>min(BAND, height - rowsDone)) unreachable()
  if (count === 0) return 0
  const stride = <usize>width
  if (method === LOSSLESS) {
    const status = decodeImage(rowsDone + count)
    if (status !== READY) return status
  }
  if (rowsDone > 0) memory.copy(kept, lastRow, stride)
  let row = kept
  for (let i = 0; i < count; i++) {
    const above = rowsDone > 0 ? row : 0
    row += stride
    if (method === LOSSLESS) takeGreen(row)
    else takeRaw(row)
    unfilterAlpha(filter, row, above, stride)
    rowsDone++
  }
  lastRow = row
  return 0
}

/**
 * Returns the address of the rows that the last `alphRows` call decoded: one byte per pixel,
 * without gaps between rows.
 */
export function alphBand(): usize {
  return kept + width
}

let lastRow: usize = 0

function takeRaw(row: usize): void {
  memory.copy(row, rowAt, width)
  rowAt += width
}

function takeGreen(row: usize): void {
  rowAt = undoRow(rowsDone, rowAt)
  const end = row + width
  for (let from = undone + 1; row < end; row++, from += 4) store<u8>(row, load<u8>(from))
}
