/**
 * The boolean entropy decoder (RFC 6386, 7).
 *
 * Data is stored backwards, so that a little-endian load gives the next bytes in order. `value` has the next bits at its
 * top, then a 1 that marks their end, then zeros; 32 bits are added as soon as the upper half holds the mark. `range` has
 * its eight bits above 24 zeros. The split of 7.3, 1 + ((range - 1) · probability >> 8), is the upper half of
 * range · probability + (256 - probability << 24).
 */

/** A decoder that has taken no bits. */
export const NO_BITS: u64 = 1 << 63
/** The range at first, 255. */
export const WHOLE: u64 = 0xff000000

export let value: u64 = NO_BITS
export let range: u64 = WHOLE
export let at: usize = 0
export let limit: usize = 0
/** Bytes that were taken as zeros after the end. */
let missing: i32 = 0

/** @param from where the data begins, just below; @param to where it ends: its last byte */
export function openBools(from: usize, to: usize): void {
  value = NO_BITS
  range = WHOLE
  at = from
  limit = to
  missing = 0
}

/** The last bytes of some data, and zeros for those after its end (7.3). */
export function lastBytes(at: usize, limit: usize): u64 {
  let word: u64 = 0
  for (let i = 0; i < 4; i++) {
    word <<= 8
    if (at > limit) word |= <u64>load<u8>(--at)
  }
  return word
}

/** Whether a decoder with this value has used more than its data. @param missing bytes that were taken as zeros */
export function isBeyond(value: u64, missing: i32): bool {
  return missing > 0 && 63 - <i32>ctz(value) <= 8 * missing
}

/** Notes bytes that were taken after the end. */
export function lack(bytes: i32): void {
  missing += bytes
}

/** Sets the state, of who decoded with a copy. */
export function keepBools(newValue: u64, newRange: u64, newAt: usize): void {
  value = newValue
  range = newRange
  at = newAt
}

export function boolsOverran(): bool {
  return isBeyond(value, missing)
}

export function readBool(probability: i32): i32 {
  if (<u32>value === 0) {
    let word: u64
    if (at - limit >= 4) {
      at -= 4
      word = <u64>load<u32>(at)
    } else {
      word = lastBytes(at, limit)
      lack(4 - <i32>(at - limit))
      at = limit
    }
    value = (value & (value - 1)) | (((word << 1) | 1) << (ctz(value) - 32))
  }
  const split = (range * <u64>probability + ((<u64>(256 - probability)) << 24)) >> 32
  const big = split << 56
  let rest = split
  let bit = 0
  if (value >= big) {
    value -= big
    rest = (range >> 24) - split
    bit = 1
  }
  const zeros = clz(rest)
  range = rest << (zeros - 32)
  value <<= zeros - 56
  return bit
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
