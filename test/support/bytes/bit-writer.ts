/**
 * Writes bits in deflate's order, the least significant bit of each byte first (RFC 1951, 3.1.1).
 */
export function bitWriter() {
  const bits: number[] = []
  const writer = {
    /** Writes a number, lowest bit first. */
    number(value: number, length: number) {
      for (let bit = 0; bit < length; bit++) bits.push((value >> bit) & 1)
      return writer
    },
    /** Writes a Huffman code, highest bit first. */
    code(value: number, length: number) {
      for (let bit = length - 1; bit >= 0; bit--) bits.push((value >> bit) & 1)
      return writer
    },
    bytes(): Uint8Array<ArrayBuffer> {
      const bytes = new Uint8Array(Math.ceil(bits.length / 8))
      for (const [at, bit] of bits.entries()) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (bit << (at & 7))
      return bytes
    },
  }
  return writer
}

export type BitWriter = ReturnType<typeof bitWriter>

/** Returns the canonical codes for code lengths (RFC 1951, 3.2.2). The lengths are not checked. */
export function canonicalCodes(lengths: readonly number[]): readonly number[] {
  const codes = lengths.map(() => 0)
  let code = 0
  for (let length = 1; length <= 15; length++) {
    code <<= 1
    for (const [symbol, its] of lengths.entries()) if (its === length) codes[symbol] = code++
  }
  return codes
}

/** Order in which the lengths of the code length codes are written (RFC 1951, 3.2.7). */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/**
 * Writes a block header with dynamic codes. Code lengths from 0 to 15 are each written as a
 * four-bit code.
 * @param literals at least 257 code lengths
 * @param distances at least one code length
 */
export function writeDynamicHead(
  to: BitWriter,
  literals: readonly number[],
  distances: readonly number[],
  last = true,
): void {
  to.number(Number(last), 1).number(2, 2)
  to.number(literals.length - 257, 5)
    .number(distances.length - 1, 5)
    .number(19 - 4, 4)
  for (const symbol of ORDER) to.number(symbol < 16 ? 4 : 0, 3)
  for (const length of [...literals, ...distances]) to.code(length, 4)
}
