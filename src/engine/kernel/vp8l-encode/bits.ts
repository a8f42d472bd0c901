/** Writes bits into a buffer, the lowest first (RFC 9649, 3.2). */

let start: usize = 0
let at: usize = 0
let pending: u64 = 0
let used: u64 = 0

/** Goes on at the begin of a buffer, with the bits that are not yet stored. */
export function bitsInto(buffer: usize): void {
  start = at = buffer
}

export function bitsReset(): void {
  pending = used = 0
}

/** @param count 0 to 32 */
export function put(value: u32, count: u32): void {
  pending |= (<u64>value) << used
  used += count
  if (used < 32) return
  store<u32>(at, <u32>pending)
  at += 4
  pending >>= 32
  used -= 32
}

/** Whole bytes in the buffer; up to 31 bits more are pending. */
export function bitsStored(): i32 {
  return <i32>(at - start)
}

export function bitsPending(): i32 {
  return <i32>used
}

/** Stores what is pending, padded with zeros. */
export function bitsEnd(): void {
  while (<i64>used > 0) {
    store<u8>(at++, <u8>pending)
    pending >>= 8
    used = used > 8 ? used - 8 : 0
  }
}
