import { describe, expect, it } from 'vitest'
import { openBits } from '../../../../src/engine/bytes/bit-reader.ts'
import { openPayload, readExpGolomb } from '../../../../src/engine/formats/heic/nal-bits.ts'

describe('openBits', () => {
  it('reads the highest bit of each byte first', () => {
    const input = openBits(Uint8Array.of(0b1010_0110, 0b1100_0000))
    expect([input.flag(), input.bits(3), input.bits(6)]).toEqual([true, 0b010, 0b0110_11])
  })

  it('reads numbers of 32 bits', () => {
    expect(openBits(Uint8Array.of(0xff, 0xff, 0xff, 0xfe)).bits(32)).toBe(0xffff_fffe)
  })

  it('reads zeros beyond the end, and is no longer valid', () => {
    const input = openBits(Uint8Array.of(0xff))
    input.skip(4)
    input.bits(4)
    expect(input.isValid()).toBe(true)
    expect([input.bits(3), input.isValid()]).toEqual([0, false])
  })
})

describe('a NAL unit', () => {
  it('is read without the 3 after two zeros', () => {
    const input = openPayload(Uint8Array.of(0, 0, 3, 1, 3))
    expect([input.bits(24), input.bits(8)]).toEqual([1, 3])
  })

  it.each([
    [0b1000_0000, 0],
    [0b0100_0000, 1],
    [0b0110_0000, 2],
    [0b0010_1000, 4],
  ])('has the Exp-Golomb code %i for %i', (code, value) => {
    expect(readExpGolomb(openBits(Uint8Array.of(code)))).toBe(value)
  })

  it('has Exp-Golomb codes of at most 32 zeros', () => {
    expect(readExpGolomb(openBits(new Uint8Array(9)))).toBe(2 ** 32 - 1)
  })
})
