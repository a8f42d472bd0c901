/**
 * Decoding tables for a prefix code. They are indexed by the stream's next bits, lowest bit first.
 * An entry has 16 bits: `symbol << 4 | length`.
 *
 * The first table has 2^depth entries. If a code is longer than depth, its entry in the first table
 * refers to a second table. The length in this entry is depth plus the number of index bits in the
 * second table. Instead of a symbol, the entry has an offset in entry pairs, from the first table's
 * end to the second table. In a second table, an entry's length is only the remaining code length.
 */
import { nextReversed } from '../bit-reversed'
import { block, VP8L_LENGTHS } from '../blocks'
import { compactEntry } from './compact-code'
import { MAX_LENGTH } from './lengths'

/**
 * Maximum number of symbols in an alphabet: 256 literals, 24 lengths and 2^11 cached colors (RFC
 * 9649, 3.7.1).
 */
export const MAX_SYMBOLS = 2328
/** Limit for a second table's offset, in entry pairs. Offsets have 12 bits. */
const MAX_SECOND = 4096

/**
 * Tables for building a code: number of codes with each length, index of the next symbol for each
 * length, and symbols in the order of their codes.
 */
const counts = memory.data(16 * 4, 16)
const offsets = memory.data(16 * 4, 16)
let sorted: usize = 0
let used: i32 = 0

/**
 * Length in bytes of the block VP8L_LENGTHS: the code lengths of five codes, and the sorted symbols
 * of one code.
 */
export const SCRATCH: usize = MAX_SYMBOLS + 3 * 256 + 40 + MAX_SYMBOLS * 2

/**
 * Allocates the memory in which codes are built.
 * @returns address of the area for a group's code lengths
 */
export function openCodes(): usize {
  const lengths = block(VP8L_LENGTHS, SCRATCH)
  sorted = lengths + SCRATCH - MAX_SYMBOLS * 2
  return lengths
}

function countLengths(lengths: usize, symbols: i32): void {
  memory.fill(counts, 0, 64)
  for (let i = 0; i < symbols; i++) {
    const at = counts + ((<usize>load<u8>(lengths + i)) << 2)
    store<i32>(at, load<i32>(at) + 1)
  }
  used = symbols - load<i32>(counts)
}

function countOf(length: i32): i32 {
  return load<i32>(counts + ((<usize>length) << 2))
}

/**
 * Counts the index bits that a new second table needs.
 * @param length length of the first code in the second table
 * @param done codes with the same length that are in earlier second tables
 */
function secondBits(depth: i32, length: i32, done: i32): i32 {
  let width = length - depth
  let space = (1 << width) - (countOf(length) - done)
  while (space > 0 && width + depth < MAX_LENGTH) {
    width++
    space = (space << 1) - countOf(width + depth)
  }
  return width
}

/**
 * Builds the first table and the second tables for a complete code.
 * @param writes `false` to compute only the tables' length
 * @returns the tables' length in bytes, or 0 if an offset is too large for an entry
 */
export function buildTables(table: usize, lengths: usize, symbols: i32, depth: i32, writes: bool): usize {
  countLengths(lengths, symbols)
  sortSymbols(lengths, symbols)
  const size = 1 << depth
  let free: usize = table + ((<usize>size) << 1)
  if (used === 1) {
    if (writes) spread(table, 0, size, 0, (<i32>load<u16>(sorted)) << 4)
    return free - table
  }
  let code = 0
  let index = sorted
  let second: usize = 0
  let width = 0
  let prefix = -1
  for (let length = 1; length <= MAX_LENGTH; length++) {
    const n = countOf(length)
    for (let i = 0; i < n; i++) {
      let at = table
      let excess = length
      let from = code
      let entries = size
      if (length > depth) {
        const start = code & (size - 1)
        const isNew = start !== prefix
        if (isNew) {
          prefix = start
          width = secondBits(depth, length, i)
          second = free
          free += (<usize>2) << width
        }
        const pairs = <i32>((second - table) >> 2) - (size >> 1)
        if (pairs >= MAX_SECOND) return 0
        if (writes && isNew) store<u16>(table + ((<usize>start) << 1), (pairs << 4) | (depth + width))
        at = second
        excess -= depth
        from >>= depth
        entries = 1 << width
      }
      if (writes) spread(at, from, entries, excess, ((<i32>load<u16>(index)) << 4) | excess)
      index += 2
      code = nextReversed(code, 1 << length)
    }
  }
  return free - table
}

function spread(table: usize, from: i32, size: i32, length: i32, entry: i32): void {
  for (let at = from; at < size; at += 1 << length) store<u16>(table + ((<usize>at) << 1), entry)
}

function sortSymbols(lengths: usize, symbols: i32): void {
  let offset = 0
  for (let length = 1; length <= MAX_LENGTH; length++) {
    store<i32>(offsets + ((<usize>length) << 2), offset)
    offset += countOf(length)
  }
  for (let symbol = 0; symbol < symbols; symbol++) {
    const length = <usize>load<u8>(lengths + symbol)
    if (length === 0) continue
    const at = offsets + (length << 2)
    const index = load<i32>(at)
    store<i32>(at, index + 1)
    store<u16>(sorted + ((<usize>index) << 1), symbol)
  }
}

/**
 * Returns the entry for the stream's next bits if their code is longer than the first table's
 * index.
 * @param entry first table's entry for the next bits
 * @param mask first table's index mask; 0 if the code is compact
 */
export function longEntry(entry: i32, table: usize, next: u64, mask: usize, depth: i32): i32 {
  if (mask === 0) return compactEntry(table, next)
  const second = table + ((mask + 1) << 1) + ((<usize>(entry >> 4)) << 2)
  const within = ((<usize>1) << ((entry & 15) - depth)) - 1
  return depth + <i32>load<u16>(second + ((<usize>(next >> depth) & within) << 1))
}
