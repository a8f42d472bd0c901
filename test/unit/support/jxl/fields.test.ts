import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bitWriter } from '../../../support/bytes/bit-writer.ts'
import { BitReader, paddedView } from '../../../support/jxl/decoder/bits.ts'
import {
  bits,
  ceilLog2,
  readF16,
  readName,
  readU32,
  readU64,
  skipExtensions,
  unpackSigned,
  value,
} from '../../../support/jxl/decoder/fields.ts'

const readerOf = (bytes: Uint8Array) => new BitReader(paddedView(bytes))

describe('bits', () => {
  test('are read in the order in which they are written', () => {
    const numbers = fc
      .integer({ min: 1, max: 32 })
      .chain((count) =>
        fc.record({ count: fc.constant(count), number: fc.integer({ min: 0, max: 2 ** count - 1 }) }),
      )
    fc.assert(
      fc.property(fc.array(numbers), (list) => {
        const writer = bitWriter()
        for (const { count, number } of list) writer.number(number | 0, count)
        const reader = readerOf(writer.bytes())
        expect(list.map(({ count }) => reader.read(count))).toEqual(list.map(({ number }) => number))
      }),
    )
  })

  test('are not read beyond the end', () => {
    const reader = readerOf(Uint8Array.of(255))
    expect(reader.read(8)).toBe(255)
    expect(() => reader.read(1)).toThrow('the data end too early')
  })

  test('before a byte boundary are 0', () => {
    const reader = readerOf(Uint8Array.of(0b0000_0001, 0b0000_0011))
    reader.read(1)
    reader.align()
    expect(reader.at).toBe(8)
    reader.read(1)
    expect(() => reader.align()).toThrow('before a byte boundary')
  })
})

test.each([
  [0, 0, 0, 7],
  [1, 2, 3, 10],
  [2, 4, 15, 27],
  [3, 6, 63, 72 + 63],
])('a U32 has the form %i', (form, count, number, expected) => {
  const reader = readerOf(bitWriter().number(form, 2).number(number, count).bytes())
  expect(readU32(reader, value(7), bits(2, 7), bits(4, 12), bits(6, 72))).toBe(expected)
})

test.each([
  ['0', [[0, 2]], 0n],
  [
    'up to 16',
    [
      [1, 2],
      [15, 4],
    ],
    16n,
  ],
  [
    'up to 272',
    [
      [2, 2],
      [255, 8],
    ],
    272n,
  ],
  [
    'up to 20 bits',
    [
      [3, 2],
      [0xfff, 12],
      [1, 1],
      [0xff, 8],
      [0, 1],
    ],
    0xfffffn,
  ],
] as const)('a U64 is %s', (_, parts, expected) => {
  const writer = bitWriter()
  for (const [number, count] of parts) writer.number(number, count)
  expect(readU64(readerOf(writer.bytes()))).toBe(expected)
})

test('a U64 has at most 64 bits', () => {
  const writer = bitWriter().number(3, 2).number(0xfff, 12)
  for (let at = 0; at < 6; at++) writer.number(1, 1).number(0xff, 8)
  writer.number(1, 1).number(0xf, 4)
  expect(readU64(readerOf(writer.bytes()))).toBe(2n ** 64n - 1n)
})

test.each([
  [0x0000, 0],
  [0x0001, 2 ** -24],
  [0x3c00, 1],
  [0xbc00, -1],
  [0x3555, 0.333251953125],
  [0x7bff, 65_504],
])('the F16 %i is %d', (code, expected) => {
  expect(readF16(readerOf(bitWriter().number(code, 16).bytes()))).toBe(expected)
})

test('an infinite F16 is refused', () => {
  expect(() => readF16(readerOf(Uint8Array.of(0, 0x7c)))).toThrow('a F16 is infinite')
})

test('names have a length in bytes', () => {
  const name = new TextEncoder().encode('grün')
  const writer = bitWriter().number(1, 2).number(name.length, 4)
  for (const byte of name) writer.number(byte, 8)
  expect(readName(readerOf(writer.bytes()))).toBe('grün')
})

test('extensions are skipped', () => {
  const writer = bitWriter().number(1, 2).number(4, 4)
  // Extensions 0 and 2 have 3 and 17 bits.
  writer.number(1, 2).number(2, 4).number(2, 2).number(0, 8).number(0x7ffff, 20).number(9, 4)
  const reader = readerOf(writer.bytes())
  skipExtensions(reader)
  expect(reader.read(4)).toBe(9)
})

test('numbers with a sign alternate', () => {
  expect([0, 1, 2, 3, 4, 0xffff_ffff].map(unpackSigned)).toEqual([0, -1, 1, -2, 2, -(2 ** 31)])
})

test('logarithms are rounded up', () => {
  expect([1, 2, 3, 4, 5, 256, 257].map(ceilLog2)).toEqual([0, 1, 2, 2, 3, 8, 9])
})
