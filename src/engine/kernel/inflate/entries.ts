/**
 * What a look-up in a decoding table gives: 32 bits, the low six of which are always the bits to consume.
 *
 * | kind       | 6–7 | 8–15              | 16–23                | 24–31                                  |
 * | literals   |     | the first         | the second           | 24–25 number, 26–29 first code, 31 set |
 * | length, distance | | 8–11 length of the code | base, to bit 30 |                                     |
 * | other      |     | 8–11 index bits of a subtable, 12–13 kind, 15 set | start of the subtable, to bit 30 | |
 */

export const LITERAL: u32 = 0x80000000
/** End of block, subtable or no code at all. */
export const OTHER: u32 = 0x8000
export const SUBTABLE: u32 = 0x2000
export const END: u32 = 0x1000
/** No code begins with these bits. */
export const NONE: u32 = OTHER

/** What a symbol's entry grows by with each bit of its code. */
const LITERAL_BIT: u32 = 0x04000001
const OTHER_BIT: u32 = 0x101

/** Codes of literals and lengths, of distances, and of code lengths (RFC 1951 3.2.5, 3.2.7). */
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

/** Entries of codes without bits, once for an instance. */
export function prepareTemplates(): void {
  if (load<u32>(templates) !== 0) return
  for (let symbol = 0; symbol < 256; symbol++) put(symbol, LITERAL | (1 << 24) | (symbol << 8))
  put(256, OTHER | END)
  // RFC 1951 3.2.5: four lengths to each number of extra bits, but 258 has none.
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

/** The entry of a symbol whose code has `bits` bits where it is looked up. */
export function entryOf(template: u32, bits: u32): u32 {
  return template + bits * (template & LITERAL ? LITERAL_BIT : OTHER_BIT)
}

/** Bits of the first literal's code. */
export function firstBits(entry: u32): u32 {
  return (entry >> 26) & 15
}

/** Two literals in one entry. */
export function joined(first: u32, second: u32): u32 {
  const kept = first & 0xbc00ff00
  return kept | (2 << 24) | ((second & 0xff00) << 8) | ((first & 63) + (second & 63))
}
