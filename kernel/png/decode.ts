/**
 * PNG decoder: takes the zlib stream in pieces with any length and returns row bands. Only
 * interlaced images are held in memory completely.
 */
import { alloc, allocRows, countedBytes, startCount } from '../heap'
import { dropInput, inputAddress, inputCapacity, takeInput } from '../inflate/input'
import { out, unread } from '../inflate/output'
import { inflateMore, openStream } from '../inflate/stream'
import { BLOCK_DONE, FULL, MORE } from '../inflate/symbols'
import { CORRUPT, LIMIT } from '../status'
import { PASSES, passLeft, passSide, passStepX, passStepY, passTop, scatter } from './adam7'
import { channelsOf, expandOpen, expectAlpha, pixelBytes } from './expand'
import { decodeRows, hasRow, openRows, rowBuffers, saveAbove, setRows } from './rows'
import { MARGIN } from './samples'

const BAND: usize = 262144
/** Maximum inflated bytes that may wait until they are unfiltered, in addition to one row. */
const ROOM: usize = 131072
/** Maximum row length in bytes. Longer rows would overflow the address arithmetic. */
const MAX_ROW: u64 = 0x10000000

/** Returns the maximum image width in pixels, each of which has at most 8 bytes. */
export function pngMaxWidth(): i32 {
  return <i32>(MAX_ROW / 8)
}

/**
 * Status: the zlib stream is damaged. The status `CORRUPT` means that the stream is intact and its
 * rows are invalid.
 */
export const DAMAGED: i32 = -4
const READY: i32 = 1

let width: i32 = 0
let height: i32 = 0
let interlaced: bool = false
let pixelBits: usize = 0

let stride: usize = 0
let band: usize = 0
let bandRows: i32 = 0
/** Decoded rows in the band that have not been returned to the caller. */
let filled: i32 = 0
/**
 * Address of the complete image if it is interlaced. An interlaced image's bands are parts of it.
 */
let frame: usize = 0

let pass: i32 = 0
let passWidth: i32 = 0
let passHeight: i32 = 0
let passRow: i32 = 0
let rowsDone: i32 = 0
let rows: usize = 0
/** `true` if the stream has ended after the last row. */
let isEnded: bool = false

/** Parameters for `pngOpen`. */
@unmanaged
class PngImage {
  width: i32
  height: i32
  /** Bits per sample: 1, 2, 4, 8 or 16. */
  depth: i32
  /** Color type: 0, 2, 3, 4 or 6 (PNG 11.2.1). */
  colorType: i32
  /** 1 for Adam7, 0 for no interlacing. */
  interlace: i32
  /**
   * 0 if no pixel is transparent, otherwise 1. With 0, gray pixels are returned as one byte, and
   * colors may be returned as RGB of three bytes.
   */
  alpha: i32
}

/**
 * Begins to decode an image.
 * @returns 0, or a negative status if the parameters are invalid or the image is too wide
 */
export function pngOpen(values: PngImage): i32 {
  expectAlpha(values.alpha !== 0)
  return open(values.width, values.height, values.depth, values.colorType, values.interlace)
}

function open(w: i32, h: i32, depth: i32, colorType: i32, interlace: i32): i32 {
  const channels = channelsOf(colorType, depth)
  if (w < 1 || h < 1 || channels === 0 || <u32>interlace > 1) return CORRUPT
  if (w > pngMaxWidth()) return LIMIT
  width = w
  height = h
  interlaced = interlace === 1
  pixelBits = channels * depth
  band = 0
  filled = 0
  rowsDone = 0
  isEnded = false
  openStream(true, rowBytes(w) + 1 + ROOM)
  expandOpen(colorType, depth, w, interlaced)
  openRows((pixelBits + 7) >> 3)
  return 0
}

/**
 * Counts the bytes that `pngOpen` and the first `pngFeed` allocate for an image. The parameters are
 * the same as for `pngOpen`.
 */
export function pngBytes(
  width: i32,
  height: i32,
  depth: i32,
  colorType: i32,
  interlace: i32,
  alpha: i32,
): f64 {
  startCount()
  expectAlpha(alpha !== 0)
  const status = open(width, height, depth, colorType, interlace)
  if (status < 0) return countedBytes(status)
  openBand()
  return countedBytes()
}

/**
 * Returns the length in bytes of an output pixel: 1 for gray, 3 for RGB, 4 for RGBA, 8 for RGBA of
 * 16 bits (little-endian).
 */
export function pngLayout(): i32 {
  return pixelBytes()
}

/**
 * Returns the address to which the caller writes the zlib stream's next piece, at most
 * `pngCapacity()` bytes.
 */
export function pngInput(): usize {
  return inputAddress()
}

/**
 * Returns the next piece's maximum length in bytes. It is 64 KB whenever `pngFeed` has returned 0.
 */
