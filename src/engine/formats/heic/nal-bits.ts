/**
 * Reads the payload of a NAL unit bit by bit (ISO/IEC 23008-2, 7.2 and 9.2). Bits beyond its end
 * are 0.
 */
export interface BitReader {
  /** Returns an unsigned number of up to 32 bits. */
  u(bits: number): number
  /** Returns an unsigned Exp-Golomb code. */
  ue(): number
  skip(bits: number): void
  /** Returns `true` if all bits read so far lie within the payload. */
  isValid(): boolean
}

/**
 * Returns the payload without emulation prevention bytes. Such a byte is a 3 after two zeros
 * (7.4.2).
 */
function payloadOf(nal: Uint8Array): Uint8Array {
  let zeros = 0
  return nal.filter((byte) => {
    const isPrevention = zeros >= 2 && byte === 3
    zeros = byte === 0 ? zeros + 1 : 0
    return !isPrevention
  })
}

/**
 * Opens a NAL unit.
 * @param nal bytes of the unit after its header
 */
export function bitReader(nal: Uint8Array): BitReader {
  const bytes = payloadOf(nal)
  let at = 0

  function u(bits: number): number {
    let value = 0
    for (let left = bits; left > 0; left--, at++) {
      const bit = ((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1
      value = value * 2 + bit
    }
    return value
  }

  function ue(): number {
    let zeros = 0
    while (zeros < 32 && u(1) === 0) zeros++
    return 2 ** zeros - 1 + u(zeros)
  }

  return {
    u,
    ue,
    skip: (bits) => {
      at += bits
    },
    isValid: () => at <= bytes.length * 8,
  }
}
