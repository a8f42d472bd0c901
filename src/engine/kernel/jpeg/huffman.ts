/**
 * Huffman tables (T.81 C.2, F.2.2.3). A table keeps its definition, and look-ups that are built for each scan:
 *
 *   CODES   by the next 10 bits: length << 8 | symbol; 0 where the code is longer or undefined
 *   LIMITS  for each length the first 16-bit pattern beyond its codes
 *   OFFSETS for each length the index of a symbol less its code
 *   COUNTS, SYMBOLS  the definition: number of codes of each length, and their symbols
 *   SKIPS   AC only, see `buildSkips`
 *   SINGLES in the same place, see `buildRefinements`
 *   VALUES  AC only, see `buildValues`
 */
import { alloc } from '../heap'

const LOOKUP_BITS = 10
/** Shifts a register to the bits of a look-up. */
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

/** Kinds of scans with AC symbols. */
export const SEQUENTIAL = 0
export const FIRST = 1
const REFINEMENT = 2

/** Added to the index of the last coefficient by an end of block. */
export const END_OF_BLOCK = 128
/** A look-up has another symbol only after symbols that advance no further than this. */
export const MAX_ADVANCE = 8

/** Four tables of each kind (B.2.4.2). An undefined one has no codes. */
let dcTables: usize = 0
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
 * Defines a table: 16 counts, then as many symbols as their sum (B.2.4.2).
 * @param limit the highest symbol
 * @returns whether such codes are possible
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

/** Assigns the codes (C.2) and enters the short ones in the look-up. */
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

/** A code that is longer than the look-up (F.2.2.3, DECODE). @returns length << 8 | symbol, 0 for an undefined code */
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
 * Builds the look-up of AC symbols with their values, up to three at a time:
 *
 *   bits 0–7    total length; 0 where the first symbol is longer than the look-up
 *   bits 8–15   advance of the first symbol; bits 32–47 its value
 *   bits 16–23  advance of the second symbol; bits 48–63 its value. Without one: 0, and the first value
 *   bits 24–31  `END_OF_BLOCK` where that follows
 *
 * A symbol advances from one nonzero coefficient to the next (F.2.2.2). A run of 16 zeros and an end of block have the
 * value 0; the latter advances to an index that no coefficient has.
 *
 * @param scan `SEQUENTIAL`; `FIRST`, where one symbol may end many blocks (G.1.2.2), which the look-up cannot hold; or
 *   `REFINEMENT`, where in addition all values are 1 or -1
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
        entry = pack(length, advance, levelOf(first), 0, levelOf(first), 0)
      } else {
        length += lengthOf(second)
        const sum = advance + advanceOf(second)
        const third = sum > MAX_ADVANCE ? 0 : symbolAt(table, pattern, length, scan)
        const end = third !== 0 && advanceOf(third) === END_OF_BLOCK
        if (end) length += lengthOf(third)
        entry = pack(
          length,
          advance,
          levelOf(first),
          advanceOf(second),
          levelOf(second),
          end ? END_OF_BLOCK : 0,
        )
      }
    }
    store<u64>(table + VALUES + <usize>pattern * 8, entry)
  }
}

/**
 * Builds the look-ups of AC symbols of a refinement (G.1.2.3): `VALUES`, in which a run of 16 zeros has no entry, and `SINGLES`,
 * which has one symbol an entry: length, advance << 4 and value + 1 << 12, or 0.
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

function pack(length: i32, advance: i32, value: i32, advance2: i32, value2: i32, end: i32): u64 {
  const low = length | (advance << 8) | (advance2 << 16) | (end << 24)
  const high = (value & 0xffff) | (value2 << 16)
  return ((<u64>(<u32>high)) << 32) | <u64>(<u32>low)
}

/**
 * The symbol after `used` bits of a pattern, with its value.
 * @returns value << 16 | advance << 8 | length; 0 where it is incomplete
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

/** T.81 F.2.2.1, EXTEND. */
function extend(value: i32, size: i32): i32 {
  return value < 1 << (size - 1) ? value + 1 - (1 << size) : value
}

/**
 * Builds the look-up of AC symbols without values, as many as fit: length | advance << 8; 0 where the first code is
 * longer than the look-up. The value of the last one may exceed it.
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
