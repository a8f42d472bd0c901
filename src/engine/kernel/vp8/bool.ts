/**
 * The boolean entropy decoder (RFC 6386, 7).
 *
 * Data is stored backwards, so that a little-endian load gives the next bytes in order, and zeros follow its end (7.3):
 * enough for all that is decoded before `isBeyond` is asked. `value` has the next bits at its top, then a 1 that marks their
 * end, then zeros; 32 bits are added as soon as the upper half holds the mark. `range` has its eight bits above 24 zeros. The
 * split of 7.3, 1 + ((range - 1) · probability >> 8), is the upper half of range · probability + (256 - probability << 24).
 */

/** A decoder that has taken no bits. */
export const NO_BITS: u64 = 1 << 63
/** The range at first, 255. */
export const WHOLE: u32 = 255 << 24

/** (256 - p) << 24 is this less p << 24. */
export const WHOLE_SPLIT: u64 = 1 << 32
/** Shifts by the leading zeros of an eight-bit number, less 24, are shifts by this and them, modulo 64. */
export const SHIFT: u32 = 64 - 24

/** Bytes of zeros after the first partition: the header takes at most 1056 decisions of 7 bits and numbers of 8 bits. */
export const HEADER_ZEROS: usize = 2560

export let value: u64 = NO_BITS
export let range: u32 = WHOLE
export let at: usize = 0
let end: usize = 0

/** @param from where the data begins, just below; @param to where it ends: its last byte, above zeros */
export function openBools(from: usize, to: usize): void {
  value = NO_BITS
  range = WHOLE
  at = from
  end = to
}

/** Whether a decoder with this state has used more than its data. */
export function isBeyond(value: u64, at: usize, end: usize): bool {
  return at < end && 63 - <i32>ctz(value) <= 8 * <i32>(end - at)
}

export function boolsOverran(): bool {
  return isBeyond(value, at, end)
}

/** Sets the state, of who decoded with a copy. */
export function keepBools(newValue: u64, newRange: u32, newAt: usize): void {
  value = newValue
  range = newRange
  at = newAt
}

/** A value without bits in its lower half, with 32 more bits. */
export function refilled(value: u64, at: usize): u64 {
  return (value & (value - 1)) | ((((<u64>load<u32>(at)) << 1) | 1) << (ctz(value) - 32))
}

export function readBool(probability: u64): i32 {
  if (<u32>value === 0) {
    at -= 4
    value = refilled(value, at)
  }
  let split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
  const bit = <u32>(value >> 56) >= split
  if (bit) {
    value -= (<u64>split) << 56
    split = (range >> 24) - split
  }
  range = split << clz(split)
  value <<= <u64>(clz(split) + SHIFT)
  return bit ? 1 : 0
}

/** A flag (8.1): both values are as probable. */
export function readFlag(): bool {
  return readBool(128) !== 0
}

/** An unsigned number, the highest bit first. */
export function readNumber(bits: i32): i32 {
  let number = 0
  for (let i = 0; i < bits; i++) number = (number << 1) | readBool(128)
  return number
}

/** A number with its sign, if a flag says that there is one; else 0. */
export function readOptional(bits: i32): i32 {
  if (!readFlag()) return 0
  const number = readNumber(bits)
  return readFlag() ? -number : number
}
