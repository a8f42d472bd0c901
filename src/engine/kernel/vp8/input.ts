/**
 * The frame as it arrives (RFC 6386, 9.1, 9.5). The first partition is held. One partition of tokens goes through a window;
 * of several, which macroblock rows read by turns, all are held. Both are stored backwards, see `bool.ts`.
 */
import { block, VP8_MODE_DATA, VP8_STAGE, VP8_TOKEN_DATA } from '../blocks'
import { HEADER_ZEROS, openBools } from './bool'
import { partitions, readHeader } from './header'
import { AT, END, openPartition, partitionState } from './partition'
import { CORRUPT, READY, UNSUPPORTED, WANT } from './status'

/** Most bytes of a piece. */
const PIECE: usize = 32768
/**
 * Most bytes of the coefficients of a macroblock: 384 of them, each of 18 decisions of up to 7 bits and a sign, and 25 ends
 * of blocks.
 */
const MACROBLOCK: usize = 6400
/** Room for the beginning of a macroblock, the next piece, and the zeros after the end. */
const WINDOW: usize = MACROBLOCK + PIECE + MACROBLOCK

const TAG_BYTES: usize = 10
const TAG: usize = memory.data(10)

/** Bytes of each size of a partition (9.5). */
const SIZE_BYTES: usize = 3

let stage: usize = 0
/** Bytes of the frame, by its container, and those that have arrived. */
let total: usize = 0
let received: usize = 0
let ended = false
/** What is wrong with the bytes so far. */
let failure: i32 = READY

let frameWidth: i32 = 0
let frameHeight: i32 = 0
let firstBytes: usize = 0
/** The end of the first partition's data, where it begins, and how much is missing. */
let modeTop: usize = 0
let missing: usize = 0
let started = false

/** The tokens: their block, where the data begins, just below, and where it ends so far. */
let tokens: usize = 0
let top: usize = 0
let low: usize = 0

export function openInput(width: i32, height: i32, bytes: i32): i32 {
  frameWidth = width
  frameHeight = height
  total = <usize>bytes
  received = 0
  ended = false
  failure = READY
  firstBytes = 0
  started = false
  if (bytes < <i32>TAG_BYTES + 2) return CORRUPT
  stage = block(VP8_STAGE, PIECE)
  return READY
}

/** Address for the next piece of the frame, at most `vp8Capacity()` bytes. */
export function vp8Input(): usize {
  return stage
}

/** Number of bytes that fit at `vp8Input()`; at most 32,768. */
export function vp8Capacity(): i32 {
  let room = PIECE
  if (started && partitions === 1) room = min(room, WINDOW - MACROBLOCK - unread())
  return <i32>room
}

function unread(): usize {
  return load<usize>(partitionState(0, 1), AT) - low
}

/** Takes the piece at `vp8Input()`; bytes after the frame are ignored. */
export function take(length: i32, last: bool): void {
  if (isComplete()) return
  let left = min(<usize>max(0, min(length, vp8Capacity())), total - received)
  let from = stage
  if (last) ended = true
  while (left > 0 && failure === READY) {
    const used = takePart(from, left)
    from += used
    left -= used
    received += used
  }
  if (isComplete() && started && partitions === 1) {
    makeRoom(MACROBLOCK)
    memory.fill(low - MACROBLOCK, 0, MACROBLOCK)
  }
}

/** Whether no more bytes will come. */
function isComplete(): bool {
  return ended || received === total
}

/** Takes bytes of one part of the frame. @returns how many */
function takePart(from: usize, left: usize): usize {
  if (received < TAG_BYTES) {
    const count = min(left, TAG_BYTES - received)
    memory.copy(TAG + received, from, count)
    if (received + count === TAG_BYTES) failure = readTag()
    return count
  }
  if (missing > 0) {
    const count = min(left, missing)
    storeBackwards(from, count, modeTop - (firstBytes - missing))
    missing -= count
    if (missing === 0) failure = start()
    return count
  }
  takeTokens(from, left)
  return left
}