export function pngCapacity(): i32 {
  return <i32>inputCapacity()
}

/**
 * Returns the address of the rows that the last `pngFeed` call returned, without gaps between them.
 * They are valid until the next call.
 */
export function pngRows(): usize {
  return rows
}

/**
 * Takes `length` bytes at `pngInput()` and returns rows as soon as a band is complete. `pngFeed(0,
 * last)` continues with the rest of the input.
 *
 * The last rows are returned only after all data has been read, so that they are not shown if the
 * checksum is wrong. They are also returned if the stream contains too many bytes. An interlaced
 * image returns no rows before all its data has been read.
 * @param last 1 if no data follows
 * @returns the number of rows, or 0 if more data is needed. After all rows before the damage, the
 *   function returns an error: -4 if the stream is damaged, -1 if its rows are invalid or too many.
 */
export function pngFeed(length: i32, last: i32): i32 {
  takeInput(length)
  if (band === 0) openBand()
  const status = interlaced ? fillFrame() : fillBand()
  if (filled === 0) return status
  if (passRow === passHeight) {
    const isShown = last !== 0 || out !== unread
    return isShown && status !== DAMAGED ? give() : min(status, 0)
  }
  return last !== 0 || status !== MORE ? give() : status
}

/**
 * Allocates the buffers for rows.
 */
function openBand(): void {
  stride = <usize>width * pixelBytes()
  bandRows = <i32>max<usize>(1, min<usize>(height, BAND / stride))
  rowBuffers(rowBytes(width), !interlaced)
  band = interlaced ? alloc(2 * stride) : alloc(<usize>bandRows * stride + MARGIN)
  if (interlaced) frame = allocRows(stride, height)
  if (isDefined(COUNTING)) return
  if (interlaced) enterPass(0)
  else setPass(width, height)
}

function give(): i32 {
  const count = interlaced ? min(bandRows, height - rowsDone) : filled
  rows = interlaced ? frame + <usize>rowsDone * stride : band
  if (!interlaced) saveAbove()
  rowsDone += count
  filled = interlaced ? height - rowsDone : 0
  return count
}

/**
 * Decodes rows into the band until it is full or more input is needed.
 * @returns READY if the band is full or the image complete; otherwise MORE, DAMAGED or CORRUPT
 */
function fillBand(): i32 {
  while (filled < bandRows && passRow < passHeight) {
    const status = decodeNext(band + <usize>filled * stride, bandRows - filled)
    if (status < READY) return status
    filled += status
  }
  return passRow < passHeight ? READY : endStream()
}

function fillFrame(): i32 {
  while (pass < PASSES) {
    const first: usize = passTop(pass) + passRow * passStepY(pass)
    const count = decodeNext(band, 2)
    if (count < READY) return count
    for (let row = 0; row < count; row++) {
      const to = frame + (first + row * passStepY(pass)) * stride + passLeft(pass) * pixelBytes()
      scatter(band + row * passWidth * pixelBytes(), to, passWidth, passStepX(pass), pixelBytes())
    }
    if (passRow === passHeight) enterPass(pass + 1)
  }
  if (rowsDone === 0) filled = height
  return endStream()
}

/**
 * Decodes the next row, or the next two rows.
 * @returns the number of decoded rows, or MORE, DAMAGED or CORRUPT
 */
function decodeNext(to: usize, most: i32): i32 {
  while (!hasRow()) {
    const status = inflateMore()
    if (status === FULL || hasRow()) continue
    return status === CORRUPT ? DAMAGED : MORE
  }
  const count = decodeRows(to, min(most, passHeight - passRow))
  passRow += count
  return count === 0 ? CORRUPT : count
}

/**
 * Inflates the stream that is left after the last row, until the stream ends or an excess byte
 * appears.
 */
function endStream(): i32 {
  while (!isEnded && out === unread) {
    const status = inflateMore()
    if (status === CORRUPT) return DAMAGED
    if (status === MORE) break
    isEnded = status === BLOCK_DONE
  }
  if (isEnded || out !== unread) dropInput()
  return filled > 0 || out === unread ? MORE : CORRUPT
}

function rowBytes(pixels: i32): usize {
  return (<usize>pixels * pixelBits + 7) >> 3
}

function enterPass(next: i32): void {
  for (pass = next; pass < PASSES; pass++) {
    const columns = passSide(width, passLeft(pass), passStepX(pass))
    const lines = passSide(height, passTop(pass), passStepY(pass))
    if (columns === 0 || lines === 0) continue
    setPass(columns, lines)
    return
  }
}

function setPass(columns: i32, lines: i32): void {
  passWidth = columns
  passHeight = lines
  passRow = 0
  setRows(columns, rowBytes(columns))
}
