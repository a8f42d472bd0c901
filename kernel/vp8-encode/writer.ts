/**
 * The boolean entropy encoder (RFC 6386, 7.3). It writes to a circular buffer, so that coded tokens
 * can replace recorded ones.
 *
 * `low` is the interval's lower end. It has `bits` bits that are final except for a carry. Below
 * them are the eight bits at the interval's present scale. A carry shows in the bit above them.
 */

export let low: u64 = 0
export let bits: u32 = 0
export let range: u32 = 255
/** Address of the next bytes, and the buffer's first address and end. */
let at: usize = 0
let start: usize = 0
let end: usize = 0
/** Bytes written. */
export let written: u32 = 0

/** Final bits from which `emit` must be called. */
export const FULL: u32 = 32

/**
 * Begins to write a partition. All addresses are multiples of 4.
 * @param from the first byte's address
 * @param bufferStart the buffer's first address
 * @param bufferEnd address after the buffer, where writing continues at its start
 */
export function openWriter(from: usize, bufferStart: usize, bufferEnd: usize): void {
  low = 0
  bits = 0
  range = 255
  written = 0
  start = bufferStart
  end = bufferEnd
  at = from === end ? start : from
}

/** Stores the encoder state after a loop that encoded with local copies of the state. */
export function keepWriter(newLow: u64, newBits: u32, newRange: u32): void {
  low = newLow
  bits = newBits
  range = newRange
}

/**
 * Writes 32 final bits.
 * @param bytes the bits below a carry
 */
export function emit(bytes: u64): void {
  if (bytes >> 32) carry()
  store<u32>(at, bswap(<u32>bytes))
  at += 4
  if (at === end) at = start
  written += 4
}

/** Adds 1 to the number that the bytes before `at` form. */
function carry(): void {
  let place = at
  do {
    if (place === start) place = end
    place--
    store<u8>(place, load<u8>(place) + 1)
  } while (load<u8>(place) === 0)
}

/**
 * Writes a decision.
 * @param probability probability in 256ths that the decision is 0
 */
export function putBool(decision: i32, probability: u32): void {
  const split = 1 + (((range - 1) * probability) >> 8)
  if (decision !== 0) {
    low += split
    range -= split
  } else {
    range = split
  }
  const shift = clz(range) - 24
  range <<= shift
  low <<= <u64>shift
  bits += shift
  if (bits < FULL) return
  const rest = bits - 24
  emit(low >> rest)
  low &= ((<u64>1) << rest) - 1
  bits -= FULL
}

/** Writes a flag, whose two values are equally probable (RFC 6386, 8.1). */
export function putFlag(flag: bool): void {
  putBool(flag ? 1 : 0, 128)
}

/** Writes an unsigned number, most significant bit first. */
export function putNumber(value: u32, count: i32): void {
  for (let i = count - 1; i >= 0; i--) putBool((value >> i) & 1, 128)
}

/** Writes a flag that tells whether a number is not 0, and the signed number if it is not. */
export function putOptional(value: i32, count: i32): void {
  putFlag(value !== 0)
  if (value === 0) return
  putNumber(abs(value), count)
  putFlag(value < 0)
}

/** Buffer bytes that `closeWriter` may write. */
export const CLOSING: u32 = 8

/**
 * Writes the bits that are left.
 * @returns partition length in bytes
 */
export function closeWriter(): u32 {
  const length = written + ((bits + 15) >> 3)
  const last = low << (32 - bits)
  emit(last >> 8)
  emit((last & 255) << 24)
  written = length
  return length
}
