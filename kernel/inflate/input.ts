/**
 * A deflate stream's input buffer, and the bits taken from it, least significant bit first (RFC
 * 1951 3.1.1).
 */
import { block, INFLATE_INPUT } from '../blocks'

export const PIECE: usize = 65536

let piece: usize = 0

/**
 * Address of the first input byte that has not been loaded into `bits`, and address of the input's
 * end.
 */
export let next: usize = 0
export let end: usize = 0
/** The input's next `count` bits, from the lowest bit on. The bits above them are 0. */
export let bits: u64 = 0
export let count: u32 = 0

export function openInput(): void {
  next = end = piece = block(INFLATE_INPUT, PIECE)
  bits = 0
  count = 0
}

/** Returns the address to which the caller writes the input's next piece. */
export function inputAddress(): usize {
  return next === end ? piece : end
}

export function inputCapacity(): usize {
  return piece + PIECE - inputAddress()
}

export function takeInput(length: usize): void {
  if (length > inputCapacity()) unreachable()
  if (next === end) next = end = piece
  end += length
}

/**
 * Stores the reading position from a loop that kept it in local variables for speed. The bits in
 * `someBits` above `bitCount` may be garbage and are cleared.
 */
export function setInput(at: usize, someBits: u64, bitCount: u32): void {
  next = at
  count = bitCount
  bits = someBits & (((<u64>1) << bitCount) - 1)
}

/** Loads bytes until `bits` holds more than 56 bits, or all bits that are left. */
export function fillBits(): void {
  while (count <= 56 && next < end) {
    bits |= (<u64>load<u8>(next++)) << count
    count += 8
  }
}

/** Returns `true` if `wanted` bits are available, at most 57. Loads more bytes if necessary. */
export function hasBits(wanted: u32): bool {
  if (count < wanted) fillBits()
  return count >= wanted
}

/** Drops bits from `bits`. The caller must know that they are available. */
export function dropBits(dropped: u32): void {
  bits >>= dropped
  count -= dropped
}

/** Returns up to 32 bits and drops them. The caller must know that they are available. */
export function takeBits(taken: u32): u32 {
  const value = <u32>(bits & (((<u64>1) << taken) - 1))
  dropBits(taken)
  return value
}

/** Drops the bits before the next byte boundary. */
export function alignBits(): void {
  dropBits(count & 7)
}

/**
 * Copies at most `most` input bytes. The reading position must be at a byte boundary.
 * @returns the number of copied bytes
 */
export function copyBytes(to: usize, most: usize): usize {
  let copied: usize = 0
  for (; count !== 0 && copied < most; copied++) store<u8>(to + copied, takeBits(8))
  const rest = min(most - copied, end - next)
  memory.copy(to + copied, next, rest)
  next += rest
  return copied + rest
}

export function dropInput(): void {
  next = end
  bits = 0
  count = 0
}
