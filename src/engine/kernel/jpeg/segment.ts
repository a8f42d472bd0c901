/**
 * The current entropy-coded segment (T.81 B.1.1.5): its bytes without the zeros stuffed after 0xFF (F.1.2.3), in a
 * window, and the position of the next bit.
 *
 * The window has the bytes in reverse, so that a little-endian load of the eight bytes below `at` has the first one on
 * top, as the bit register needs it. It contains no markers, so that refills need no check: `bits` has the next `count`
 * bits on top, and below them bits that the next refill loads again.
 */
import { alloc } from '../heap'
import { available, cursor, inputEnd, inputIsLast, moveTo } from './input'

const SIZE = 16384
/**
 * Bytes that must be available before an MCU is decoded, so that it never has to stop: at most 10 blocks (B.2.3) of 64
 * codes of 16 bits, each with up to 15 bits more, and the eight of a refill.
 */
const MCU_BYTES: isize = (10 * 64 * 31) / 8 + 8
/** Vectors are written whole, and a segment that ends too early is detected after the MCU. */
const PADDING = 2560
const VECTOR: usize = 16

let floor: usize = 0
let top: usize = 0
let low: usize = 0
/** Whether all bytes of the segment are in the window: a marker is at `cursor`, or the file ends. */
let segmentEnded = false

export let bits: u64 = 0
export let count: i32 = 0
/** Address above the next byte for the register. */
export let at: usize = 0

export function openSegments(): void {
  const window = alloc(PADDING + SIZE)
  floor = window + PADDING
  top = floor + SIZE
}

/** Begins a segment at `cursor`. */
export function startSegment(): void {
  low = top
  at = top
  bits = 0
  count = 0
  segmentEnded = false
}

/** Stores the position after a block. */
export function setBits(newBits: u64, newCount: i32, newAt: usize): void {
  bits = newBits
  count = newCount
  at = newAt
}

/** Fills the register to at least 56 bits. */
export function refill(): void {
  bits |= load<u64>(at - 8) >> <u64>(<u32>count)
  at -= (63 - count) >> 3
  count |= 56
}

/** Skips bits of the register. */
export function pass(n: u32): void {
  bits <<= <u64>n
  count -= n
}

/** The first bits of a register as a number; 0 for none. */
export function leading(register: u64, n: u32): i32 {
  return <i32>((register >> 1) >> <u64>(63 - n))
}

/** The signed value of the first bits of a register (F.2.2.1, RECEIVE and EXTEND). */
export function receive(register: u64, size: u32): i32 {
  const negative = ~(<i32>(<i64>register >> 63))
  return leading(register, size) - (negative & ((1 << size) - 1))
}

/** Whether the next MCU can be decoded without further input. */
export function holdsMcu(): bool {
  if (segmentEnded || <isize>(at - low) >= MCU_BYTES) return true
  fill()
  return segmentEnded || <isize>(at - low) >= MCU_BYTES
}

/** Whether more bits were taken than the segment has. */
export function overran(): bool {
  return <isize>(at - low) * 8 + count < 0
}

/** Drops the rest of the segment. @returns whether its end has arrived */
export function skipSegment(): bool {
  while (!segmentEnded) {
    at = low
    const before = available()
    fill()
    if (available() === before && !segmentEnded) return false
  }
  return true
}

function fill(): void {
  const left = at - low
  memory.copy(top - left, low, left)
  low = top - left
  at = top
  while (low - floor >= VECTOR && !segmentEnded) {
    if (available() >= VECTOR) {
      const stuffed = copyVector()
      if (!stuffed) continue
    }
    if (!copyByte()) return
  }
}

/** Copies up to the next 0xFF. @returns whether there is one in the vector */
function copyVector(): bool {
  const vector = v128.load(cursor)
  const marks = i8x16.bitmask(i8x16.eq(vector, i8x16.splat(-1)))
  const length: usize = marks === 0 ? VECTOR : ctz(marks)
  v128.store(
    low - VECTOR,
    i8x16.shuffle(vector, vector, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
  )
  low -= length
  moveTo(cursor + length)
  return marks !== 0
}

/** Copies one byte, or finds the marker that ends the segment. @returns false where more input is needed */
function copyByte(): bool {
  if (cursor === inputEnd) {
    segmentEnded = inputIsLast
    return false
  }
  let next = cursor + 1
  if (load<u8>(cursor) === 0xff) {
    // Any number of 0xFF may precede a marker (B.1.1.2).
    while (next < inputEnd && load<u8>(next) === 0xff) next++
    if (next === inputEnd) {
      moveTo(next - 1)
      segmentEnded = inputIsLast
      return false
    }
    if (load<u8>(next) !== 0) {
      moveTo(next - 1)
      segmentEnded = true
      return true
    }
    next++
  }
  low--
  store<u8>(low, load<u8>(cursor))
  moveTo(next)
  return true
}
