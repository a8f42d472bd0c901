/**
 * Compact form of a prefix code, without decoding tables. It is used for groups whose tables do not
 * fit in the pool. A code in this form begins with 16 u16: the number of codes with each length,
 * where the index is the length. Then follow the code lengths for all symbols, in 4 bits each.
 *
 * No code has the length 0. The first u16 therefore has another purpose, and has the same format as
 * a decoding table entry. It holds the code's only symbol, or the length COMPACT, which makes the
 * decoder call `compactEntry`.
 */
import { MAX_LENGTH, onlySymbol, reversed } from './lengths'

const HEAD: usize = 32
/**
 * Code length that marks a compact code in an entry. It exceeds the number of index bits in any
 * first table.
 */
const COMPACT = 15

/**
 * Returns the length in bytes of a code with this number of symbols in compact form. It is a
 * multiple of 16.
 */
export function compactBytes(symbols: i32): usize {
  return HEAD + (((<usize>symbols + 1) / 2 + 15) & ~15)
}

export function buildCompact(code: usize, lengths: usize, symbols: i32): void {
  memory.fill(code, 0, compactBytes(symbols))
  for (let i = 0; i < symbols; i++) {
    const length = load<u8>(lengths + i)
    const nibble = code + HEAD + (<usize>i >> 1)
    store<u8>(nibble, load<u8>(nibble) | (length << ((<u8>(i & 1)) << 2)))
    if (length === 0) continue
    const count = code + ((<usize>length) << 1)
    store<u16>(count, load<u16>(count) + 1)
  }
  const only = onlySymbol(lengths, symbols)
  store<u16>(code, only < 0 ? COMPACT : only << 4)
}

/**
 * Decodes the bitstream's next symbol with a compact code. Returns it as an entry: symbol << 4 |
 * length.
 */
export function compactEntry(code: usize, bits: u64): i32 {
  const pattern = reversed(<i32>bits & 0x7fff, MAX_LENGTH)
  let first = 0
  for (let length = 1; length <= MAX_LENGTH; length++) {
    const rank = (pattern >> (MAX_LENGTH - length)) - first
    const count = <i32>load<u16>(code + ((<usize>length) << 1))
    if (rank < count) return ((<i32>symbolOf(code + HEAD, length, rank)) << 4) | length
    first = (first + count) << 1
  }
  // This line is never reached, because the code is complete.
  return 15
}

/**
 * Returns the symbol with a given code length that has `rank` symbols with the same code length
 * before it. The symbol must exist.
 */
function symbolOf(nibbles: usize, length: i32, rank: i32): u32 {
  const low = i8x16.splat(<i8>length)
  const high = i8x16.splat(<i8>(length << 4))
  let at = nibbles
  while (true) {
    const pair = v128.load(at)
    const even = i8x16.bitmask(i8x16.eq(v128.and(pair, i8x16.splat(15)), low))
    const odd = i8x16.bitmask(i8x16.eq(v128.and(pair, i8x16.splat(-16)), high))
    const found = popcnt(even) + popcnt(odd)
    if (rank < found) return ((<u32>(at - nibbles)) << 1) + place(even, odd, rank)
    rank -= found
    at += 16
  }
}

function place(even: i32, odd: i32, rank: i32): u32 {
  for (let i = 0; i < 16; i++) {
    rank -= (even >> i) & 1
    if (rank < 0) return i << 1
    rank -= (odd >> i) & 1
    if (rank < 0) return (i << 1) + 1
  }
  return 0
}
