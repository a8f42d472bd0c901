/** The file as it arrives. Bytes from `cursor` to `inputEnd` are unused; those before may be overwritten. */
import { alloc } from '../heap'

/** Room for the longest marker segment (T.81 B.1.1.4: a length of 16 bits) and the next piece. */
const SIZE = 98304
/** Least room for a piece, except while a long segment is incomplete. */
const ROOM = 32768
const PADDING = 16

let buffer: usize = 0
export let cursor: usize = 0
export let inputEnd: usize = 0
/** Whether the file ends at `inputEnd`. */
export let inputIsLast = false

export function openInput(): void {
  buffer = alloc(SIZE + PADDING)
  cursor = buffer
  inputEnd = buffer
  inputIsLast = false
}

/** Address for the next piece of the file, at most `jpegCapacity()` bytes. */
export function jpegInput(): usize {
  return inputEnd
}

/** Number of bytes that fit at `jpegInput()`. */
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

/** Makes room for the next piece. */
export function compact(): void {
  if (jpegCapacity() >= ROOM) return
  const length = available()
  memory.copy(buffer, cursor, length)
  cursor = buffer
  inputEnd = buffer + length
}

/** A byte after `cursor`. */
export function byteAt(offset: usize): i32 {
  return load<u8>(cursor + offset)
}

/** A big-endian number after `cursor` (T.81 B.1.1.1). */
export function wordAt(offset: usize): i32 {
  return (byteAt(offset) << 8) | byteAt(offset + 1)
}
