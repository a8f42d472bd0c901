/**
 * GIF decoder for one frame's data. If the caller gives no canvas, the decoder returns the logical
 * screen's RGBA rows, which are transparent outside the frame. If the caller gives a canvas with
 * the screen's width and height, the decoder paints the frame over the canvas. It ignores frame
 * pixels beyond the screen.
 */
import { block, GIF_INPUT, GIF_PALETTE, GIF_WINDOW } from '../blocks'
import { alloc, allocRows, countedBytes, startCount } from '../heap'
import { CORRUPT } from '../status'
import { nextPlace, openInterlace, place } from './interlace'
import { FULL, giveCodes, OVERRUN, openLzw, outcome, writeStrings } from './lzw'
import { isEnded, openSubBlocks, unwrap } from './sub-blocks'

const PIECE: usize = 65536
/** Palette length in bytes: 256 RGBA colors. */
export const PALETTE: usize = 256 * 4
/**
 * Window for decoded pixels: the number of one-byte palette indices that it holds. It has room for
 * at least one row, because a frame's width has 16 bits.
 */
const WINDOW: usize = 65536
const BAND: usize = 262144

let width: i32 = 0
let height: i32 = 0
let left: i32 = 0
let top: i32 = 0
let frameWidth: i32 = 0
let frameHeight: i32 = 0
let isInterlaced: bool = false
let shownWidth: i32 = 0
let shownHeight: i32 = 0

let input: usize = 0
let palette: usize = 0

let window: usize = 0
let row: usize = 0
let rowsEnd: usize = 0
let taken: i32 = 0
let kept: usize = 0

let canvas: usize = 0
let band: usize = 0
let bandRows: i32 = 0
let stride: usize = 0
let rowsDone: i32 = 0

/** Parameters for `gifOpen`: the logical screen, and one frame's position, size and coding. */
@unmanaged
class GifImage {
  /** Address of the canvas on which the frame is painted; 0 to return rows instead. */
  onto: usize
  /** Logical screen width in pixels. */
  width: i32
  /** Logical screen height in pixels. */
  height: i32
  x: i32
  y: i32
  imageWidth: i32
  imageHeight: i32
  interlaced: i32
  /** LZW minimum code size: the byte in the file that precedes the frame's data. */
  codeSize: i32
}

/**
 * Begins to decode a frame. All widths, heights and offsets must fit in 16 bits.
 * @returns 0, or a negative status if a width or height is 0 or the code size is invalid
 */
export function gifOpen(values: GifImage): i32 {
  return open(
    values.onto,
    values.width,
    values.height,
    values.x,
    values.y,
    values.imageWidth,
    values.imageHeight,
    values.interlaced,
    values.codeSize,
  )
}

function open(
  onto: usize,
  w: i32,
  h: i32,
  x: i32,
  y: i32,
  imageWidth: i32,
  imageHeight: i32,
  interlaced: i32,
  codeSize: i32,
): i32 {
  if (w < 1 || h < 1 || imageWidth < 1 || imageHeight < 1) return CORRUPT
  if (!openLzw(codeSize)) return CORRUPT
  openSubBlocks()
  openInterlace()
  width = w
  height = h
  left = x
  top = y
  frameWidth = imageWidth
  frameHeight = imageHeight
  isInterlaced = interlaced !== 0
  shownWidth = max(0, min(frameWidth, width - left))
  shownHeight = max(0, min(frameHeight, height - top))
  input = block(GIF_INPUT, PIECE)
  palette = block(GIF_PALETTE, PALETTE)
  window = row = rowsEnd = block(GIF_WINDOW, WINDOW + OVERRUN)
  taken = 0
  stride = <usize>width * 4
  rowsDone = 0
  canvas = onto
  if (canvas !== 0) return 0
  kept = isInterlaced ? allocRows(shownWidth, shownHeight) : 0
  bandRows = <i32>max<usize>(1, min<usize>(height, BAND / stride))
  band = alloc(<usize>bandRows * stride)
  return 0
}

/**
 * Returns the maximum number of bytes that `gifOpen` allocates for a frame on a screen with `w` ×
 * `h` pixels.
 * @param onCanvas 1 if the frame is painted on the caller's canvas, otherwise 0
 */
export function gifBytes(onCanvas: i32, w: i32, h: i32, interlaced: i32): f64 {
  startCount()
  return countedBytes(open(onCanvas, w, h, 0, 0, w, h, interlaced, 8))
}

