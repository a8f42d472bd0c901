/**
 * VP8L decoder (RFC 9649, 3): takes a chunk's payload in pieces of any size and returns bands of
 * RGBA rows.
 */

import { block, VP8L_ROWS } from '../blocks'
import { countedBytes, startCount } from '../heap'
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
/** Header bit that is set if the image uses alpha. The bits above it are the version. */
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

/**
 * Begins to decode an image.
 * @returns 0, or a negative status if the width or height is invalid
 */
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

/** Returns how many bytes `vp8lOpen` allocates. */
export function vp8lBytes(w: i32, h: i32): f64 {
  startCount()
  return countedBytes(vp8lOpen(w, h))
}

/**
 * Returns the address to which the caller writes the payload's next piece, at most `vp8lCapacity()`
 * bytes.
 */
export function vp8lInput(): usize {
  return inputAddress()
}

/**
 * Returns the next piece's maximum length in bytes. It is at least 64 KB whenever a call has
 * returned 0.
 */
export function vp8lCapacity(): i32 {
  return inputRoom()
}

/**
 * Takes a piece of the payload at `vp8lInput()` and continues decoding. Call it only after the
 * previous call has returned 0.
 * @param last 1 if the payload ends with this piece
 * @returns 0 if more input is needed, 2 if rows are ready, 3 if there are no more rows. After all
 *   complete rows, an error is returned: -1 if the image is corrupt, -3 if it has too many prefix
 *   code groups.
 */
export function vp8lFeed(length: i32, last: i32): i32 {
  append(length, last !== 0)
  return vp8lNext()
}

/**
 * Continues decoding after `vp8lFeed` or `vp8lNext` has returned rows.
 * @returns the same values as `vp8lFeed`
 */
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

/**
 * Returns the address of the rows that the last call returned: RGBA without gaps between rows,
 * valid until the next call.
 */
export function vp8lBand(): usize {
  return band
}

export function vp8lRows(): i32 {
  return rows
}

/** Reads the header (RFC 9649, 3.4), which must have the expected width and height. */
function readHeader(): i32 {
  if (!has(HEADER_BYTES)) return WANT
  if (readBits(8) !== SIGNATURE) return CORRUPT
  const fields = readBits(32)
  // The comparison also requires that the three version bits are 0.
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
