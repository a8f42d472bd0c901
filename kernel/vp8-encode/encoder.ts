/**
 * Encoder for VP8 key frames (RFC 6386), the payload in a lossy WebP. It takes 4:2:0 planes and
 * returns the frame in pieces.
 *
 * A pass over the picture chooses modes, quantizes and records levels. When each token's frequency
 * is known, a second pass over the records writes them.
 */
import { alloc, countedBytes, startCount } from '../heap'
import { LIMIT } from '../status'
import { openBitPrices } from './bit-prices'
import {
  clearContexts,
  contextsAbove,
  LEFT_CONTEXTS,
  openContexts,
  resetContexts,
  resetLeftContexts,
} from './contexts'
import { setThorough, thorough } from './effort'
import { FLAGS_BITS, WHOLE_BITS, writeHeader, writeModes } from './header'
import { openLevels } from './levels'
import { bySubblocks, encodeMacroblock, isEmpty, modePrice, price, recordLevels } from './macroblock'
import { isBySubblocks, isSkipped, openMacroblocks } from './macroblocks'
import { openModeContexts, resetLeftModes, resetModeContexts } from './mode-contexts'
import { openModePrices } from './mode-prices'
import {
  buffer,
  bufferEnd,
  dropFrame,
  finishFrame,
  firstPartition,
  firstPartitionEnd,
  maxFirstBytes,
  modeRoom,
  openOutput,
  pieceAddress,
  single,
  takePiece,
} from './output'
import { fillPrices, openPrices } from './prices'
import { fitProbabilities, openProbabilities, resetCounts, resetProbabilities } from './probabilities'
import { openQuantizers, QUANTIZERS_BYTES } from './quantize'
import { openSegments } from './segments'
import { beginFrame, beginRow, openSource, setPlanes } from './source'
import { MACROBLOCK_TOKENS, writeMacroblock } from './tokens'
import { CLOSING, closeWriter, openWriter, written } from './writer'

const MAX_SIDE: i32 = 16383
/**
 * Maximum macroblock count. The first partition has less than 512 KiB, and a macroblock's modes
 * take up to 12 bits there.
 */
const MAX_MACROBLOCKS: i32 = 340_000

/**
 * Macroblock counts after which the token prices are computed again: the first one, and the
 * distance from which it no longer doubles.
 */
const FIRST_FIT = 64
const LAST_FIT = 2048
/** Assumed decisions in each count from which prices are computed. */
const PRIOR: u32 = 16
/**
 * Zeros after the first partition, which `closeWriter` has written. libwebp's incremental decoder
 * refuses a frame if its reader has all bytes in the partition before the first macroblock.
 */
const PADDING: u32 = 2
/** Buffer bytes that stay free. */
const MARGIN: usize = 256

let maxMacroblocksWide: i32 = 0
let maxMacroblocks: i32 = 0
let width: i32 = 0
let height: i32 = 0
let macroblocksWide: i32 = 0
let macroblocksHigh: i32 = 0
let quality: i32 = 0

/** Address after the recorded tokens. */
let recordsEnd: usize = 0
/** Price of the recorded tokens, in 256ths of a bit. */
let recordsPrice: u64 = 0
/** `true` if each macroblock's tokens are written at once. */
let direct = false
let tokensFrom: usize = 0
let skipped: u32 = 0
/** `true` if the prices come from a first pass over the whole picture. */
let hasStatistics = false

/**
 * Opens the encoder for a picture, or for several pictures up to this size (see `vp8EncodePart`).
 * @param frameQuality 1 to 100, with the meaning that it has in libwebp
 * @param effort 0 for the fastest search; 1 for the thorough search
 * @returns 0, or -3 if the width, the height or the quality is out of range
 */
