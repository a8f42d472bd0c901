/** Builds decoding tables for canonical prefix codes (RFC 1951 3.2.2). */
import { nextReversed } from '../bit-reversed'
import { entryOf, firstBits, joined, LITERAL, NONE, OTHER, SUBTABLE } from './entries'

const MAX_BITS: u32 = 15

/**
 * Two tables that are indexed by code length: the number of codes with this length, and the index
 * in `sorted` of the first symbol with such a code.
 */
const counts = memory.data(64, 4)
const starts = memory.data(64, 4)
/** Symbols in code order. */
const sorted = memory.data(320 * 2, 2)

function countOf(bits: u32): u32 {
  return load<u32>(counts + bits * 4)
}

/**
 * Counts the codes for each length and sorts the symbols by code.
 * @returns the longest code length
 */
function sort(lengths: usize, symbols: i32): u32 {
  memory.fill(counts, 0, 64)
  for (let at = 0; at < symbols; at++) {
    const slot = counts + <usize>load<u8>(lengths + at) * 4
    store<u32>(slot, load<u32>(slot) + 1)
  }
  let longest: u32 = 0
  for (let bits: u32 = 1, start: u32 = 0; bits <= MAX_BITS; bits++) {
    store<u32>(starts + bits * 4, start)
    start += countOf(bits)
    if (countOf(bits) !== 0) longest = bits
  }
  for (let at = 0; at < symbols; at++) {
    const bits = <usize>load<u8>(lengths + at)
    if (bits === 0) continue
    const start = load<u32>(starts + bits * 4)
    store<u16>(sorted + <usize>start * 2, at)
    store<u32>(starts + bits * 4, start + 1)
  }
  return longest
}

/**
 * Returns the number of 15-bit codes that the code lengths leave unused. It is 0 if the code is
 * complete, and negative if the lengths describe more codes than exist.
 */
function leftOver(): i32 {
  let left: i32 = 1
  for (let bits: u32 = 1; bits <= MAX_BITS; bits++) {
    left = (left << 1) - countOf(bits)
    if (left < 0) break
  }
  return left
}

/**
 * Builds a prefix code's decoding table. The code must be complete. Unless `strict` is `true`, the
 * function also accepts a code without symbols, or with a single one-bit symbol, as in zlib.
 * @param lengths each symbol's code length in bits, one byte each: at most 15, or 0 if the symbol
 *   has no code
 * @param templates the symbols' entries, without their code bits
 * @param table room for `1 << root` entries followed by subtables, together at most `capacity`
 *   entries
 * @returns `true` if the code is valid
 */
export function buildTable(
  lengths: usize,
  symbols: i32,
  templates: usize,
  table: usize,
  root: u32,
  capacity: u32,
  strict: bool,
): bool {
  const longest = sort(lengths, symbols)
  const left = leftOver()
  if (left === 0) return fill(templates, table, root, capacity)
  if (left < 0 || strict || longest > 1) return false
  const only = longest === 0 ? NONE + 1 : entryOf(template(templates, 0), 1)
  for (let at = table, end = table + ((<usize>4) << root); at < end; at += 8) {
    store<u32>(at, only)
    store<u32>(at, NONE + 1, 4)
  }
  return true
}

function template(templates: usize, at: usize): u32 {
  return load<u32>(templates + <usize>load<u16>(sorted + at * 2) * 4)
}

/**
 * Fills a complete code's table. It visits codes in ascending order. Their bits are stored in
 * reverse, because codes arrive most significant bit first (RFC 1951 3.1.1).
 */
function fill(templates: usize, table: usize, root: u32, capacity: u32): bool {
  let bits: u32 = 1
  let left = countOf(bits)
  let code: u32 = 0
  let at: usize = 0
  // At each step, the table is complete for `bits` index bits. Doubling copies its entries, so that
  // it is complete for one more bit.
  for (;;) {
    for (; left > 0; left--) {
      store<u32>(table + code * 4, entryOf(template(templates, at++), bits))
      if (code === (1 << bits) - 1) {
        while (bits < root) double(table, bits++)
        return true
      }
      code = nextReversed(code, 1 << bits)
    }
    if (bits === root) break
    double(table, bits++)
    left = countOf(bits)
  }
  return fillSubtables(templates, table, root, capacity, code, at)
}

/** Copies the first `1 << bits` entries to the place after them. */
function double(table: usize, bits: u32): void {
  const length = (<usize>4) << bits
  if (length < 16) {
    store<u64>(table + length, load<u64>(table))
    return
  }
  for (let at = table, end = table + length; at < end; at += 16) v128.store(at + length, v128.load(at))
}

function fillSubtables(templates: usize, table: usize, root: u32, capacity: u32, code: u32, at: usize): bool {
  const mask: u32 = (1 << root) - 1
  let bits = root + 1
  let left = countOf(bits)
  let prefix: u32 = u32.MAX_VALUE
  let start: u32 = 0
  let index: u32 = 0
  let end: u32 = 1 << root
  while (true) {
    while (left === 0) left = countOf(++bits)
    if ((code & mask) !== prefix) {
      prefix = code & mask
      start = end
      index = bits - root
      for (let used = left; used < 1 << index; ) used = (used << 1) + countOf(root + ++index)
      end += 1 << index
      if (end > capacity) return false
      store<u32>(table + prefix * 4, OTHER | SUBTABLE | (start << 16) | (index << 8) | root)
    }
    const entry = entryOf(template(templates, at++), bits - root)
    for (let to = code >> root; to < 1 << index; to += 1 << (bits - root))
      store<u32>(table + (start + to) * 4, entry)
    if (code === (1 << bits) - 1) return true
    code = nextReversed(code, 1 << bits)
    left--
  }
}

/**
 * Joins a second literal to each literal entry whose index also holds the second literal's complete
 * code. It works from the last entry to the first, because each entry needs an earlier entry that
 * has not been joined.
 */
export function joinLiterals(table: usize, root: u32): void {
  for (let at: i32 = (1 << root) - 1; at >= 0; at--) {
    const first = load<u32>(table + at * 4)
    if (!(first & LITERAL)) continue
    const bits = firstBits(first)
    const second = load<u32>(table + (at >> bits) * 4)
    if (second & LITERAL && bits + (second & 63) <= root) store<u32>(table + at * 4, joined(first, second))
  }
}
