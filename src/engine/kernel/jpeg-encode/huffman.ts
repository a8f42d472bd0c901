/** Computes optimal Huffman tables (T.81 K.2). */

const SYMBOLS: usize = 256
/** An additional symbol that gets the code of all ones. JPEG does not allow that code. */
const RESERVED: usize = SYMBOLS

/** Maximum length of a code in a JPEG file. */
const MAX_LENGTH = 16
/**
 * Maximum length of a code before long codes are shortened to 16 bits. Each merge of two symbols
 * adds at most one bit.
 */
const LENGTHS: i32 = 256

// Layout of a table: frequency of each symbol (u32), entry of each symbol (u32, see `entry`),
// number of codes of each length from 1 to 16 (u8), and symbols in the order of their codes (u8).
const FREQUENCIES: usize = 0
const CODES: usize = FREQUENCIES + (SYMBOLS + 1) * 4
const COUNTS: usize = CODES + SYMBOLS * 4
const VALUES: usize = COUNTS + MAX_LENGTH
export const TABLE_BYTES: usize = VALUES + SYMBOLS

// Layout of the work area: code length of each symbol (u16), next symbol in the chain of merged
// symbols (i16), and number of codes of each length (u16).
const WORK_LENGTHS: usize = 0
const WORK_CHAINS: usize = WORK_LENGTHS + (SYMBOLS + 1) * 2
const WORK_COUNTS: usize = WORK_CHAINS + (SYMBOLS + 1) * 2
export const WORK_BYTES: usize = WORK_COUNTS + (LENGTHS + 1) * 2

/**
 * Number of low bits of a table entry that hold a length: the number of bits to write for the
 * symbol.
 */
export const ENTRY_LENGTH_BITS = 5
/** Mask of these bits. */
export const ENTRY_LENGTH: u32 = (1 << ENTRY_LENGTH_BITS) - 1

export function count(table: usize, symbol: i32): void {
  const at = table + <usize>symbol * 4
  store<u32>(at, load<u32>(at) + 1)
}

/**
 * Returns the table entry of a symbol. The low ENTRY_LENGTH_BITS hold the length of the code and of
 * the value bits after it. The other bits hold the code, shifted to make room for the value bits.
 * The low four bits of a symbol are the number of its value bits.
 */
export function entry(table: usize, symbol: i32): u32 {
  return load<u32>(table + <usize>symbol * 4, CODES)
}

/**
 * Computes the codes of a table from the frequencies that `count` has counted.
 * @returns number of bits that all counted symbols take, with their value bits
 */
export function makeCodes(table: usize, work: usize): u64 {
  memory.fill(work, 0, WORK_BYTES)
  memory.copy(table + CODES, table + FREQUENCIES, SYMBOLS * 4)
  measure(table, work)
  limitLengths(work)
  return assign(table, work)
}

/**
 * Computes the code length of each symbol. It merges the two rarest symbols until one is left, and
 * each merge makes the codes of both one bit longer (T.81 Figure K.1).
 */
function measure(table: usize, work: usize): void {
  store<u32>(table + RESERVED * 4, 1)
  memory.fill(work + WORK_CHAINS, 0xff, (SYMBOLS + 1) * 2)
  for (;;) {
    const rare = rarest(table, -1)
    const next = rarest(table, rare)
    if (next < 0) break
    const at = table + <usize>rare * 4
    store<u32>(at, load<u32>(at) + load<u32>(table + <usize>next * 4))
    store<u32>(table + <usize>next * 4, 0)
    const last = lengthen(work, rare)
    store<i16>(work + WORK_CHAINS + <usize>last * 2, <i16>next)
    lengthen(work, next)
  }
  for (let symbol: usize = 0; symbol <= SYMBOLS; symbol++) {
    const length = load<u16>(work + WORK_LENGTHS + symbol * 2)
    if (length > 0) addTo(work, length, 1)
  }
}

/**
 * Returns the symbol with the lowest nonzero frequency, or -1 if none is left. Of several symbols
 * with the same frequency, it returns the highest, so that the reserved symbol gets the longest
 * code.
 * @param except symbol to ignore, or -1
 */