export function vp8EncodeOpen(frameWidth: i32, frameHeight: i32, frameQuality: i32, effort: i32): i32 {
  if (min(frameWidth, frameHeight) < 1 || max(frameWidth, frameHeight) > MAX_SIDE) return LIMIT
  if (frameQuality < 1 || frameQuality > 100 || effort < 0) return LIMIT
  const wide = (frameWidth + 15) >> 4
  const count = wide * ((frameHeight + 15) >> 4)
  if (count > MAX_MACROBLOCKS) return LIMIT
  takeMemory(wide, count, frameQuality)
  maxMacroblocksWide = wide
  maxMacroblocks = count
  quality = frameQuality
  setThorough(effort > 0)
  dropFrame()
  return vp8EncodePart(frameWidth, frameHeight)
}

/**
 * Sets the next picture's size. It needs at most as many macroblock columns (16 × 16 samples) and
 * as many macroblocks as the size that the encoder was opened for.
 * @returns 0, or -3 if the picture is too large
 */
export function vp8EncodePart(partWidth: i32, partHeight: i32): i32 {
  if (min(partWidth, partHeight) < 1 || max(partWidth, partHeight) > MAX_SIDE) return LIMIT
  const wide = (partWidth + 15) >> 4
  const high = (partHeight + 15) >> 4
  if (wide > maxMacroblocksWide || wide * high > maxMacroblocks) return LIMIT
  width = partWidth
  height = partHeight
  macroblocksWide = wide
  macroblocksHigh = high
  return 0
}

/**
 * Returns how many bytes `vp8EncodeOpen` allocates. Nothing else is allocated for any picture. The
 * planes are not included.
 */
export function vp8EncodeBytes(frameWidth: i32, frameHeight: i32, frameQuality: i32): f64 {
  startCount()
  return countedBytes(vp8EncodeOpen(frameWidth, frameHeight, frameQuality, 0))
}

/** Returns the maximum length in bytes of a frame's first partition, which contains the modes. */
export function vp8EncodeMaxModes(frameWidth: i32, frameHeight: i32): f64 {
  const macroblocks = <usize>((frameWidth + 15) >> 4) * <usize>((frameHeight + 15) >> 4)
  return <f64>(maxFirstBytes(macroblocks) + CLOSING + PADDING)
}

function takeMemory(wide: i32, count: i32, frameQuality: i32): void {
  openBitPrices()
  openModePrices()
  openLevels()
  openPrices()
  openProbabilities()
  openQuantizers(alloc(QUANTIZERS_BYTES))
  openContexts(wide)
  openModeContexts(wide)
  openSource(wide)
  openMacroblocks(count)
  openOutput(count, frameQuality)
}

/**
 * Encodes a picture from planes with limited range (BT.601), which are not changed. U and V have
 * half the width and height, rounded up.
 * @param y address of the first Y sample
 * @param yStride distance in bytes from one Y row to the next
 * @param u address of the first U sample
 * @param v address of the first V sample
 * @param uvStride distance in bytes from one U or V row to the next
 * @returns frame length in bytes, or -3 if there is no room for it
 */
export function vp8EncodePlanes(y: usize, yStride: i32, u: usize, v: usize, uvStride: i32): i32 {
  if (maxMacroblocks === 0) unreachable()
  dropFrame()
  setPlanes(y, yStride, u, v, uvStride)
  beginFrame(width, height)
  openSegments(macroblocksWide, macroblocksHigh, quality)
  resetProbabilities()
  fillPrices()
  hasStatistics = false
  if (thorough) takeStatistics()
  encodeMacroblocks()
  if (!direct) writeRecords(macroblocksWide * macroblocksHigh)
  const tokensLength = closeWriter()
  openWriter(firstPartition(), firstPartition(), firstPartitionEnd())
  writeHeader(skipped, macroblocksWide * macroblocksHigh)
  writeModes(macroblocksWide, macroblocksHigh)
  return finishFrame(width, height, closeWriter() + PADDING, tokensFrom, tokensLength)
}

/**
 * Takes the frame's next piece.
 * @returns piece length in bytes, at most 64 KiB; 0 after the last piece
 */
export function vp8EncodeNext(): i32 {
  return takePiece()
}

