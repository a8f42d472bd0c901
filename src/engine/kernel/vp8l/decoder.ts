/** VP8L (RFC 9649, 3): the payload of a chunk in pieces of any size → bands of RGBA rows. */

import { block, VP8L_ROWS } from '../blocks'
import { append, compact, has, inputAddress, inputRoom, openInput, readBits } from './bits'
import { toRgba } from './colors'
import { decodeImage, openImage, pictureRows } from './image'
import { BAND, CORRUPT, DONE, READY, WANT } from './status'
import { undone, undoRow } from './transforms'
import { window } from './window'

const BYTES: usize = 262144
const MAX_SIDE = 16384
const SIGNATURE = 0x2f
const HEADER_BYTES: usize = 5
/** Whether alpha is used; above it is the version. */
const ALPHA = 1 << 28
const OPAQUE: u32 = 0xff000000

let width: i32 = 0
let height: i32 = 0
let opaque: u32 = 0
let isHeaderRead: bool = false
let outcome: i32 = WANT

let band: usize = 0
let bandRows: i32 = 0
let rows: i32 = 0
let rowsGiven: i32 = 0
let rowAt: usize = 0

/** Begins an image. @returns negative for an impossible size */
export function vp8lOpen(w: i32, h: i32): i32 {
  if (w < 1 || h < 1 || w > MAX_SIDE || h > MAX_SIDE) return CORRUPT
  width = w
  height = h
  openInput()
  openImage(w, h)
  const stride = <usize>w * 4
  bandRows = <i32>max<usize>(1, min<usize>(h, BYTES / stride))
  band = block(VP8L_ROWS, <usize>bandRows * stride)
  isHeaderRead = false
  outcome = WANT
  rows = 0
  rowsGiven = 0
  rowAt = window
  return 0
}

/** Address for the next piece, at most `vp8lCapacity()` bytes. */
export function vp8lInput(): usize {
  return inputAddress()
}

/** At least 64 KB whenever a call has returned 0. */
export function vp8lCapacity(): i32 {
  return inputRoom()
}

/**
 * Takes a piece of the payload at `vp8lInput()`, and continues. Call it where the last call has returned 0.
 * @param last whether the payload ends with it
 * @returns 0: more input is needed; 2: rows are ready; 3: there are no more; negative: the image is corrupt (-1) or has
 *   too many groups of prefix codes (-3), after all complete rows before that
 */
export function vp8lFeed(length: i32, last: i32): i32 {
  append(length, last !== 0)
  return vp8lNext()
}

/** Continues after rows. @returns as `vp8lFeed` */
export function vp8lNext(): i32 {
  rows = 0
  if (outcome >= 0 && rowsGiven < height) {
    if (!isHeaderRead) outcome = readHeader()
    if (isHeaderRead) outcome = decodeImage(min(height, rowsGiven + bandRows))
  }
  rows = min(bandRows, pictureRows() - rowsGiven)
  if (rows > 0) {
    undoRows()
    return BAND
  }
  if (outcome < 0) return outcome
  if (rowsGiven === height) return DONE
  compact()
  return WANT
}

/** Address of the rows of the last call, RGBA without gaps; valid until the next one. */
export function vp8lBand(): usize {
  return band
}

export function vp8lRows(): i32 {
  return rows
}

/** 3.4 */
function readHeader(): i32 {
  if (!has(HEADER_BYTES)) return WANT
  if (readBits(8) !== SIGNATURE) return CORRUPT
  const fields = readBits(32)
  // The version, 3 bits, is 0.
  if ((fields & ~ALPHA) !== ((width - 1) | ((height - 1) << 14))) return CORRUPT
  opaque = fields & ALPHA ? 0 : OPAQUE
  isHeaderRead = true
  return READY
}

function undoRows(): void {
  const stride = <usize>width * 4
  for (let i = 0; i < rows; i++) {
    rowAt = undoRow(rowsGiven++, rowAt)
    toRgba(undone, band + <usize>i * stride, width, opaque)
  }
}