function rarest(table: usize, except: i32): i32 {
  let found = -1
  let lowest = u32.MAX_VALUE
  for (let symbol = 0; symbol <= <i32>SYMBOLS; symbol++) {
    const frequency = load<u32>(table + <usize>symbol * 4)
    if (frequency > 0 && frequency <= lowest && symbol !== except) {
      lowest = frequency
      found = symbol
    }
  }
  return found
}

function lengthen(work: usize, symbol: i32): i32 {
  let last = symbol
  for (let next = symbol; next >= 0; next = load<i16>(work + WORK_CHAINS + <usize>last * 2)) {
    last = next
    const at = work + WORK_LENGTHS + <usize>next * 2
    store<u16>(at, load<u16>(at) + 1)
  }
  return last
}

function numberOf(work: usize, length: i32): i32 {
  return <i32>load<u16>(work + WORK_COUNTS + <usize>length * 2)
}

function addTo(work: usize, length: i32, number: i32): void {
  store<u16>(work + WORK_COUNTS + <usize>length * 2, <u16>(numberOf(work, length) + number))
}

/**
 * Shortens codes of more than 16 bits, by moving pairs of codes up the tree, and removes the code
 * of the reserved symbol (T.81 Figure K.3).
 */
function limitLengths(work: usize): void {
  for (let length = LENGTHS; length > MAX_LENGTH; length--) {
    while (numberOf(work, length) > 0) {
      let shorter = length - 2
      while (numberOf(work, shorter) === 0) shorter--
      addTo(work, length, -2)
      addTo(work, length - 1, 1)
      addTo(work, shorter + 1, 2)
      addTo(work, shorter, -1)
    }
  }
  let longest = MAX_LENGTH
  while (numberOf(work, longest) === 0) longest--
  addTo(work, longest, -1)
}

/**
 * Sorts the symbols by code length (T.81 Figure K.4) and assigns the codes (Figures C.1 and C.2).
 * The codes overwrite a copy of the frequencies.
 * @returns number of bits that all counted symbols take, with the bits that follow their codes
 */
function assign(table: usize, work: usize): u64 {
  let value = table + VALUES
  for (let length = 1; length <= LENGTHS; length++) {
    for (let symbol: usize = 0; symbol < SYMBOLS; symbol++) {
      if (load<u16>(work + WORK_LENGTHS + symbol * 2) === length) store<u8>(value++, <u8>symbol)
    }
  }
  let total: u64 = 0
  let code: u32 = 0
  value = table + VALUES
  for (let length = 1; length <= MAX_LENGTH; length++) {
    const number = numberOf(work, length)
    store<u8>(table + COUNTS + <usize>length - 1, <u8>number)
    for (let i = 0; i < number; i++) {
      const symbol = <u32>load<u8>(value++)
      const extra = symbol & 15
      const bits = ((code++ << extra) << ENTRY_LENGTH_BITS) | (<u32>length + extra)
      const at = table + <usize>symbol * 4
      total += <u64>load<u32>(at, CODES) * (<u64>length + (extra > 0 ? extra : runBits(symbol)))
      store<u32>(at, bits, CODES)
    }
    code <<= 1
  }
  return total
}

/**
 * Returns the number of bits that follow the code of a symbol without value bits: those of the
 * length of a run for EOB1 to EOB14 of progressive scans (T.81 Table G.1), otherwise 0.
 */
function runBits(symbol: u32): u32 {
  return symbol === 0xf0 ? 0 : symbol >> 4
}

/**
 * Writes a table to a DHT segment (T.81 B.2.4.2).
 * @returns address after the written bytes
 */
export function writeTable(table: usize, at: usize): usize {
  let length: usize = MAX_LENGTH
  for (let i: usize = 0; i < <usize>MAX_LENGTH; i++) length += load<u8>(table + COUNTS + i)
  memory.copy(at, table + COUNTS, length)
  return at + length
}
