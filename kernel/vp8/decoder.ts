/**
 * Decoder for VP8 key frames (RFC 6386). It returns planes as they are stored: Y, and U and V with
 * half the width and height. Bands of rows are returned while the bytes arrive. Frames with several
 * token partitions must arrive completely first.
 */
import { countedBytes, startCount } from '../heap'
import { filterRow } from './filter-row'
import { advance, keepLines, macroblocksHigh, macroblocksWide, openFrame, showBand } from './frame'
import { partitions } from './header'
import {
  enterRows,
  holdsMacroblock,
  isCut,
  openInput,
  TAG_BYTES,
  take,
  takeFirst,
  takeMost,
  takeTokenData,
} from './input'
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
 * Begins to decode a frame. The arguments come from the frame's container.
 * @param width picture width in samples
 * @param bytes frame length in bytes
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
 * Counts the bytes that are allocated for a frame, by `vp8Open` and after its header is read.
 * @param bytes frame length in bytes
 * @param firstBytes length of the first partition in bytes
 * @param parts token partitions
 */
export function vp8Bytes(width: i32, height: i32, bytes: i32, firstBytes: i32, parts: i32): f64 {
  startCount()
  if (vp8Open(width, height, bytes) < 0) return countedBytes()
  const data = <usize>bytes - TAG_BYTES
  const first = min(<usize>firstBytes, data)
  takeFirst(first)
  takeTokenData(data - first, parts)
  return countedBytes()
}

/**
 * Returns the maximum number of bytes that are allocated for a frame with this length, whatever the
 * lengths and number of its partitions.
 */
export function vp8MaxBytes(width: i32, height: i32, bytes: i32): f64 {
  startCount()
  if (vp8Open(width, height, bytes) < 0) return countedBytes()
  takeMost(<usize>bytes - TAG_BYTES)
  return countedBytes()
}

/**
 * Takes `length` frame bytes at `vp8Input()`, and continues to decode.
 * @param last 1 if the file ends with these bytes
 * @returns 0: more input is needed; 2: a band is ready; 3: no more bands; negative: the frame is
 *   corrupt (-1) or unsupported (-2)
 */
export function vp8Feed(length: i32, last: i32): i32 {
  if (state !== NOTHING) take(length, last !== 0)
  return vp8Next()
}

/**
 * Continues decoding after `vp8Feed` or `vp8Next` has reported a band.
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
