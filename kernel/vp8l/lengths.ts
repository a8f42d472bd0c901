/** Functions for prefix codes and for an alphabet's code lengths, which have one byte each. */
export const MAX_LENGTH = 15

/**
 * Returns a code's lowest `length` bits in reverse order. Codes are stored from their highest bit
 * (RFC 9649, 3.3).
 */
export function reversed(code: i32, length: i32): i32 {
  let result = 0
  for (let i = 0; i < length; i++) {
    result = (result << 1) | ((code >> i) & 1)
  }
  return result
}

/**
 * Returns `true` if code lengths describe a complete code, or a code with a single symbol, which
 * takes no bits.
 */
export function isComplete(lengths: usize, symbols: i32): bool {
  let used = 0
  let space = 0
  for (let i = 0; i < symbols; i++) {
    const length = <i32>load<u8>(lengths + i)
    if (length === 0) continue
    used++
    space += 1 << (MAX_LENGTH - length)
  }
  return used === 1 || space === 1 << MAX_LENGTH
}

/** Returns the only symbol in a code that has just one, otherwise -1. */
export function onlySymbol(lengths: usize, symbols: i32): i32 {
  let found = -1
  for (let i = 0; i < symbols; i++) {
    if (load<u8>(lengths + i) === 0) continue
    if (found >= 0) return -1
    found = i
  }
  return found
}
