/**
 * Entries in decoding tables, 32 bits each. Bits 0 to 5 are always the number of bits to consume.
 * The other bits depend on the entry's kind:
 * - Literals: bits 8–15 the first literal, 16–23 the second literal, 24–25 the number of literals,
 *   26–29 the first code's length; bit 31 is set.
 * - Length or distance: bits 8–11 the code length without extra bits, 16–30 the base value.
 * - Other entries: bits 8–11 the number of index bits in a subtable, 12–13 the kind (`END` or
 *   `SUBTABLE`), 16–30 the subtable's start; bit 15 is set.
 */

export const LITERAL: u32 = 0x80000000
/** Bit that is set in entries for a block's end, for a subtable, or for bits that are no code. */
export const OTHER: u32 = 0x8000
export const SUBTABLE: u32 = 0x2000
export const END: u32 = 0x1000
/** Entry for index bits that begin no code. */
export const NONE: u32 = OTHER

/**
 * Numbers that are added to an entry for each bit in its symbol's code: one number for literals,
 * and one for all other symbols. They add 1 to the number of bits to consume and to the code's
 * length.
 */
const LITERAL_BIT: u32 = 0x04000001
const OTHER_BIT: u32 = 0x101

/**
 * Numbers of symbols in the three alphabets: literals and lengths, distances, and code lengths (RFC
 * 1951 3.2.5, 3.2.7).
 */
export const LITERALS: i32 = 288
export const DISTANCES: i32 = 32
export const LENGTHS: i32 = 19

const templates = memory.data((LITERALS + DISTANCES + LENGTHS) * 4, 4)
const DISTANCE_AT: i32 = LITERALS
const LENGTH_AT: i32 = LITERALS + DISTANCES

export const literalTemplates: usize = templates
export const distanceTemplates: usize = templates + <usize>DISTANCE_AT * 4
export const lengthTemplates: usize = templates + <usize>LENGTH_AT * 4

function put(at: i32, entry: u32): void {
  store<u32>(templates + <usize>at * 4, entry)
}

/**
 * Fills the templates, once per instance. A template is the table entry for a symbol whose code has
 * 0 bits. `entryOf` adds the real code's length.
 */
export function prepareTemplates(): void {
  if (load<u32>(templates) !== 0) return
  for (let symbol = 0; symbol < 256; symbol++) put(symbol, LITERAL | (1 << 24) | (symbol << 8))
  put(256, OTHER | END)
  // Four consecutive length symbols have the same number of extra bits. The last symbol, for the
  // length 258, has no extra bits (RFC 1951 3.2.5).
  for (let symbol = 257, base = 3; symbol < 285; symbol++) {
    const extra = symbol < 265 ? 0 : (symbol - 261) >> 2
    put(symbol, (base << 16) | extra)
    base += 1 << extra
  }
  put(285, 258 << 16)
  put(286, NONE)
  put(287, NONE)
  for (let symbol = 0, base = 1; symbol < 30; symbol++) {
    const extra = symbol < 4 ? 0 : (symbol - 2) >> 1
    put(DISTANCE_AT + symbol, (base << 16) | extra)
    base += 1 << extra
  }
  put(DISTANCE_AT + 30, NONE)
  put(DISTANCE_AT + 31, NONE)
  for (let symbol = 0; symbol < LENGTHS; symbol++) put(LENGTH_AT + symbol, symbol << 16)
}

/**
 * Returns a symbol's table entry.
 * @param bits number of the symbol's code bits that this lookup consumes; in a subtable, only the
 *   bits after the first table's
 */
export function entryOf(template: u32, bits: u32): u32 {
  return template + bits * (template & LITERAL ? LITERAL_BIT : OTHER_BIT)
}

/** Returns the code length in bits of an entry's first literal. */
export function firstBits(entry: u32): u32 {
  return (entry >> 26) & 15
}

/** Returns an entry that holds the literals from two entries, each of which holds one literal. */
export function joined(first: u32, second: u32): u32 {
  const kept = first & 0xbc00ff00
  return kept | (2 << 24) | ((second & 0xff00) << 8) | ((first & 63) + (second & 63))
}
