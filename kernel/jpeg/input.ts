/**
 * Buffer for the file while it arrives. The bytes from `cursor` to `inputEnd` are still to be read.
 * The bytes before `cursor` may be overwritten.
 */
import { alloc } from '../heap'

/**
 * Buffer length in bytes: 64 KiB for the longest marker segment (16-bit length, T.81 B.1.1.4), and
 * 32 KiB for a file piece.
 */
const SIZE = 98304
/**
 * Bytes that the caller can usually write as the next piece. There may be less room while a long
 * segment is incomplete.
 */
const ROOM = 32768
const PADDING = 16

let buffer: usize = 0
export let cursor: usize = 0
export let inputEnd: usize = 0
/** `true` if the file ends at `inputEnd`. */
export let inputIsLast = false

export function openInput(): void {
  buffer = alloc(SIZE + PADDING)
  cursor = buffer
  inputEnd = buffer
  inputIsLast = false
}

/** Returns the address for the file's next piece, which may have up to `jpegCapacity()` bytes. */
export function jpegInput(): usize {
  return inputEnd
}

/** Returns the maximum number of bytes in the next piece. */
export function jpegCapacity(): i32 {
  return <i32>(buffer + SIZE - inputEnd)
}

export function append(length: i32, last: bool): void {
  inputEnd += length
  inputIsLast = last
}

export function moveTo(position: usize): void {
  cursor = position
}

export function available(): usize {
  return inputEnd - cursor
}

/** Moves the unread bytes to the buffer's start if there is little room for the next piece. */
export function compact(): void {
  if (jpegCapacity() >= ROOM) return
  const length = available()
  memory.copy(buffer, cursor, length)
  cursor = buffer
  inputEnd = buffer + length
}

/** Returns the byte at `offset` after `cursor`. */
export function byteAt(offset: usize): i32 {
  return load<u8>(cursor + offset)
}

/** Returns the big-endian 16-bit number at `offset` after `cursor` (T.81 B.1.1.1). */
export function wordAt(offset: usize): i32 {
  return (byteAt(offset) << 8) | byteAt(offset + 1)
}
