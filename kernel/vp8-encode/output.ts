/**
 * Memory for recorded tokens and the finished frame.
 *
 * Tokens are recorded from the start of a circular buffer. When all are recorded, they are written
 * behind themselves. The writing continues at the buffer's start, where the tokens have been read.
 * If the buffer becomes too small, the tokens are written earlier. The recorded tokens then
 * determine the probabilities, and all other tokens are written at once.
 */
import { alloc, allocRows } from '../heap'
import { HEADER_BYTES } from './header'
import { MACROBLOCK_TOKENS } from './tokens'
import { CLOSING } from './writer'

/** Length in bytes of the frame tag and the start code (RFC 6386, 9.1). */
const TAG_BYTES: u32 = 10
/** Place for the frame tag, so that the first partition begins at a multiple of 4. */
const TAG_AT: usize = 2
const PARTITION_AT: usize = 12
/** Length limit for the first partition; its length has 19 bits in the frame tag. */
const MAX_FIRST_BYTES: usize = 0x7ffff
/** Bytes for a macroblock's modes. */
const MODES_BYTES: usize = 20

/** Maximum length in bytes of a frame piece. */
const PIECE: u32 = 65536

/**
 * Bytes in the circular buffer for a macroblock. Noise with the largest contrast takes 6.7 bits for
 * each of 384 coefficients at quality 90, and 8.5 bits at quality 100.
 */
const MAX_NORMAL_QUALITY = 90
const BUFFER_BYTES: usize = 352
const LARGE_BUFFER_BYTES: usize = 448
/** Buffer bytes in addition to those for macroblocks. */
const MORE: usize = 8192

let head: usize = 0
let headBytes: usize = 0
/** Address and end of the circular buffer. */
export let buffer: usize = 0
export let bufferEnd: usize = 0
/** Record for a macroblock whose tokens are written at once. */
export let single: usize = 0

/** First partition's length. Token partition's length and first address. */
let firstLength: u32 = 0
let tokensLength: u32 = 0
let tokensFrom: usize = 0
/** Frame bytes that were returned as pieces. */
let taken: u32 = 0
let piece: usize = 0

/** Returns the first partition's maximum length in bytes. */
export function maxFirstBytes(macroblocks: usize): usize {
  return min(MAX_FIRST_BYTES, HEADER_BYTES + macroblocks * MODES_BYTES)
}

export function openOutput(macroblocks: usize, quality: i32): void {
  headBytes = (PARTITION_AT + maxFirstBytes(macroblocks)) & ~3
  head = alloc(headBytes + CLOSING)
  const each = quality > MAX_NORMAL_QUALITY ? LARGE_BUFFER_BYTES : BUFFER_BYTES
  buffer = allocRows(each, macroblocks + MORE / each)
  bufferEnd = (buffer + each * (macroblocks + MORE / each)) & ~3
  single = alloc(MACROBLOCK_TOKENS + 16)
}

/** Returns the bit count in the first partition that modes may take. */
export function modeRoom(): i64 {
  return <i64>(headBytes - PARTITION_AT - HEADER_BYTES) * 8
}

/** Returns the first partition's address. */
export function firstPartition(): usize {
  return head + PARTITION_AT
}

export function firstPartitionEnd(): usize {
  return head + headBytes + CLOSING
}

/**
 * Writes the frame tag and the start code, and begins to return pieces.
 * @param length the first partition's length in bytes
 * @param from address of the token partition in the circular buffer
 * @param bytes the token partition's length in bytes
 * @returns frame length in bytes
 */
export function finishFrame(width: i32, height: i32, length: u32, from: usize, bytes: u32): i32 {
  firstLength = length
  tokensFrom = from
  tokensLength = bytes
  taken = 0
  const at = head + TAG_AT
  // A key frame with version 0 that is shown.
  const tag = 16 | (length << 5)
  store<u16>(at, <u16>tag)
  store<u8>(at, <u8>(tag >> 16), 2)
  store<u8>(at, 0x9d, 3)
  store<u16>(at, 0x2a01, 4)
  store<u16>(at, <u16>width, 6)
  store<u16>(at, <u16>height, 8)
  return <i32>(TAG_BYTES + firstLength + tokensLength)
}

/** Forgets the frame. */
export function dropFrame(): void {
  firstLength = 0
  tokensLength = 0
  taken = TAG_BYTES
}

/**
 * Takes the frame's next piece.
 * @returns piece length in bytes, at most 64 KiB; 0 after the last piece
 */
export function takePiece(): i32 {
  const first = TAG_BYTES + firstLength
  let length: u32
  if (taken < first) {
    piece = head + TAG_AT + taken
    length = min(PIECE, first - taken)
  } else {
    const offset = taken - first
    piece = tokensFrom + offset
    if (piece >= bufferEnd) piece -= bufferEnd - buffer
    length = min(PIECE, min(tokensLength - offset, <u32>(bufferEnd - piece)))
  }
  taken += length
  return <i32>length
}

/** Returns the address of the piece that was taken last. */
export function pieceAddress(): usize {
  return piece
}
