/** Writes bits, the lowest first, as VP8L has them (RFC 9649, 3.3). */
export function bitWriter() {
  const bytes: number[] = []
  let used = 0
  const writer = {
    /** Numbers and their lengths in bits. */
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
    /** The header of a payload (3.4). */
    header(width: number, height: number, alpha = 1) {
      return writer.put([0x2f, 8], [width - 1, 14], [height - 1, 14], [alpha, 1], [0, 3])
    },
    /** A prefix code of one or two symbols (3.7.2.1.1). */
    code(first: number, second?: number) {
      writer.put([1, 1], [second === undefined ? 0 : 1, 1], [1, 1], [first, 8])
      return second === undefined ? writer : writer.put([second, 8])
    },
    /** Five prefix codes of one symbol, so that a pixel takes no bits. */
    pixel(red: number, green: number, blue: number, alpha: number) {
      return writer.code(green).code(red).code(blue).code(alpha).code(0)
    },
    /** An image of one colour in one group, without cache. */
    flat(red: number, green: number, blue: number, alpha = 255) {
      return writer.put([0, 1]).pixel(red, green, blue, alpha)
    },
    bytes: () => Uint8Array.from(bytes),
  }
  return writer
}
