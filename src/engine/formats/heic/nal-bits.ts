import { type BitReader, openBits } from '../../bytes/bit-reader.ts'

/**
 * Returns the payload without emulation prevention bytes. Such a byte is a 3 after two zeros
 * (ISO/IEC 23008-2, 7.4.2).
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
 * Opens a NAL unit's payload (ISO/IEC 23008-2, 7.2).
 * @param nal the unit's bytes after its header
 */
export const openPayload = (nal: Uint8Array): BitReader => openBits(payloadOf(nal))

/** Reads an unsigned Exp-Golomb code (ISO/IEC 23008-2, 9.2). */
export function readExpGolomb(input: BitReader): number {
  let zeros = 0
  let first = 1
  for (; zeros < 32 && !input.flag(); zeros++) first *= 2
  return first - 1 + input.bits(zeros)
}
