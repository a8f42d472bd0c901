/** Writes bits into a buffer, lowest bit first (RFC 9649, 3.2). */

let start: usize = 0
let room: i32 = 0
let at: usize = 0
let pending: u64 = 0
let used: u64 = 0

/**
 * Continues to write at a buffer's beginning. Bits that wait for a complete word are kept.
 * @param bytes buffer length up to which `bitsFit` returns `true`
 */
export function bitsInto(buffer: usize, bytes: i32): void {
  start = at = buffer
  room = bytes
}

/** Returns `true` if the buffer has room for more bytes. */
export function bitsFit(bytes: i32): bool {
  return bitsStored() + bytes <= room
}

export function bitsReset(): void {
  pending = used = 0
}

/**
 * Writes a number's lowest bits.
 * @param count number of bits to write, 0 to 32; all higher bits in `value` must be 0
 */
export function put(value: u32, count: u32): void {
  pending |= (<u64>value) << used
  used += count
  if (used < 32) return
  store<u32>(at, <u32>pending)
  at += 4
  pending >>= 32
  used -= 32
}

/**
 * Counts the bytes that have been written to the buffer. Up to 31 more bits wait for a complete
 * word.
 */
export function bitsStored(): i32 {
  return <i32>(at - start)
}

export function bitsPending(): i32 {
  return <i32>used
}

/** Writes the bits that wait for a complete word, padded with zeros to complete bytes. */
export function bitsEnd(): void {
  while (<i64>used > 0) {
    store<u8>(at++, <u8>pending)
    pending >>= 8
    used = used > 8 ? used - 8 : 0
  }
}
