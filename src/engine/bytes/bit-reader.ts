/** Reads bits, beginning with each byte's highest bit. Bits beyond the end are 0. */
export interface BitReader {
  /** Returns a number with up to 32 bits. */
  bits(count: number): number
  flag(): boolean
  skip(count: number): void
  /** Returns `true` if no bit beyond the end was read or skipped. */
  isValid(): boolean
}

/** Opens a bit reader at the first bit in `bytes`. */
export function openBits(bytes: Uint8Array): BitReader {
  let at = 0

  function bits(count: number): number {
    let value = 0
    for (let left = count; left > 0; left--, at++)
      value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
    return value
  }

  return {
    bits,
    flag: () => bits(1) === 1,
    skip(count) {
      at += count
    },
    isValid: () => at <= bytes.length * 8,
  }
}
