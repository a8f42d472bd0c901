/** Writes bits, the lowest first, as in VP8L (RFC 9649, 3.3). */
export function bitWriter() {
  const bytes: number[] = []
  let used = 0
  const writer = {
    /** Writes numbers, each given with its length in bits. */
    put(...fields: readonly (readonly [value: number, length: number])[]) {
      for (const [value, length] of fields) {
        for (let bit = 0; bit < length; bit++) {
          if (used % 8 === 0) bytes.push(0)
          bytes[used >> 3] = (bytes[used >> 3] ?? 0) | (((value >> bit) & 1) << (used % 8))
          used++
        }
      }
      return writer
    },
    /** Writes the header of a payload (3.4). */
    header(width: number, height: number, alpha = 1) {
      return writer.put([0x2f, 8], [width - 1, 14], [height - 1, 14], [alpha, 1], [0, 3])
    },
    /** Writes a prefix code of one or two symbols (3.7.2.1.1). */
    code(first: number, second?: number) {
      writer.put([1, 1], [second === undefined ? 0 : 1, 1], [1, 1], [first, 8])
      return second === undefined ? writer : writer.put([second, 8])
    },
    /** Writes five prefix codes of one symbol each, so that a pixel takes no bits. */
    pixel(red: number, green: number, blue: number, alpha: number) {
      return writer.code(green).code(red).code(blue).code(alpha).code(0)
    },
    /** Writes a prefix code of 256 symbols with 8 bits each (3.7.2.1.2). */
    bytesCode() {
      // Only the code length 8 occurs, which is twelfth in the code length order. Each of the 256
      // code lengths therefore takes no bits.
      writer.put([0, 1], [8, 4])
      for (let index = 0; index < 12; index++) writer.put([index === 11 ? 1 : 0, 3])
      return writer.put([1, 1], [3, 3], [254, 8])
    },
    /**
     * Writes a prefix code with two symbols from any alphabet. The first symbol has the code 0, the
     * other the code 1 (3.7.2.1.2).
     */
    pair(first: number, second: number, symbols: number) {
      // Codes for code lengths: 0 for length 1, 10 for length 0, 11 for a run of 11 to 138 zero
      // lengths.
      writer.put([0, 1], [0, 4], [0, 3], [2, 3], [2, 3], [1, 3], [0, 1])
      const zeros = (count: number) => {
        let left = count
        for (; left >= 11; left -= Math.min(left, 138)) writer.put([0b11, 2], [Math.min(left, 138) - 11, 7])
        for (; left > 0; left--) writer.put([0b01, 2])
      }
      zeros(first)
      writer.put([0, 1])
      zeros(second - first - 1)
      writer.put([0, 1])
      zeros(symbols - second - 1)
      return writer
    },
    /** Writes a symbol in a byte code. */
    byte(value: number) {
      for (let bit = 7; bit >= 0; bit--) writer.put([value >> bit, 1])
      return writer
    },
    /** Writes an image of one color in one group, without a color cache. */
    flat(red: number, green: number, blue: number, alpha = 255) {
      return writer.put([0, 1]).pixel(red, green, blue, alpha)
    },
    bytes: () => Uint8Array.from(bytes),
  }
  return writer
}
