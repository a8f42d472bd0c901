/**
 * The bitstream, lowest bits first (RFC 9649, 3.3). `bits` has the next `count` bits; `cursor` is the first byte that
 * is not in it completely. Nothing is loaded beyond the bytes that were fed, except zeros after the last ones.
 */
import { block, VP8L_INPUT } from '../blocks'

const SIZE: usize = 73728
/** Zeros after the last byte. */
export const PADDING: usize = 64
/** Bytes beyond `cursor` that a pixel may touch, in three refills. */
const PIXEL: usize = 24

let buffer: usize = 0
export let cursor: usize = 0
export let bits: u64 = 0
export let count: i32 = 0
export let inputEnd: usize = 0
export let inputIsLast: bool = false
/** Pixels may be decoded while `cursor` is below. */
export let safeEnd: usize = 0

export function openInput(): void {
  buffer = block(VP8L_INPUT, SIZE + PADDING)
  start(buffer, buffer, false)
}

/** Reads a block that has everything, and `PADDING` zeros after it. */
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

/** Makes room for the next piece. */
export function compact(): void {
  if (inputIsLast) return
  const length = inputEnd - cursor
  memory.copy(buffer, cursor, length)
  cursor = buffer
  setEnd(buffer + length, false)
}

/** Whether a step that reads up to `bytes` bytes can run. */
export function has(bytes: usize): bool {
  return inputIsLast || cursor + bytes + 16 <= inputEnd
}

/** Whether bits beyond the last byte were used. */
export function overran(): bool {
  return cursor > inputEnd && <i32>(cursor - inputEnd) * 8 > count
}

/** At least 24 bits are in `bits` afterwards. @param n up to 32 */
export function readBits(n: i32): i32 {
  // Zeros go on where the last byte is far behind.
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

/** Continues where a loop with copies of the state has stopped. */
export function settle(at: usize, rest: u64, left: i32): void {
  cursor = at
  bits = rest
  count = left
}
