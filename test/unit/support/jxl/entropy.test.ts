import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BitWriter, bitWriter, canonicalCodes } from '../../../support/bytes/bit-writer.ts'
import { BitReader, paddedView } from '../../../support/jxl/decoder/bits.ts'
import { expand } from '../../../support/jxl/decoder/entropy/hybrid-uint.ts'
import {
  makePrefixCode,
  readPrefixCode,
  readPrefixSymbol,
} from '../../../support/jxl/decoder/entropy/prefix-code.ts'
import { readEntropyCode } from '../../../support/jxl/decoder/entropy/read-entropy-code.ts'
import { SymbolReader } from '../../../support/jxl/decoder/entropy/symbol-reader.ts'
import { tokenOf, writeCode, writeNumbers, writePrefixCode } from '../../../support/jxl/writer/entropy.ts'

const readerOf = (writer: BitWriter) => new BitReader(paddedView(writer.bytes()))

/** Generates the lengths of code words that fill the code space, by splitting code words. */
const lengths = fc.array(fc.nat(), { minLength: 1, maxLength: 60 }).map((cuts) => {
  const list = [1, 1]
  for (const cut of cuts) {
    const used = [...list.keys()].filter((at) => (list[at] ?? 0) > 0 && (list[at] ?? 0) < 15)
    const at = used[cut % used.length] ?? 0
    const length = (list[at] ?? 0) + 1
    list.splice(at, 1, length, ...Array<number>(cut % 3).fill(0), length)
  }
  return list
})

describe('prefix codes', () => {
  test('are read with their symbols', () => {
    fc.assert(
      fc.property(lengths, fc.array(fc.nat(), { maxLength: 30 }), (list, picks) => {
        const used = [...list.keys()].filter((symbol) => (list[symbol] ?? 0) > 0)
        const symbols = picks.map((pick) => used[pick % used.length] ?? 0)
        const writer = bitWriter()
        writePrefixCode(writer, list)
        const codes = canonicalCodes(list)
        for (const symbol of symbols) writer.code(codes[symbol] ?? 0, list[symbol] ?? 0)
        const reader = readerOf(writer)
        const code = readPrefixCode(reader, list.length)
        expect(symbols.map(() => readPrefixSymbol(reader, code))).toEqual(symbols)
      }),
    )
  })

  test.each([
    [1, [5], 0, [0]],
    [2, [6, 2], 0, [1, 1]],
    [3, [6, 5, 2], 0, [1, 2, 2]],
    [4, [6, 5, 2, 0], 0, [2, 2, 2, 2]],
    [4, [6, 5, 2, 0], 1, [1, 2, 3, 3]],
  ])('of %i symbols are simple', (count, symbols, shape, expected) => {
    const writer = bitWriter()
      .number(1, 2)
      .number(count - 1, 2)
    for (const symbol of symbols) writer.number(symbol, 3)
    if (count === 4) writer.number(shape, 1)
    const list = Array<number>(8).fill(0)
    for (const [at, symbol] of symbols.entries()) list[symbol] = expected[at] ?? 0
    const expectedCode = count === 1 ? { table: Uint32Array.of(80), tableBits: 0 } : makePrefixCode(list)
    expect(readPrefixCode(readerOf(writer), 8)).toEqual(expectedCode)
  })

  test('repeat lengths', () => {
    // Code lengths 2 and 16 have one bit each: 2, then three repetitions of 2.
    const writer = bitWriter().number(0, 2)
    for (const length of [0, 1, 0, 0, 0, 0, 0, 0, 1]) {
      if (length === 0) writer.number(0, 2)
      else writer.number(0b0111, 4)
    }
    writer.number(0, 1).number(1, 1).number(0, 2).number(0b11, 2)
    const reader = readerOf(writer)
    const code = readPrefixCode(reader, 4)
    expect(code).toEqual(makePrefixCode([2, 2, 2, 2]))
    expect(readPrefixSymbol(reader, code)).toBe(3)
  })

  test.each([[[1, 2]], [[1, 1, 1]], [[0, 0]]])('with the lengths %j are refused', (list) => {
    expect(() => makePrefixCode(list)).toThrow('a prefix code is')
  })
})

describe('numbers', () => {
  test('consist of a token and bits', () => {
    fc.assert(
      fc.property(fc.nat(65_535), (number) => {
        const { token, bits, count } = tokenOf(number)
        const reader = readerOf(bitWriter().number(bits, count))
        expect(expand(reader, token, { splitExponent: 4, high: 2, low: 0 })).toBe(number)
      }),
    )
  })

  test('have low bits in their token', () => {
    // 0b1_1010_01: split 3, one high bit, one low bit.
    const reader = readerOf(bitWriter().number(0b0100, 4))
    expect(expand(reader, 8 + 4 * 3 + 0b11, { splitExponent: 3, high: 1, low: 1 })).toBe(0b110_1001)
  })

  test('have at most 32 bits', () => {
    const reader = readerOf(bitWriter().number(-1, 31))
    expect(expand(reader, 31, { splitExponent: 0, high: 0, low: 0 })).toBe(2 ** 31 - 1)
    expect(() => expand(reader, 60, { splitExponent: 0, high: 0, low: 0 })).toThrow('more than 32 bits')
  })

  test('of several contexts share a prefix code', () => {
    const numbers = [0, 5, 16, 255, 65_535]
    const writer = bitWriter()
    writeCode(writer, 3)
    writeNumbers(writer, numbers)
    const reader = readerOf(writer)
    const symbols = new SymbolReader(readEntropyCode(reader, 3), reader)
    expect(numbers.map((_, at) => symbols.read(at % 3))).toEqual(numbers)
  })
})
