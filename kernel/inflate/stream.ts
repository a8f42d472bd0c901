/** Inflates a zlib (RFC 1950) or raw deflate (RFC 1951) stream as its input arrives. */
import { CORRUPT } from '../status'
import { adler, startAdler } from './adler'
import { decodeBlocks, startBlocks } from './block'
import { preparePlaces } from './copy'
import { prepareTemplates } from './entries'
import { alignBits, dropInput, hasBits, openInput, takeBits } from './input'
import { openOutput, slide, sumOutput } from './output'
import { BLOCK_DONE, DAMAGED, MORE } from './symbols'

const HEADER: i32 = 0
const BLOCKS: i32 = 1
const TRAILER: i32 = 2
const OVER: i32 = 3
const BROKEN: i32 = 4

const DEFLATE: u32 = 8
const MAX_WINDOW: u32 = 7
const DICTIONARY: u32 = 32

let part: i32 = OVER
let isWrapped: bool = false

/**
 * Begins to inflate a stream.
 * @param wrapped `true` if the stream has a zlib header and a checksum, which is then verified
 * @param room maximum output bytes that may wait until the caller reads them
 */
export function openStream(wrapped: bool, room: usize): void {
  openInput()
  openOutput(room)
  if (isDefined(COUNTING)) return
  preparePlaces()
  prepareTemplates()
  startAdler()
  startBlocks()
  isWrapped = wrapped
  part = wrapped ? HEADER : BLOCKS
}

/**
 * Inflates all input, or as much as fits into the output. Input after the stream's end is dropped.
 * @returns one of these statuses:
 * - MORE: all input was inflated into the output; the stream continues with further input.
 * - FULL: the output is full, and the caller must first read from it.
 * - BLOCK_DONE: the stream has ended.
 * - CORRUPT: the stream is damaged. The output holds the bytes before the damage.
 */
export function inflateMore(): i32 {
  slide()
  if (part === BROKEN) return CORRUPT
  if (part === HEADER) {
    if (!hasBits(16)) return MORE
    if (!isHeader(takeBits(8), takeBits(8))) return broken()
    part = BLOCKS
  }
  if (part === BLOCKS) {
    const status = decodeBlocks()
    if (isWrapped) sumOutput()
    if (status === DAMAGED) return broken()
    if (status !== BLOCK_DONE) return status
    alignBits()
    part = isWrapped ? TRAILER : OVER
  }
  if (part === TRAILER) {
    if (!hasBits(32)) return MORE
    if (bswap(takeBits(32)) !== adler()) return broken()
    part = OVER
  }
  dropInput()
  return BLOCK_DONE
}

/**
 * Returns `true` if the two bytes are a valid zlib header (RFC 1950 2.2) without a preset
 * dictionary.
 */
function isHeader(method: u32, flags: u32): bool {
  if (((method << 8) | flags) % 31 !== 0 || flags & DICTIONARY) return false
  return (method & 15) === DEFLATE && method >> 4 <= MAX_WINDOW
}

function broken(): i32 {
  part = BROKEN
  return CORRUPT
}
