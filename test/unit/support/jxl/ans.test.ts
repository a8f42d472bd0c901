import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BitWriter, bitWriter } from '../../../support/bytes/bit-writer.ts'
import { BitReader, paddedView } from '../../../support/jxl/decoder/bits.ts'
import { makeAliasTable } from '../../../support/jxl/decoder/entropy/alias-table.ts'
import { readDistribution } from '../../../support/jxl/decoder/entropy/distribution.ts'
import { readEntropyCode } from '../../../support/jxl/decoder/entropy/read-entropy-code.ts'
import { SymbolReader } from '../../../support/jxl/decoder/entropy/symbol-reader.ts'

const readerOf = (writer: BitWriter) => new BitReader(paddedView(writer.bytes()))

/** Generates counts that sum to 4096. */
const counts = fc
  .array(fc.nat(200), { minLength: 2, maxLength: 32 })
  .filter((list) => list.filter((count) => count > 0).length > 1)
  .map((list) => {
    const sum = list.reduce((a, b) => a + b)
    const scaled = list.map((count) => (count > 0 ? Math.max(1, Math.floor((count * 4000) / sum)) : 0))
    const largest = scaled.indexOf(Math.max(...scaled))
    const rest = 4096 - scaled.reduce((a, b) => a + b)
    return scaled.map((count, at) => (at === largest ? count + rest : count))
  })

describe('alias tables', () => {
  test('give each symbol its count of states', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 5, max: 8 }), (list, logAlphabet) => {
        const table = [...makeAliasTable(list, logAlphabet)]
        const expected = list.flatMap((count, symbol) =>
          Array.from({ length: count }, (_, offset) => symbol * 2 ** 24 + (count - 1) * 4096 + offset),
        )
        expect(table.toSorted((a, b) => a - b)).toEqual(expected)
      }),
    )
  })

  test('have no symbols beyond the alphabet', () => {
    const list = [...Array<number>(32).fill(0), 4096]
    expect(() => makeAliasTable(list, 5)).toThrow('a symbol is not in the alphabet')
  })
})

/** Code words for count logarithms. */
const LOGS: Readonly<Record<number, readonly [length: number, bits: number]>> = {
  0: [5, 17],
  1: [4, 11],
  2: [4, 15],
  3: [4, 3],
  4: [4, 9],
  5: [4, 7],
  6: [3, 4],
  7: [3, 2],
  8: [3, 5],
  9: [3, 6],
  10: [3, 0],
  11: [6, 33],
  12: [7, 1],
  13: [7, 65],
}

/** Writes a distribution with exact counts. */
function writeDistribution(to: BitWriter, list: readonly number[]): void {
  to.number(0, 2).number(0b111, 3).number(6, 3)
  const length = list.length - 3
  to.number(length > 0 ? 1 : 0, 1)
  const size = Math.floor(Math.log2(Math.max(1, length)))
  if (length > 0) to.number(size, 3).number(length - 2 ** size, size)
  const logs = list.map((count) => (count > 0 ? 1 + Math.floor(Math.log2(count)) : 0))
  for (const log of logs) to.number(LOGS[log]?.[1] ?? 0, LOGS[log]?.[0] ?? 0)
  const omitted = logs.indexOf(Math.max(...logs))
  for (const [at, count] of list.entries()) {
    const log = (logs[at] ?? 0) - 1
    if (at !== omitted && log > 0) to.number(count - 2 ** log, log)
  }
}

const padTo3 = (list: readonly number[]) => [...list, ...Array<number>(Math.max(0, 3 - list.length)).fill(0)]

describe('distributions', () => {
  test('have exact counts', () => {
    fc.assert(
      fc.property(counts, (given) => {
        const list = padTo3(given)
        const writer = bitWriter()
        writeDistribution(writer, list)
        expect(readDistribution(readerOf(writer))).toEqual(list)
      }),
    )
  })

  test('are simple or flat', () => {
    const one = bitWriter().number(1, 1).number(0, 1).number(1, 1).number(1, 3).number(1, 1)
    expect(readDistribution(readerOf(one))).toEqual([0, 0, 0, 4096])
    const two = bitWriter().number(3, 2).number(0, 1).number(1, 1).number(0, 3).number(1000, 12)
    expect(readDistribution(readerOf(two))).toEqual([1000, 3096])
    const flat = bitWriter().number(2, 2).number(1, 1).number(1, 3).number(0, 1)
    expect(readDistribution(readerOf(flat))).toEqual([1366, 1365, 1365])
  })

  test('repeat counts', () => {
    // Shift 0: counts are powers of 2. 512, then five times 512, then the omitted rest.
    const writer = bitWriter().number(0, 2).number(0, 1)
    writer.number(1, 1).number(2, 3).number(0, 2)
    for (const log of [10, 13]) writer.number(LOGS[log]?.[1] ?? 0, LOGS[log]?.[0] ?? 0)
    writer.number(1, 1).number(0, 3)
    writer.number(LOGS[11]?.[1] ?? 0, 6)
    expect(readDistribution(readerOf(writer))).toEqual([512, 512, 512, 512, 512, 512, 1024])
  })
})

/** Encodes symbols with ANS, from the last one to the first. */
function writeSymbols(to: BitWriter, list: readonly number[], symbols: readonly number[]): void {
  const places = new Map<number, number>()
  for (const [at, entry] of makeAliasTable(list, 5).entries())
    places.set((entry >>> 24) * 4096 + (entry & 4095), at)
  let state = 0x13_0000
  const pieces: number[] = []
  for (const symbol of symbols.toReversed()) {
    const count = list[symbol] ?? 0
    if (state >= count * 2 ** 20) {
      pieces.push(state & 0xffff)
      state = Math.floor(state / 65_536)
    }
    state = Math.floor(state / count) * 4096 + (places.get(symbol * 4096 + (state % count)) ?? 0)
  }
  to.number(state & 0xffff, 16).number(Math.floor(state / 65_536), 16)
  for (const piece of pieces.toReversed()) to.number(piece, 16)
}

describe('ANS', () => {
  /** Writes a code of one context, whose alphabet has 32 tokens, and symbols. */
  function write(list: readonly number[], symbols: readonly number[]): BitWriter {
    const writer = bitWriter().number(0, 2).number(0, 2).number(5, 3)
    writeDistribution(writer, padTo3(list))
    writeSymbols(writer, list, symbols)
    return writer
  }

  test('decodes what was encoded from the end', () => {
    fc.assert(
      fc.property(counts, fc.array(fc.nat(), { maxLength: 50 }), (list, picks) => {
        const used = [...list.keys()].filter((symbol) => (list[symbol] ?? 0) > 0)
        const symbols = picks.map((pick) => used[pick % used.length] ?? 0)
        const reader = readerOf(write(list, symbols))
        const read = new SymbolReader(readEntropyCode(reader, 1), reader)
        expect(symbols.map(() => read.read(0))).toEqual(symbols)
        read.finish()
      }),
    )
  })

  test('checks the final state', () => {
    const reader = readerOf(write([2048, 2048], [1, 0, 1]))
    const read = new SymbolReader(readEntropyCode(reader, 1), reader)
    read.read(0)
    expect(() => read.finish()).toThrow('the final state')
  })
})
