/** Reads bits, the first of a byte being its highest (AV1 specification, 4.10.2). Beyond the end all are 0. */
export interface BitReader {
  /** A number of up to 32 bits. */
  bits(count: number): number
  flag(): boolean
  skip(count: number): void
}

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
  }
}
