/**
 * Reads the bitstream, lowest bits first (RFC 9649, 3.3). `bits` holds the next `count` bits.
 * `cursor` is the address of the first byte that is not completely in `bits`. The reader loads only
 * bytes that have been received, and zeros after the stream's last byte.
 */
import { block, VP8L_INPUT } from '../blocks'

const SIZE: usize = 73728
/** Zero bytes after the input's last byte, which may be read if the stream is cut off. */
export const PADDING: usize = 64
/** Maximum bytes from `cursor` on that decoding one pixel reads, in three refills. */
const PIXEL: usize = 24

let buffer: usize = 0
export let cursor: usize = 0
export let bits: u64 = 0
export let count: i32 = 0
export let inputEnd: usize = 0
export let inputIsLast: bool = false
/**
 * Address below which `cursor` must lie before a pixel is decoded, so that all its bytes are
 * available.
 */
export let safeEnd: usize = 0

export function openInput(): void {
  buffer = block(VP8L_INPUT, SIZE + PADDING)
  start(buffer, buffer, false)
}

/** Reads from a buffer that holds the complete input, followed by `PADDING` zeros. */
export function openWhole(from: usize, to: usize): void {
  start(from, to, true)
}

function start(from: usize, to: usize, last: bool): void {
  cursor = from
  bits = 0
  count = 0
  setEnd(to, last)
}

function setEnd(end: usize, last: bool): void {
  inputEnd = end
  inputIsLast = last
  safeEnd = last ? end + 8 : end - PIXEL
}

export function inputAddress(): usize {
  return inputEnd
}

export function inputRoom(): i32 {
  return <i32>(buffer + SIZE - inputEnd)
}

export function append(length: i32, last: bool): void {
  if (<u32>length > <u32>inputRoom()) unreachable()
  const end = inputEnd + length
  if (last) memory.fill(end, 0, PADDING)
  setEnd(end, last)
}

/** Moves the unread bytes to the buffer's start, to make room for the next piece. */
export function compact(): void {
  if (inputIsLast) return
  const length = inputEnd - cursor
  memory.copy(buffer, cursor, length)
  cursor = buffer
  setEnd(buffer + length, false)
}

/** Returns `true` if enough input is available for a step that reads up to `bytes` bytes. */
export function has(bytes: usize): bool {
  return inputIsLast || cursor + bytes + 16 <= inputEnd
}

/** Returns `true` if more bits have been read than the input contains. */
export function overran(): bool {
  return cursor > inputEnd && <i32>(cursor - inputEnd) * 8 > count
}

/**
 * Reads up to 32 bits. Afterwards `bits` still holds at least 24 bits.
 * @param n bits to read
 */
export function readBits(n: i32): i32 {
  // If `cursor` lies far after the last byte, nothing is loaded, and all further bits are zeros.
  if (cursor < inputEnd + 16) {
    bits |= load<u64>(cursor) << count
    cursor += (63 - count) >> 3
  }
  const value = <i32>(bits & (((<u64>1) << n) - 1))
  bits >>= n
  count = (count | 56) - n
  return value
}

export function skip(n: i32): void {
  bits >>= n
  count -= n
}

/** Stores the reading position after a loop that kept it in local variables for speed. */
export function settle(at: usize, rest: u64, left: i32): void {
  cursor = at
  bits = rest
  count = left
}