/** The frame tag, the start code and the size (9.1), whose upper two bits ask for scaling. */
function readTag(): i32 {
  const tag = <i32>load<u16>(TAG) | ((<i32>load<u8>(TAG, 2)) << 16)
  const keyFrame = (tag & 1) === 0
  const version = (tag >> 1) & 7
  const shown = (tag & 16) !== 0
  if (!keyFrame || version > 3 || !shown) return UNSUPPORTED
  if (load<u8>(TAG, 3) !== 0x9d || load<u16>(TAG, 4) !== 0x2a01) return CORRUPT
  if ((load<u16>(TAG, 6) & 0x3fff) !== frameWidth || (load<u16>(TAG, 8) & 0x3fff) !== frameHeight)
    return CORRUPT
  firstBytes = tag >> 5
  missing = firstBytes
  if (firstBytes === 0 || TAG_BYTES + firstBytes >= total) return CORRUPT
  modeTop = block(VP8_MODE_DATA, HEADER_ZEROS + firstBytes) + HEADER_ZEROS + firstBytes
  memory.fill(modeTop - firstBytes - HEADER_ZEROS, 0, HEADER_ZEROS)
  return READY
}

/** Reads the header, once the first partition is complete, and makes room for the tokens. */
function start(): i32 {
  openBools(modeTop, modeTop - firstBytes)
  const status = readHeader()
  if (status !== READY) return status
  const tokenBytes = total - TAG_BYTES - firstBytes
  const bytes = partitions === 1 ? WINDOW : tokenBytes + <usize>partitions * MACROBLOCK
  tokens = block(VP8_TOKEN_DATA, bytes)
  top = tokens + bytes
  low = top
  if (partitions === 1) openPartition(0, top, low)
  started = true
  return READY
}

function takeTokens(from: usize, count: usize): void {
  if (partitions === 1) makeRoom(count)
  storeBackwards(from, count, low)
  low -= count
  if (partitions === 1) store<usize>(partitionState(0, 1), low, END)
}

/** Moves what is unread of the window up, unless so many bytes fit below. */
function makeRoom(count: usize): void {
  if (low - tokens >= count) return
  const state = partitionState(0, 1)
  const length = unread()
  memory.copy(top - length, low, length)
  low = top - length
  store<usize>(state, top, AT)
  store<usize>(state, low, END)
}

/** Stores bytes below `end`, the first one last. */
function storeBackwards(from: usize, count: usize, end: usize): void {
  for (; count >= 16; count -= 16) {
    const bytes = v128.load(from)
    from += 16
    end -= 16
    v128.store(end, i8x16.shuffle(bytes, bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0))
  }
  for (; count > 0; count--) store<u8>(--end, load<u8>(from++))
}

/** Whether the file ended before the frame did. */
export function isCut(): bool {
  return ended && received < total
}

/** Gets ready for the first macroblock. */
export function enterRows(): i32 {
  if (failure !== READY) return failure
  if (!started) return ended ? CORRUPT : WANT
  if (partitions === 1) return READY
  if (received < total) return ended ? CORRUPT : WANT
  return findPartitions()
}

/**
 * Reads the sizes of all partitions but the last (9.5), and moves them apart for the zeros after each. As in libwebp, one
 * may be cut; the last has a byte.
 */
function findPartitions(): i32 {
  const sizes = SIZE_BYTES * <usize>(partitions - 1)
  if (top - low <= sizes) return CORRUPT
  const last = partitions - 1
  let from = top - sizes
  for (let i = 0; i < last; i++) {
    const at = top - SIZE_BYTES * <usize>(i + 1)
    const size = <usize>load<u8>(at, 2) | ((<usize>load<u8>(at, 1)) << 8) | ((<usize>load<u8>(at)) << 16)
    const to = from - min(size, from - low)
    openPartition(i, from, to)
    from = to
  }
  if (from === low) return CORRUPT
  openPartition(last, from, low)
  for (let i = last; i >= 0; i--) {
    const state = partitionState(i, partitions)
    const start = load<usize>(state, AT)
    const to = load<usize>(state, END)
    const distance = <usize>i * MACROBLOCK
    memory.copy(to - distance, to, start - to)
    memory.fill(to - distance - MACROBLOCK, 0, MACROBLOCK)
    openPartition(i, start - distance, to - distance)
  }
  return READY
}

/** Whether the bytes of a macroblock have arrived. */
export function holdsMacroblock(): bool {
  return partitions > 1 || isComplete() || unread() >= MACROBLOCK
}
