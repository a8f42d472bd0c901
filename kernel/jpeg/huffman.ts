/**
 * Huffman tables (T.81 C.2, F.2.2.3). A table has its definition and several look-up tables, which
 * are built for each scan:
 *
 * - codes (at the table's start): for each value that the next 10 bits can have, length << 8 |
 *   symbol; 0 if the code is longer or undefined
 * - LIMITS: for each length, the first 16-bit pattern above its codes
 * - OFFSETS: for each length, a symbol's index minus its code
 * - COUNTS and SYMBOLS: the definition, which is the number of codes with each length, and the
 *   symbols
 * - SKIPS: only for AC, see `buildSkips`
 * - SINGLES: at the same offset as SKIPS, see `buildRefinements`
 * - VALUES: only for AC, see `buildValues`
 */
import { alloc } from '../heap'

const LOOKUP_BITS = 10
/** Right shift that leaves the 10 look-up bits from the bit register. */
export const LOOKUP_SHIFT: u64 = 64 - LOOKUP_BITS
const ENTRIES = 1 << LOOKUP_BITS
const MASK = ENTRIES - 1

const LIMITS: usize = ENTRIES * 2
const OFFSETS: usize = LIMITS + 17 * 4
const COUNTS: usize = OFFSETS + 17 * 4
const SYMBOLS: usize = COUNTS + 16
const DC_SIZE: usize = (SYMBOLS + 256 + 15) & ~15
export const SKIPS: usize = DC_SIZE
export const SINGLES: usize = SKIPS
export const VALUES: usize = SKIPS + ENTRIES * 2
const AC_SIZE: usize = VALUES + ENTRIES * 8

// Kinds of scans that contain AC symbols.

export const SEQUENTIAL = 0
export const FIRST = 1
const REFINEMENT = 2

/**
 * Number by which an end of block advances the coefficient index. The resulting index is higher
 * than any coefficient's.
 */
export const END_OF_BLOCK = 128
/**
 * Maximum advance with which a look-up entry still gets another symbol. The advance is the distance
 * that the entry's symbols move the coefficient index.
 */
export const MAX_ADVANCE = 8

/** Address of the four DC Huffman tables (B.2.4.2). A table that is not defined has no codes. */
let dcTables: usize = 0
/** Address of the four AC Huffman tables. */
let acTables: usize = 0

export function openTables(): void {
  dcTables = alloc(4 * DC_SIZE)
  acTables = alloc(4 * AC_SIZE)
}

export function dcTable(selector: i32): usize {
  return dcTables + <usize>selector * DC_SIZE
}

export function acTable(selector: i32): usize {
  return acTables + <usize>selector * AC_SIZE
}

/**
 * Defines a Huffman table from the content of a DHT segment (B.2.4.2).
 * @param definition address of 16 counts, followed by the symbols
 * @param symbols number of symbols, which is the sum of the counts
 * @param limit highest symbol that is allowed
 * @returns `true` if the definition is valid
 */
export function defineTable(table: usize, definition: usize, symbols: i32, limit: i32): bool {
  let space = 1
  for (let length = 1; length <= 16; length++) {
    space = space * 2 - load<u8>(definition + length - 1)
    if (space < 0) return false
  }
  for (let i = 0; i < symbols; i++) if (<i32>load<u8>(definition + 16 + i) > limit) return false
  memory.copy(table + COUNTS, definition, 16 + symbols)
  return true
}

/**
 * Assigns codes to a Huffman table's symbols (C.2). Codes with up to 10 bits are entered in the
 * look-up table.
 */
export function buildCodes(table: usize): void {
  memory.fill(table, 0, ENTRIES * 2)
  let code = 0
  let index = 0
  for (let length = 1; length <= 16; length++) {
    store<i32>(table + OFFSETS + length * 4, index - code)
    for (let n: i32 = load<u8>(table + COUNTS + length - 1); n > 0; n--) {
      if (length <= LOOKUP_BITS) enter(table, code, length, load<u8>(table + SYMBOLS + index))
      code++
      index++
    }
    store<i32>(table + LIMITS + length * 4, code << (16 - length))
    code <<= 1
  }
}

function enter(table: usize, code: i32, length: i32, symbol: i32): void {
  const spare = LOOKUP_BITS - length
  for (let i = 0; i < 1 << spare; i++)
    store<u16>(table + <usize>((code << spare) + i) * 2, (length << 8) | symbol)
}

/**
 * Decodes a code that is longer than 10 bits (F.2.2.3, DECODE).
 * @param bits bit register
 * @returns length << 8 | symbol; 0 for an undefined code
 */
export function longCode(table: usize, bits: u64): u32 {
  const pattern = <i32>(bits >> 48)
  for (let length = LOOKUP_BITS + 1; length <= 16; length++) {
    if (pattern >= load<i32>(table + LIMITS + length * 4)) continue
    const index = load<i32>(table + OFFSETS + length * 4) + (pattern >> (16 - length))
    return ((<u32>length) << 8) | load<u8>(table + SYMBOLS + index)
  }
  return 0
}

