/** PNG: the zlib stream in pieces of any size → bands of rows. Only an interlaced image is kept whole. */
import { alloc } from '../heap'
import { dropInput, inputAddress, inputCapacity, takeInput } from '../inflate/input'
import { out, unread } from '../inflate/output'
import { inflateMore, openStream } from '../inflate/stream'
import { BLOCK_DONE, FULL, MORE } from '../inflate/symbols'
import { CORRUPT, LIMIT } from '../status'
import { PASSES, passLeft, passSide, passStepX, passStepY, passTop, scatter } from './adam7'
import { channelsOf, expandOpen, pixelBytes } from './expand'
import { decodeRows, hasRow, openRows, rowBuffers, saveAbove, setRows } from './rows'
import { MARGIN } from './samples'

const BAND: usize = 262144
/** Inflated bytes that wait to be unfiltered, beside a row. */
const ROOM: usize = 131072
/** A longer row would overflow address arithmetic. */
const MAX_ROW: u64 = 0x10000000

/** The zlib stream is damaged, not the rows in it. */
const DAMAGED: i32 = -4
const READY: i32 = 1

let width: i32 = 0
let height: i32 = 0
let interlaced: bool = false
let pixelBits: usize = 0

let stride: usize = 0
let band: usize = 0
let bandRows: i32 = 0
/** Rows of the band that have not been returned. */
let filled: i32 = 0
/** The whole image if it is interlaced; bands are parts of it. */
let frame: usize = 0

let pass: i32 = 0
let passWidth: i32 = 0
let passHeight: i32 = 0
let passRow: i32 = 0
let rowsDone: i32 = 0
let rows: usize = 0
/** Whether the stream has ended after the last row. */
let isEnded: bool = false

/**
 * Begins an image.
 * @param depth bits a sample: 1, 2, 4, 8 or 16
 * @param colourType 0, 2, 3, 4 or 6 (PNG 11.2.1)
 * @param interlace 1 for Adam7, else 0
 * @param alpha 0: no pixel is transparent, and colours may be stored in three bytes
 * @returns negative for impossible or too large images
 */
export function pngOpen(w: i32, h: i32, depth: i32, colourType: i32, interlace: i32, alpha: i32): i32 {
  const channels = channelsOf(colourType, depth)
  if (w < 1 || h < 1 || channels === 0 || <u32>interlace > 1) return CORRUPT
  if (<u64>w * 8 > MAX_ROW) return LIMIT
  width = w
  height = h
  interlaced = interlace === 1
  pixelBits = channels * depth
  band = 0
  filled = 0
  rowsDone = 0
  isEnded = false
  openStream(true, rowBytes(w) + 1 + ROOM)
  expandOpen(colourType, depth, w, alpha === 0 && !interlaced)
  openRows((pixelBits + 7) >> 3)
  return 0
}

/**
 * Bytes of an output pixel, valid after `pngTransparent` if that is called at all: 1 for gray, 3 for RGB, 4 for RGBA, 8 for
 * RGBA of 16 bits, the lower byte first.
 */
export function pngLayout(): i32 {
  return pixelBytes()
}

/** Address for the next piece of the zlib stream, at most `pngCapacity()` bytes. */
export function pngInput(): usize {
  return inputAddress()
}

/** 64 KB whenever `pngFeed` has returned 0. */
export function pngCapacity(): i32 {
  return <i32>inputCapacity()
}

/** Address of the rows of the last `pngFeed`, without gaps; valid until the next one. */
export function pngRows(): usize {
  return rows
}

/**
 * Takes `length` bytes at `pngInput()`. It returns rows once a band of them is complete, and the last ones once all data has
 * been read, so that they are not shown where a checksum is wrong, or once there is too much of it; `pngFeed(0, last)`
 * continues with the rest. An interlaced image has no rows before.
 * @param last 1: no data follows
 * @returns the number of rows; 0 where more data is needed; after all rows before that, -4 where the stream is damaged, and
 *   -1 where its rows are, or are too many
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

/** Runs after `pngTransparent`, which changes the layout of gray. */
function openBand(): void {
  stride = <usize>width * pixelBytes()
  bandRows = <i32>max<usize>(1, min<usize>(height, BAND / stride))
  rowBuffers(rowBytes(width), !interlaced)
  if (!interlaced) {
    band = alloc(<usize>bandRows * stride + MARGIN)
    setPass(width, height)
    return
  }
  band = alloc(2 * stride)
  if (<u64>stride * height > <u64>i32.MAX_VALUE) unreachable()
  frame = alloc(stride * height)
  enterPass(0)
}

function give(): i32 {
  const count = interlaced ? min(bandRows, height - rowsDone) : filled
  rows = interlaced ? frame + <usize>rowsDone * stride : band
  if (!interlaced) saveAbove()
  rowsDone += count
  filled = interlaced ? height - rowsDone : 0
  return count
}

/** @returns READY where the band is full or the image complete, MORE, DAMAGED or CORRUPT */
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

/** Decodes one or two rows. @returns how many, or MORE, DAMAGED or CORRUPT */
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

/** Inflates up to the end of the stream, or to the first byte that is too many. */
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
