/**
 * Reads the current entropy-coded segment bit by bit (T.81 B.1.1.5). A window holds the segment's
 * bytes, without the zeros that are stuffed after 0xFF (F.1.2.3).
 *
 * The window has the bytes in reverse order. A little-endian load of the eight bytes below `at`
 * then has the first byte in the highest bits, as the bit register needs it. The window contains no
 * markers, so a refill needs no check. The highest `count` bits in the register `bits` are the
 * segment's next bits. The next refill loads the bits below them again.
 */
import { alloc } from '../heap'
import { available, cursor, inputEnd, inputIsLast, moveTo } from './input'

const SIZE = 16384
/**
 * Bytes that must be in the window before an MCU is decoded, so that decoding never has to stop
 * within an MCU. An MCU has at most 10 blocks (B.2.3) with 64 codes each. A code has up to 16 bits
 * and 15 value bits. A refill reads 8 bytes more.
 */
const MCU_BYTES: isize = (10 * 64 * 31) / 8 + 8
/**
 * Bytes in memory below the window, which are read instead of data if a segment ends too early. The
 * early end is detected only after the last MCU has been decoded.
 */
const PADDING = 2560
const VECTOR: usize = 16

let floor: usize = 0
let top: usize = 0
let low: usize = 0
/**
 * `true` if the window has the segment's remaining bytes: a marker is at `cursor`, or the file ends
 * there.
 */
let segmentEnded = false

export let bits: u64 = 0
export let count: i32 = 0
/**
 * Address just above the next byte that a refill loads into the bit register. Reading moves it
 * downwards, because the window is in reverse order.
 */
export let at: usize = 0

export function openSegments(): void {
  const window = alloc(PADDING + SIZE)
  floor = window + PADDING
  top = floor + SIZE
}

/** Starts to read an entropy-coded segment at `cursor`. */
export function startSegment(): void {
  low = top
  at = top
  bits = 0
  count = 0
  segmentEnded = false
}

/** Stores the bit register's state after a block was decoded with local copies. */
export function setBits(newBits: u64, newCount: i32, newAt: usize): void {
  bits = newBits
  count = newCount
  at = newAt
}

/** Fills the bit register, which then has at least 56 bits. */
export function refill(): void {
  bits |= load<u64>(at - 8) >> <u64>(<u32>count)
  at -= (63 - count) >> 3
  count |= 56
}

/** Removes the first `n` bits from the bit register. */
export function pass(n: u32): void {
  bits <<= <u64>n
  count -= n
}

/** Returns a bit register's first `n` bits as a number; 0 if `n` is 0. */
export function leading(register: u64, n: u32): i32 {
  return <i32>((register >> 1) >> <u64>(63 - n))
}

/** Returns the signed value of a bit register's first `size` bits (F.2.2.1, RECEIVE and EXTEND). */
export function receive(register: u64, size: u32): i32 {
  const negative = ~(<i32>(<i64>register >> 63))
  return leading(register, size) - (negative & ((1 << size) - 1))
}

/** `true` if the next MCU can be decoded without further input. Fills the window if necessary. */
export function holdsMcu(): bool {
  if (segmentEnded || <isize>(at - low) >= MCU_BYTES) return true
  fill()
  return segmentEnded || <isize>(at - low) >= MCU_BYTES
}

/** `true` if more bits were read than the segment has. */
export function overran(): bool {
  return <isize>(at - low) * 8 + count < 0
}

/**
 * Skips the rest of the segment.
 * @returns `true` if the segment's end was reached; `false` if more input is needed
 */
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

/**
 * Copies up to 16 file bytes into the window. It stops before the first 0xFF.
 * @returns `true` if the 16 bytes contain 0xFF
 */
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

/**
 * Copies one file byte into the window, or finds the marker that ends the segment.
 * @returns `false` at the input's end
 */
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
