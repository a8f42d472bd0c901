/**
 * Bit writer. It fills bytes from their least significant bit (ISO/IEC 18181-1:2022, B.2.1). Only
 * one writer exists. It writes to the memory range that `openBits` names, and never beyond its end.
 */

/**
 * Bits that are not stored yet, the first one lowest. Between two calls, there are less than 32
 * bits.
 */
let pending: u64 = 0
let pendingCount: u32 = 0
let at: usize = 0
let limit: usize = 0
let isFull = false

/**
 * Begins to write.
 * @param from first byte's address
 * @param end address after the last byte that may be written
 */
export function openBits(from: usize, end: usize): void {
  pending = 0
  pendingCount = 0
  at = from
  limit = end
  isFull = false
}

/**
 * Writes a number's lower bits, the least significant bit first.
 * @param value number below 2 ** count
 * @param count number of bits, 0 to 32
 */
export function writeBits(value: u32, count: u32): void {
  pending |= (<u64>value) << pendingCount
  pendingCount += count
  if (pendingCount < 32) return
  if (at + 4 <= limit) {
    store<u32>(at, <u32>pending)
    at += 4
  } else {
    storeBytes(4)
  }
  pending >>= 32
  pendingCount -= 32
}

/** Stores the first pending bytes one by one, while there is room. */
function storeBytes(count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    if (at >= limit) {
      isFull = true
      return
    }
    store<u8>(at, <u8>(pending >> (8 * i)))
    at++
  }
}

/** Writes a single bit. */
export function writeBool(value: bool): void {
  writeBits(value ? 1 : 0, 1)
}

/** Writes zero bits up to the next byte boundary (B.2.7, ZeroPadToByte). */
export function alignBits(): void {
  const bytes = (pendingCount + 7) >> 3
  storeBytes(bytes)
  pending = 0
  pendingCount = 0
}

/** Returns the address after the last byte. It is only valid after `alignBits`. */
export function bitsEnd(): usize {
  return at
}

/** Returns `true` if any bits were dropped, because there was no room for them. */
export function bitsOverflow(): bool {
  return isFull
}
