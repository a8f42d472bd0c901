/**
 * Returns the number that follows `code` in bit-reversed order, and 0 after the last one. Prefix
 * codes with one length and a Fourier transform's inputs are in this order.
 * @param size number of codes, a power of two
 */
export function nextReversed(code: u32, size: u32): u32 {
  const zeros = code ^ (size - 1)
  if (zeros === 0) return 0
  const bit: u32 = 1 << (31 - clz(zeros))
  return (code & (bit - 1)) | bit
}
