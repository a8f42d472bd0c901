/** Represents lengths and distances as a symbol and extra bits (RFC 9649, 3.6.2.2). */

/**
 * Returns the symbol that represents a length or a distance code.
 * @param value length or distance code, at least 1
 */
export function prefixSymbol(value: u32): u32 {
  if (value < 5) return value - 1
  const rest = value - 1
  const top = 31 - clz(rest)
  return 2 * top + ((rest >> (top - 1)) & 1)
}

export function extraCount(symbol: u32): u32 {
  return symbol < 4 ? 0 : (symbol - 2) >> 1
}

export function extraBits(value: u32, count: u32): u32 {
  return (value - 1) & ((1 << count) - 1)
}
