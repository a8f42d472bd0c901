/**
 * Decoder for VP8 key frames (RFC 6386). It returns planes as they are stored: Y, and U and V with
 * half the width and height. Bands of rows are returned while the bytes arrive. Frames with several
 * token partitions must arrive completely first.
 */
import { filterRow } from './filter-row'
import { advance, keepLines, macroblocksHigh, macroblocksWide, openFrame, showBand } from './frame'
import { partitions } from './header'
import { enterRows, holdsMacroblock, isCut, openInput, take } from './input'
import { decodeMacroblock, openRow } from './macroblock'
import { partitionState } from './partition'
import { BAND, CORRUPT, DONE, READY, WANT } from './status'
import { openTokens } from './tokens'

const START = 0
const ROWS = 1
const NOTHING = 2

const MAX_SIDE = 16383

let state: i32 = NOTHING
let finalStatus: i32 = CORRUPT
let x: i32 = 0
let y: i32 = 0

/**
 * Begins a frame. The arguments come from its container.
 * @param width width of the picture in samples
 * @param bytes bytes in the frame
 * @returns 0, or a negative status if no frame can have these values
 */
export function vp8Open(width: i32, height: i32, bytes: i32): i32 {
  state = NOTHING
  finalStatus = CORRUPT
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) return CORRUPT
  if (openInput(width, height, bytes) !== READY) return CORRUPT
  openFrame(width, height)
  openTokens()
  state = START
  x = 0
  y = 0
  return 0
}

/**
 * Takes a piece of the frame at `vp8Input()` and continues decoding.
 * @param last 1 if the file ends with this piece
 * @returns 0 if more input is needed, 2 if a band is ready, 3 if there are no more bands, -1 if the
 *   frame is corrupt, -2 if it is unsupported
 */
export function vp8Feed(length: i32, last: i32): i32 {
  if (state !== NOTHING) take(length, last !== 0)
  return vp8Next()
}

/**
 * Continues decoding after a band.
 * @returns the same values as `vp8Feed`
 */
export function vp8Next(): i32 {
  if (state === NOTHING) return finalStatus
  const status = run()
  if (status < 0 || status === DONE) {
    state = NOTHING
    finalStatus = status
  }
  return status
}

function run(): i32 {
  if (state === START) {
    const status = enterRows()
    if (status !== READY) return status
    state = ROWS
  }
  if (y === macroblocksHigh) return isCut() ? CORRUPT : DONE
  if (x === 0) openRow()
  if (x === 0 && y > 0) advance()
  const partition = partitionState(y, partitions)
  while (x < macroblocksWide) {
    if (!holdsMacroblock()) return WANT
    if (decodeMacroblock(x, y, partition) < 0) return CORRUPT
    x++
  }
  keepLines()
  filterRow(y > 0)
  showBand(y)
  x = 0
  y++
  return BAND
}
