import type { BitReader } from '../bits.ts'
import { ceilLog2 } from '../fields.ts'
import { JxlError } from '../jxl-error.ts'

/** Longest code word in bits. */
const MAX_LENGTH = 15

/** Order in which the lengths of the code length codes are read (RFC 7932, 3.5). */
const ORDER = [1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15]

/** A prefix code with a table that is indexed with the next `tableBits` bits. */
export interface PrefixCode {
  /** Symbol × 16 + length for each code word. */
  readonly table: Uint32Array
  readonly tableBits: number
}

function reversed(code: number, length: number): number {
  let result = 0
  for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit)
  return result
}

/**
 * Makes the table for a canonical code. A code with one symbol has 0-bit code words.
 * @param lengths code word length for each symbol; 0 for symbols that do not occur
 * @throws JxlError if the code words do not fill the code space
 */
export function makePrefixCode(lengths: ArrayLike<number>): PrefixCode {
  const symbols = Array.from(lengths, (length, symbol) => ({ length, symbol })).filter(
    ({ length }) => length > 0,
  )
  const [only] = symbols
  if (!only) throw new JxlError('a prefix code is empty')
  if (symbols.length === 1) return { table: Uint32Array.of(only.symbol * 16), tableBits: 0 }
  symbols.sort((a, b) => a.length - b.length || a.symbol - b.symbol)
  const tableBits = symbols.at(-1)?.length ?? 0
  const table = new Uint32Array(1 << tableBits)
  let next = 0
  for (const { length, symbol } of symbols) {
    const from = reversed(next >> (MAX_LENGTH - length), length)
    for (let at = from; at < table.length; at += 1 << length) table[at] = symbol * 16 + length
    next += 1 << (MAX_LENGTH - length)
  }
  if (next !== 1 << MAX_LENGTH) throw new JxlError('a prefix code is incomplete or has too many code words')
  return { table, tableBits }
}

export function readPrefixSymbol(reader: BitReader, { table, tableBits }: PrefixCode): number {
  const entry = table[reader.peek(tableBits)] ?? 0
  reader.skip(entry & 15)
  return entry >>> 4
}

/** Lengths of code words for code length codes 0 to 5 (RFC 7932, 3.5). */
const LENGTH_CODE = makePrefixCode([2, 4, 3, 2, 2, 4])

/** Code word lengths for one to four symbols. Four symbols have a second shape, too. */
const SIMPLE_SHAPES = [[1], [1, 1], [1, 2, 2], [2, 2, 2, 2]]

/** Reads a code of up to four symbols (RFC 7932, 3.4). */
function readSimpleCode(reader: BitReader, alphabet: number): PrefixCode {
  const count = reader.read(2) + 1
  const symbols = Array.from({ length: count }, () => reader.read(ceilLog2(alphabet)))
  if (new Set(symbols).size < count) throw new JxlError('a prefix code has a symbol twice')
  if (symbols.some((symbol) => symbol >= alphabet)) throw new JxlError('a symbol is not in the alphabet')
  const shape = count === 4 && reader.bool() ? [1, 2, 3, 3] : (SIMPLE_SHAPES[count - 1] ?? [])
  const lengths = new Uint8Array(alphabet)
  for (const [at, symbol] of symbols.entries()) lengths[symbol] = shape[at] ?? 0
  return makePrefixCode(lengths)
}

/** Reads the code for the code lengths. Codes 0 to `skipped` − 1 in the order are absent. */
function readLengthCode(reader: BitReader, skipped: number): PrefixCode {
  const lengths = new Uint8Array(18)
  let space = 32
  for (const symbol of ORDER.slice(skipped)) {
    const length = readPrefixSymbol(reader, LENGTH_CODE)
    lengths[symbol] = length
    if (length > 0) space -= 32 >> length
    if (space <= 0) break
  }
  return makePrefixCode(lengths)
}

/** Reads code lengths, with the repetitions of RFC 7932, 3.5. */
function readLengths(reader: BitReader, code: PrefixCode, alphabet: number): Uint8Array {
  const lengths = new Uint8Array(alphabet)
  let [space, last, repeated, repeatedLength] = [1 << MAX_LENGTH, 8, 0, 0]
  for (let at = 0; at < alphabet && space > 0; ) {
    const symbol = readPrefixSymbol(reader, code)
    if (symbol < 16) {
      lengths[at++] = symbol
      repeated = 0
      if (symbol > 0) {
        last = symbol
        space -= 1 << (MAX_LENGTH - symbol)
      }
      continue
    }
    const length = symbol === 16 ? last : 0
    if (length !== repeatedLength) repeated = 0
    repeatedLength = length
    const extraBits = symbol - 14
    const before = repeated
    repeated = (before > 0 ? (before - 2) << extraBits : 0) + reader.read(extraBits) + 3
    if (at + repeated - before > alphabet) throw new JxlError('code lengths are repeated too often')
    for (let count = before; count < repeated; count++) {
      lengths[at++] = length
      if (length > 0) space -= 1 << (MAX_LENGTH - length)
    }
  }
  return lengths
}

/** Reads a prefix code (ISO/IEC 18181-1:2022, C.2.4; RFC 7932, 3.4 and 3.5). */
export function readPrefixCode(reader: BitReader, alphabet: number): PrefixCode {
  if (alphabet === 1) return { table: Uint32Array.of(0), tableBits: 0 }
  const form = reader.read(2)
  if (form === 1) return readSimpleCode(reader, alphabet)
  return makePrefixCode(readLengths(reader, readLengthCode(reader, form), alphabet))
}
