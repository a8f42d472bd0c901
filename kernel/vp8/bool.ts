/**
 * The boolean entropy decoder (RFC 6386, 7).
 *
 * Data is stored backwards in memory, so that a little-endian load returns the next bytes in order.
 * Zeros follow the data's end (RFC 6386, 7.3). There are enough zeros for everything that is
 * decoded before the next call of `isBeyond`.
 *
 * `value` holds the next data bits at its top, then a 1 as end marker, then zeros. A refill adds 32
 * bits as soon as the marker is in the upper half. `range` holds the eight bits of the decoder's
 * range above 24 zeros. In RFC 6386, 7.3, the split is 1 + ((range - 1) · probability >> 8). It
 * equals the upper half of range · probability + (256 - probability << 24).
 */

/** Initial `value` in a decoder that has not read any bits. */
export const NO_BITS: u64 = 1 << 63
/** A decoder's initial `range`: 255, above 24 zeros. */
export const WHOLE: u32 = 255 << 24

/** Constant for computing (256 - p) << 24 as `WHOLE_SPLIT` - (p << 24). */
export const WHOLE_SPLIT: u64 = 1 << 32
/**
 * Number that is added to `clz(split)` in 64-bit shifts. Shift counts are modulo 64, so the shift
 * is by `clz(split) - 24`. This is the number of leading zeros if the split is written with eight
 * bits.
 */
export const SHIFT: u32 = 64 - 24

/**
 * Zero bytes after the first partition, for headers that read beyond its end. The header takes at
 * most 1056 7-bit decisions, each with an 8-bit number, and a few smaller fields.
 */
export const HEADER_ZEROS: usize = 2560

export let value: u64 = NO_BITS
export let range: u32 = WHOLE
export let at: usize = 0
let end: usize = 0

/**
 * Begins to decode a partition. Its data is stored backwards, with zeros below the last byte.
 * @param from address just above the first byte
 * @param to the last byte's address
 */
export function openBools(from: usize, to: usize): void {
  value = NO_BITS
  range = WHOLE
  at = from
  end = to
}

/** Returns `true` if a decoder with this state has read beyond its data. */
export function isBeyond(value: u64, at: usize, end: usize): bool {
  return at < end && 63 - <i32>ctz(value) <= 8 * <i32>(end - at)
}

export function boolsOverran(): bool {
  return isBeyond(value, at, end)
}

/** Stores the decoder state after a loop that decoded with local copies of the state. */
export function keepBools(newValue: u64, newRange: u32, newAt: usize): void {
  value = newValue
  range = newRange
  at = newAt
}

/** Returns `value` with the next 32 data bits added. The lower half of `value` must be empty. */
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

/** Reads a flag, whose two values are equally probable (RFC 6386, 8.1). */
export function readFlag(): bool {
  return readBool(128) !== 0
}

/** Reads an unsigned number, most significant bit first. */
export function readNumber(bits: i32): i32 {
  let number = 0
  for (let i = 0; i < bits; i++) number = (number << 1) | readBool(128)
  return number
}

/** Reads a flag, and a signed number if the flag is set. Returns 0 if the flag is not set. */
export function readOptional(bits: i32): i32 {
  if (!readFlag()) return 0
  const number = readNumber(bits)
  return readFlag() ? -number : number
}
