/**
 * Receives a VP8 frame's bytes (RFC 6386, 9.1, 9.5). The first partition is kept in memory
 * completely. A single token partition passes through a window. Several token partitions are kept
 * completely, because macroblock rows read them in turn. All partitions are stored backwards (see
 * `bool.ts`).
 */
import { block, VP8_MODE_DATA, VP8_STAGE, VP8_TOKEN_DATA } from '../blocks'
import { HEADER_ZEROS, openBools } from './bool'
import { partitions, readHeader } from './header'
import { AT, END, openPartition, partitionState } from './partition'
import { CORRUPT, READY, UNSUPPORTED, WANT } from './status'

/** Maximum piece length in bytes. */
const PIECE: usize = 32768
/**
 * Maximum length in bytes of one macroblock's coefficients in the file: 384 coefficients with 18
 * decisions, which take up to 7 bits and a sign bit each, and 25 decisions that end a block.
 */
const MACROBLOCK: usize = 6400
/**
 * Window length in bytes. A single token partition passes through the window. It has room for the
 * unread beginning of a macroblock, the next piece, and the zeros after the end.
 */
const WINDOW: usize = MACROBLOCK + PIECE + MACROBLOCK

export const TAG_BYTES: usize = 10
const TAG: usize = memory.data(10)

/** Bytes in which a partition's length is stored (RFC 6386, 9.5). */
const SIZE_BYTES: usize = 3

let stage: usize = 0
/** Frame length in bytes, as stated by its container, and number of bytes received so far. */
let total: usize = 0
let received: usize = 0
let ended = false
/** Status after the bytes received so far: READY or an error. */
let failure: i32 = READY

let frameWidth: i32 = 0
let frameHeight: i32 = 0
let firstBytes: usize = 0
/**
 * Address just above the first partition's first byte (the partition is stored backwards), and
 * number of the partition's bytes that have not been received.
 */
let modeTop: usize = 0
let missing: usize = 0
let started = false

/**
 * Addresses for the token data, which is stored backwards: where its buffer starts, just above its
 * first byte, and at the last byte received so far.
 */
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

/**
 * Returns the address to which the caller writes the frame's next piece, at most `vp8Capacity()`
 * bytes.
 */
export function vp8Input(): usize {
  return stage
}

/**
 * Returns the maximum number of bytes that the caller may write to `vp8Input()`, at most 32,768.
 */
export function vp8Capacity(): i32 {
  let room = PIECE
  if (started && partitions === 1) room = min(room, WINDOW - MACROBLOCK - unread())
  return <i32>room
}

function unread(): usize {
  return load<usize>(partitionState(0, 1), AT) - low
}

/** Takes the piece at `vp8Input()`. Bytes after the frame are ignored. */
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

/** Returns `true` if no more frame bytes will arrive. */
function isComplete(): bool {
  return ended || received === total
}

/**
 * Takes bytes that belong to one part of the frame: the frame tag, the first partition or the token
 * partitions.
 * @returns the number of bytes taken
 */
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

/**
 * Reads the frame tag, the start code, and the width and height (RFC 6386, 9.1). The upper two bits
 * in width and height request scaling and are ignored.
 */
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
  takeFirst(firstBytes)
  memory.fill(modeTop - firstBytes - HEADER_ZEROS, 0, HEADER_ZEROS)
  return READY
}

/** Allocates the first partition's buffer, which has `bytes` bytes. */
export function takeFirst(bytes: usize): void {
  modeTop = block(VP8_MODE_DATA, HEADER_ZEROS + bytes) + HEADER_ZEROS + bytes
}

/** Allocates the buffer for the token partitions: a window if there is only one, otherwise all. */
export function takeTokenData(tokenBytes: usize, parts: i32): void {
  const bytes = parts === 1 ? WINDOW : tokenBytes + <usize>parts * MACROBLOCK
  tokens = block(VP8_TOKEN_DATA, bytes)
  top = tokens + bytes
  low = top
}

/**
 * Maximum length in bytes of the first partition, whose length has 19 bits in the file (RFC 6386,
 * 9.1).
 */
const MAX_FIRST_BYTES: usize = 0x7ffff
const MAX_PARTITIONS: i32 = 8

/**
 * Returns the maximum number of frame bytes that the decoder can use. Any further bytes have no
 * meaning.
 */
export function vp8MaxFrame(width: i32, height: i32): f64 {
  const macroblocks = <f64>((width + 15) >> 4) * <f64>((height + 15) >> 4)
  const before = TAG_BYTES + MAX_FIRST_BYTES + <usize>MAX_PARTITIONS * SIZE_BYTES
  return <f64>before + macroblocks * <f64>MACROBLOCK
}

/**
 * Allocates the maximum that any division of `data` bytes into partitions needs. `sizes.wasm`
 * counts it as an upper bound.
 */
export function takeMost(data: usize): void {
  // If there are several token partitions, the two blocks together may take up to 16 bytes more
  // than a single block for all bytes, because each is rounded up.
  const held = HEADER_ZEROS + data + 16 + <usize>MAX_PARTITIONS * MACROBLOCK
  const windowed = HEADER_ZEROS + min(data, MAX_FIRST_BYTES) + WINDOW
  block(VP8_MODE_DATA, 0)
  block(VP8_TOKEN_DATA, max(held, windowed))
}

/**
 * Reads the frame header once the first partition is complete, and allocates the buffer for the
 * token partitions.
 */
function start(): i32 {
  openBools(modeTop, modeTop - firstBytes)
  const status = readHeader()
  if (status !== READY) return status
  takeTokenData(total - TAG_BYTES - firstBytes, partitions)
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

/** Moves the token window's unread bytes up, unless `count` bytes already fit below them. */
function makeRoom(count: usize): void {
  if (low - tokens >= count) return
  const state = partitionState(0, 1)
  const length = unread()
  memory.copy(top - length, low, length)
  low = top - length
  store<usize>(state, top, AT)
  store<usize>(state, low, END)
}

/** Stores bytes in reverse order, so that the first byte lies just below the address `end`. */
function storeBackwards(from: usize, count: usize, end: usize): void {
  for (; count >= 16; count -= 16) {
    const bytes = v128.load(from)
    from += 16
    end -= 16
    v128.store(end, i8x16.shuffle(bytes, bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0))
  }
  for (; count > 0; count--) store<u8>(--end, load<u8>(from++))
}

/** Returns `true` if the file ended before the frame was complete. */
export function isCut(): bool {
  return ended && received < total
}

/**
 * Prepares the token partitions so that the first macroblock can be decoded.
 * @returns READY, or WANT if more input is needed, or an error
 */
export function enterRows(): i32 {
  if (failure !== READY) return failure
  if (!started) return ended ? CORRUPT : WANT
  if (partitions === 1) return READY
  if (received < total) return ended ? CORRUPT : WANT
  return findPartitions()
}

/**
 * Reads the lengths of all partitions but the last (RFC 6386, 9.5). It moves the partitions apart
 * to make room for zeros after each partition. As in libwebp, a partition may be cut off, but the
 * last one must have at least one byte.
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

/**
 * Returns `true` if the next macroblock can be decoded: enough bytes have arrived for the longest
 * possible macroblock, or no more bytes will arrive.
 */
export function holdsMacroblock(): bool {
  return partitions > 1 || isComplete() || unread() >= MACROBLOCK
}