/** Returns the address to which the caller writes the palette: one RGBA color for each index. */
export function gifPalette(): usize {
  return palette
}

/**
 * Returns the address to which the caller writes the next piece of the frame's sub-blocks, at most
 * `gifCapacity()` bytes.
 */
export function gifInput(): usize {
  return input
}

export function gifCapacity(): i32 {
  return <i32>PIECE
}

/**
 * Returns the address of the rows that the last `gifFeed` call returned, without gaps between them.
 * They are valid until the next call.
 */
export function gifRows(): usize {
  return band
}

/**
 * Takes `length` bytes at `gifInput()`. Without a canvas, the function decodes at most one band
 * with complete rows. In this case, it returns no rows from an interlaced frame until the frame's
 * data is complete. With a canvas, it paints the frame's rows as they arrive. Call `gifFeed(0)`
 * until it returns 0 before you feed more bytes.
 * @returns the number of screen rows, or of painted frame rows; 0 if more data is needed or after
 *   the last row. If data is damaged or incomplete, the function first returns all rows before the
 *   damage, then a negative status.
 */
export function gifFeed(length: i32): i32 {
  if (<usize>length > PIECE) unreachable()
  if (canvas !== 0 ? taken === frameHeight : rowsDone === height) return 0
  if (length > 0) giveCodes(input, unwrap(input, length))
  while (true) {
    const count = canvas !== 0 ? paintRows() : giveRows()
    if (count > 0) return count
    if (outcome !== FULL) return isEnded ? CORRUPT : outcome
    fillWindow()
  }
}

function giveRows(): i32 {
  let count: i32 = 0
  for (; count < bandRows && rowsDone < height; count++) {
    const line = rowsDone - top
    const out = band + <usize>count * stride
    if (line < 0 || line >= frameHeight) memory.fill(out, 0, stride)
    else if (isInterlaced) {
      if (taken < frameHeight) break
      paint(kept + <usize>line * shownWidth, out)
    } else {
      if (!isRowComplete()) break
      paint(row, out)
      takeRow()
    }
    rowsDone++
  }
  return count
}

function paintRows(): i32 {
  let count: i32 = 0
  for (; isRowComplete(); count++) {
    const line = top + (isInterlaced ? place : taken)
    if (line < height) paintOver(row, canvas + <usize>line * stride)
    nextPlace(frameHeight)
    takeRow()
  }
  return count
}

function fillWindow(): void {
  const rest = rowsEnd - row
  memory.copy(window, row, rest)
  row = window
  const rows = min<usize>(WINDOW / frameWidth, frameHeight - taken)
  rowsEnd = writeStrings(window + rest, window + rows * frameWidth)
  if (!isInterlaced || canvas !== 0) return
  while (isRowComplete()) {
    if (place < shownHeight) memory.copy(kept + <usize>place * shownWidth, row, shownWidth)
    nextPlace(frameHeight)
    takeRow()
  }
}

function isRowComplete(): bool {
  return taken < frameHeight && rowsEnd - row >= <usize>frameWidth
}

function takeRow(): void {
  row += frameWidth
  taken++
}

/**
 * Writes a screen row: the frame row's visible part, with transparent pixels on both sides.
 * @param indices palette indices in the frame row's visible part
 */
function paint(indices: usize, out: usize): void {
  const begin = out + <usize>min(left, width) * 4
  memory.fill(out, 0, begin - out)
  const end = begin + <usize>shownWidth * 4
  for (let at = begin; at < end; at += 4) store<u32>(at, colorOf(indices++))
  memory.fill(end, 0, out + stride - end)
}

/**
 * Paints a frame row's visible part over a canvas row. Under transparent pixels, the canvas does
 * not change.
 */
function paintOver(indices: usize, out: usize): void {
  const begin = out + <usize>min(left, width) * 4
  const end = begin + <usize>shownWidth * 4
  for (let at = begin; at < end; at += 4) {
    const color = colorOf(indices++)
    store<u32>(at, select<u32>(color, load<u32>(at), color !== 0))
  }
}

/**
 * Returns the RGBA color for the palette index at an address. The transparent color is 0, which no
 * opaque color equals.
 */
function colorOf(index: usize): u32 {
  return load<u32>(palette + ((<usize>load<u8>(index)) << 2))
}
