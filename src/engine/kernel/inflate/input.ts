/** Bytes as they are fed, and the bits taken from them, the least significant first (RFC 1951 3.1.1). */
import { block, INFLATE_INPUT } from '../blocks'

export const PIECE: usize = 65536

let piece: usize = 0

/** Bytes that are not in `bits` yet. */
export let next: usize = 0
export let end: usize = 0
/** The next `count` bits, zeros above them. */
export let bits: u64 = 0
export let count: u32 = 0

export function openInput(): void {
  next = end = piece = block(INFLATE_INPUT, PIECE)
  bits = 0
  count = 0
}

/** Address for the next piece. */
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

/** Takes over what a loop with variables of its own has left; its bits may have junk above. */
export function setInput(at: usize, someBits: u64, bitCount: u32): void {
  next = at
  count = bitCount
  bits = someBits & (((<u64>1) << bitCount) - 1)
}

/** Fills up to more than 56 bits, or all that there are. */
export function fillBits(): void {
  while (count <= 56 && next < end) {
    bits |= (<u64>load<u8>(next++)) << count
    count += 8
  }
}

/** Whether there are so many bits, at most 57. */
export function hasBits(wanted: u32): bool {
  if (count < wanted) fillBits()
  return count >= wanted
}

/** Drops bits that are there. */
export function dropBits(dropped: u32): void {
  bits >>= dropped
  count -= dropped
}

/** Takes up to 32 bits that are there. */
export function takeBits(taken: u32): u32 {
  const value = <u32>(bits & (((<u64>1) << taken) - 1))
  dropBits(taken)
  return value
}

/** Drops the rest of the bits up to a byte's border. */
export function alignBits(): void {
  dropBits(count & 7)
}

/** Copies whole bytes, at most `most`, from an aligned input. @returns how many */
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
