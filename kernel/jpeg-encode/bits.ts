/** Writes a scan's bits (T.81 F.1.2.3 and B.1.1.5). */

let waiting: u64 = 0
let waitingBits: i32 = 0

/** Maximum bits that wait for a complete word. */
export const MAX_WAITING: usize = 31

/** Returns the bits that wait for a complete word. Only the low `waitingLength()` bits count. */
export function waitingValue(): u64 {
  return waiting
}

/** Counts the bits that wait, at most `MAX_WAITING`. */
export function waitingLength(): i32 {
  return waitingBits
}

export function keepWaiting(bits: u64, length: i32): void {
  waiting = bits
  waitingBits = length
}

/**
 * Writes the bits that wait for a complete byte. The last byte is filled up with ones (T.81
 * F.1.2.3).
 * @returns address after the written bytes
 */
export function flushBits(at: usize): usize {
  const missing = 32 - waitingBits
  const word = <u32>((waiting << (<u64>(<u32>missing))) | (((<u64>1) << (<u64>(<u32>missing))) - 1))
  for (let i = 0; i < waitingBits; i += 8) at = writeByte(at, (word << i) >> 24)
  keepWaiting(0, 0)
  return at
}

/**
 * Writes 32 bits.
 * @returns address after the written bytes
 */
export function writeWord(at: usize, word: u32): usize {
  // Test all four bytes at once: the word has a byte 0xff if its complement has a byte 0. Without a
  // byte 0xff, no zeros must be inserted.
  if (((~word - 0x01010101) & word & 0x80808080) === 0) {
    store<u32>(at, bswap(word))
    return at + 4
  }
  at = writeByte(at, word >> 24)
  at = writeByte(at, (word >> 16) & 0xff)
  at = writeByte(at, (word >> 8) & 0xff)
  return writeByte(at, word & 0xff)
}

/**
 * Writes a byte. After 0xff, a zero is inserted, so that 0xff does not start a marker (T.81
 * B.1.1.5).
 */
function writeByte(at: usize, byte: u32): usize {
  store<u8>(at, <u8>byte)
  if (byte !== 0xff) return at + 1
  store<u8>(at, 0, 1)
  return at + 2
}