/**
 * Returns the address of the piece that `vp8EncodeNext` took last. The piece is valid until the
 * next picture.
 */
export function vp8EncodeOutput(): usize {
  return pieceAddress()
}

/**
 * Encodes the picture with the fast search, to compute token prices from its tokens. Then begins
 * the frame anew.
 */
function takeStatistics(): void {
  setThorough(false)
  encodeMacroblocks()
  setThorough(true)
  fitProbabilities(0)
  fillPrices()
  resetCounts()
  beginFrame(width, height)
  hasStatistics = true
}

/** Encodes all macroblocks, and records their levels or writes them at once. */
function encodeMacroblocks(): void {
  resetContexts()
  resetModeContexts()
  direct = false
  recordsEnd = buffer
  recordsPrice = 0
  skipped = 0
  let modeBits = modeRoom() - <i64>macroblocksWide * macroblocksHigh * (FLAGS_BITS + WHOLE_BITS)
  let index = 0
  let nextFit = FIRST_FIT
  for (let row = 0; row < macroblocksHigh; row++) {
    beginRow(row)
    resetLeftModes()
    resetLeftContexts()
    for (let column = 0; column < macroblocksWide; column++) {
      if (!direct && !hasRoom()) writeRecords(index)
      if (index === nextFit && !direct && !hasStatistics) {
        fitProbabilities(PRIOR)
        fillPrices()
        nextFit = index < LAST_FIT ? 2 * index : index + LAST_FIT
      }
      const maxModePrice = <i32>min(modeBits << 8, <i64>i32.MAX_VALUE)
      encodeMacroblock(column, row, index, maxModePrice, direct ? maxPrice() : i32.MAX_VALUE)
      modeBits -= (modePrice + 255) >> 8
      index++
      if (isEmpty) {
        skipped++
      } else if (direct) {
        writeAtOnce(column)
      } else {
        recordsEnd = recordLevels(recordsEnd, column)
        recordsPrice += price
      }
    }
  }
}

/** Returns `true` if another macroblock can be recorded, and all records can be written later. */
function hasRoom(): bool {
  const bytes = <usize>((recordsPrice + (recordsPrice >> 4)) >> 11)
  return recordsEnd + bytes + MACROBLOCK_TOKENS + MARGIN <= bufferEnd
}

/** Returns the maximum macroblock price for which the buffer still has room. */
function maxPrice(): i32 {
  const left = <i64>(bufferEnd - buffer) - written - (CLOSING + 8)
  return <i32>max(<i64>0, min(left << 11, <i64>i32.MAX_VALUE))
}

function writeAtOnce(column: i32): void {
  const above = contextsAbove(column)
  const savedAbove = v128.load(above)
  const savedLeft = v128.load(LEFT_CONTEXTS)
  recordLevels(single, column)
  v128.store(above, savedAbove)
  v128.store(LEFT_CONTEXTS, savedLeft)
  writeMacroblock(single, !bySubblocks, above, LEFT_CONTEXTS)
}

/**
 * Fits the probabilities to the recorded tokens, and writes them. All later tokens are written at
 * once.
 * @param end macroblocks that are recorded
 */
function writeRecords(end: i32): void {
  fitProbabilities(end < macroblocksWide * macroblocksHigh ? PRIOR : 0)
  fillPrices()
  tokensFrom = (recordsEnd + 3) & ~3
  openWriter(tokensFrom, buffer, bufferEnd)
  if (tokensFrom === bufferEnd) tokensFrom = buffer
  resetContexts()
  let from = buffer
  let column = 0
  resetLeftContexts()
  for (let index = 0; index < end; index++) {
    const bySubblocks = isBySubblocks(index)
    const above = contextsAbove(column)
    if (isSkipped(index)) clearContexts(above, bySubblocks)
    else from = writeMacroblock(from, !bySubblocks, above, LEFT_CONTEXTS)
    if (++column < macroblocksWide) continue
    column = 0
    resetLeftContexts()
  }
  direct = true
}