/**
 * Builds the look-up table VALUES, which decodes up to three AC symbols with their values at a
 * time. For each value that the next 10 bits can have, an entry has:
 *
 * - bits 0–7: the symbols' and values' total length in bits; 0 if the first symbol and its value
 *   are longer than 10 bits
 * - bits 8–15: the first symbol's advance
 * - bits 16–23: the second symbol's advance; 0 if there is none
 * - bits 24–31: `END_OF_BLOCK` if an end of block follows as the third symbol, otherwise 0
 * - bits 32–47: the first symbol's value
 * - bits 48–63: the second symbol's value, or the first symbol's if there is no second
 *
 * A symbol's advance is the distance from the previous nonzero coefficient to the next one
 * (F.2.2.2). A run of 16 zeros and an end of block have the value 0. An end of block advances to an
 * index that no coefficient has.
 *
 * @param scan `SEQUENTIAL`, `FIRST` or `REFINEMENT`. In the latter two, a symbol may end several
 *   blocks (G.1.2.2), which has no entry. In `REFINEMENT`, all values must be 1 or -1, and a run of
 *   16 zeros has no entry either
 */
export function buildValues(table: usize, scan: i32): void {
  for (let pattern = 0; pattern < ENTRIES; pattern++) {
    let entry: u64 = 0
    const first = symbolAt(table, pattern, 0, scan)
    if (first !== 0) {
      const advance = advanceOf(first)
      let length = lengthOf(first)
      const second = advance > MAX_ADVANCE ? 0 : symbolAt(table, pattern, length, scan)
      if (second === 0) {
        entry = pack(length, first, 0, false)
      } else {
        length += lengthOf(second)
        const sum = advance + advanceOf(second)
        const third = sum > MAX_ADVANCE ? 0 : symbolAt(table, pattern, length, scan)
        const end = third !== 0 && advanceOf(third) === END_OF_BLOCK
        if (end) length += lengthOf(third)
        entry = pack(length, first, second, end)
      }
    }
    store<u64>(table + VALUES + <usize>pattern * 8, entry)
  }
}

/**
 * Builds the look-up tables for a refinement's AC symbols (G.1.2.3): VALUES and SINGLES. An entry
 * in SINGLES has one symbol: length | advance << 4 | (value + 1) << 12. It is 0 if the symbol is
 * longer than 10 bits, ends several blocks, or has a value that is not allowed.
 */
export function buildRefinements(table: usize): void {
  buildValues(table, REFINEMENT)
  for (let pattern = 0; pattern < ENTRIES; pattern++) {
    const symbol = symbolAt(table, pattern, 0, FIRST)
    const level = levelOf(symbol)
    const entry = lengthOf(symbol) | (advanceOf(symbol) << 4) | ((level + 1) << 12)
    store<u16>(table + SINGLES + pattern * 2, symbol === 0 || level < -1 || level > 1 ? 0 : entry)
  }
}

/**
 * Returns an entry of VALUES.
 * @param second the second symbol, or 0
 * @param end `true` if an end of block follows as the third symbol
 */
function pack(length: i32, first: i32, second: i32, end: bool): u64 {
  const tail = end ? END_OF_BLOCK : 0
  const low = length | (advanceOf(first) << 8) | (advanceOf(second) << 16) | (tail << 24)
  const high = (levelOf(first) & 0xffff) | (levelOf(second === 0 ? first : second) << 16)
  return ((<u64>(<u32>high)) << 32) | <u64>(<u32>low)
}

/**
 * Returns the AC symbol that begins after the first `used` bits in a 10-bit pattern, with its
 * value.
 * @returns value << 16 | advance << 8 | length; 0 if the pattern does not contain the complete
 *   symbol, or if the symbol has no entry in this kind of scan
 */
function symbolAt(table: usize, pattern: i32, used: i32, scan: i32): i32 {
  const rest = (pattern << used) & MASK
  const code = <i32>load<u16>(table + <usize>rest * 2)
  const size = code & 15
  const run = (code >> 4) & 15
  const length = code >> 8
  if (code === 0 || used + length + size > LOOKUP_BITS) return 0
  if (size > 1 && scan === REFINEMENT) return 0
  if (size > 0) {
    const value = extend(((rest << length) & MASK) >> (LOOKUP_BITS - size), size)
    return (value << 16) | ((run + 1) << 8) | (length + size)
  }
  if (run === 15) return scan === REFINEMENT ? 0 : (16 << 8) | length
  return run > 0 && scan !== SEQUENTIAL ? 0 : (END_OF_BLOCK << 8) | length
}

function lengthOf(symbol: i32): i32 {
  return symbol & 255
}

function advanceOf(symbol: i32): i32 {
  return (symbol >> 8) & 255
}

function levelOf(symbol: i32): i32 {
  return symbol >> 16
}

/** Returns the signed value that the bits after a code have (T.81 F.2.2.1, EXTEND). */
function extend(value: i32, size: i32): i32 {
  return value < 1 << (size - 1) ? value + 1 - (1 << size) : value
}

/**
 * Builds the look-up table SKIPS, which skips AC symbols whose values are not needed. An entry
 * covers as many symbols as fit in the next 10 bits: total length | total advance << 8. It is 0 if
 * the first code is longer than 10 bits. The last symbol's code must fit in the 10 bits, but its
 * value may extend beyond them.
 */
export function buildSkips(table: usize): void {
  for (let pattern = 0; pattern < ENTRIES; pattern++) {
    let length = 0
    let advance = 0
    while (length < LOOKUP_BITS && advance <= MAX_ADVANCE) {
      const code = <i32>load<u16>(table + <usize>((pattern << length) & MASK) * 2)
      const end = (code & 15) === 0 && (code & 255) !== 0xf0
      const step = end ? END_OF_BLOCK : ((code >> 4) & 15) + 1
      if (code === 0 || length + (code >> 8) > LOOKUP_BITS) break
      length += (code >> 8) + (code & 15)
      advance += step
    }
    store<u16>(table + SKIPS + <usize>pattern * 2, length | (advance << 8))
  }
}
