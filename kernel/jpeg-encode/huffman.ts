/** Computes optimal Huffman tables (T.81 K.2). */

const SYMBOLS: usize = 256
/** An additional symbol that gets the code with all ones. JPEG does not allow that code. */
const RESERVED: usize = SYMBOLS

/** Maximum code length in a JPEG file. */
const MAX_LENGTH = 16
/**
 * Maximum code length before long codes are shortened to 16 bits. Merging two symbols adds at most
 * one bit.
 */
const LENGTHS: i32 = 256

// Table layout: frequency of each symbol (u32), entry of each symbol (u32, see `entry`), number of
// codes for each length from 1 to 16 (u8), and symbols in code order (u8).
const FREQUENCIES: usize = 0
const CODES: usize = FREQUENCIES + SYMBOLS * 4
const COUNTS: usize = CODES + SYMBOLS * 4
const VALUES: usize = COUNTS + MAX_LENGTH
export const TABLE_BYTES: usize = VALUES + SYMBOLS

/** Maximum symbols in a tree, with the reserved symbol. */
const LEAVES: usize = SYMBOLS + 1

// Work area layout: frequency of each tree node (u32), parent of each node (u16), depth of each
// node (u16), symbol of each leaf (u16), and number of codes for each length (u16). The leaves are
// the first nodes, in ascending order by frequency.
const WORK_NODES: usize = 0
const WORK_PARENTS: usize = WORK_NODES + 2 * LEAVES * 4
const WORK_DEPTHS: usize = WORK_PARENTS + 2 * LEAVES * 2
const WORK_SYMBOLS: usize = WORK_DEPTHS + 2 * LEAVES * 2
const WORK_COUNTS: usize = WORK_SYMBOLS + LEAVES * 2
export const WORK_BYTES: usize = WORK_COUNTS + (LENGTHS + 1) * 2

/** Low bits in a table entry that hold a length: the number of bits to write for the symbol. */
export const ENTRY_LENGTH_BITS = 5
/** Mask for the low bits that hold the length. */
export const ENTRY_LENGTH: u32 = (1 << ENTRY_LENGTH_BITS) - 1

export function count(table: usize, symbol: i32): void {
  const at = table + <usize>symbol * 4
  store<u32>(at, load<u32>(at) + 1)
}

/** Adds a table's frequencies to another table's. */
export function addFrequencies(table: usize, to: usize): void {
  for (let at: usize = 0; at < SYMBOLS * 4; at += 16)
    v128.store(to + at, i32x4.add(v128.load(to + at), v128.load(table + at)))
}

/** Returns a table's length in bytes in a DHT segment, with its class and destination. */
export function tableBytes(table: usize): usize {
  let length: usize = 1 + MAX_LENGTH
  for (let i: usize = 0; i < <usize>MAX_LENGTH; i++) length += load<u8>(table + COUNTS + i)
  return length
}

/**
 * Returns a symbol's table entry. The low ENTRY_LENGTH_BITS hold the length of the code together
 * with the value bits after it. The other bits hold the code, shifted to make room for the value
 * bits. A symbol's low four bits are its number of value bits.
 */
export function entry(table: usize, symbol: i32): u32 {
  return load<u32>(table + <usize>symbol * 4, CODES)
}

/**
 * Computes a table's codes from the frequencies that `count` has counted.
 * @returns number of bits that all counted symbols take, with their value bits
 */
export function makeCodes(table: usize, work: usize): u64 {
  memory.fill(work + WORK_COUNTS, 0, (LENGTHS + 1) * 2)
  const leaves = sortLeaves(table, work)
  measure(leaves, work)
  limitLengths(work)
  return assign(leaves, table, work)
}

/**
 * Lists the symbols that occur, the rarest first. The reserved symbol comes before all others, so
 * that it gets the longest code.
 * @returns number of listed symbols
 */
function sortLeaves(table: usize, work: usize): i32 {
  let leaves = 1
  store<u32>(work, 1, WORK_NODES)
  store<u16>(work, <u16>RESERVED, WORK_SYMBOLS)
  for (let symbol = 0; symbol < <i32>SYMBOLS; symbol++) {
    const frequency = load<u32>(table + <usize>symbol * 4, FREQUENCIES)
    if (frequency === 0) continue
    let at = leaves++
    for (; at > 1; at--) {
      const before = load<u32>(work + <usize>(at - 1) * 4, WORK_NODES)
      if (before <= frequency) break
      store<u32>(work + <usize>at * 4, before, WORK_NODES)
      store<u16>(work + <usize>at * 2, load<u16>(work + <usize>(at - 1) * 2, WORK_SYMBOLS), WORK_SYMBOLS)
    }
    store<u32>(work + <usize>at * 4, frequency, WORK_NODES)
    store<u16>(work + <usize>at * 2, <u16>symbol, WORK_SYMBOLS)
  }
  return leaves
}

/**
 * Computes the number of codes for each length. It joins the two rarest nodes until one is left
 * (T.81 Figure K.1). Joined nodes arise in ascending order, so that the rarest node is either the
 * next leaf or the next joined node.
 */
function measure(leaves: i32, work: usize): void {
  const root = 2 * leaves - 2
  let leaf = 0
  let joined = leaves
  for (let node = leaves; node <= root; node++) {
    let sum: u32 = 0
    for (let i = 0; i < 2; i++) {
      const isLeaf =
        leaf < leaves && (joined === node || frequencyOf(work, leaf) <= frequencyOf(work, joined))
      const child = isLeaf ? leaf++ : joined++
      sum += frequencyOf(work, child)
      store<u16>(work + <usize>child * 2, <u16>node, WORK_PARENTS)
    }
    store<u32>(work + <usize>node * 4, sum, WORK_NODES)
  }
  store<u16>(work + <usize>root * 2, 0, WORK_DEPTHS)
  for (let node = root - 1; node >= 0; node--) {
    const parent = <usize>load<u16>(work + <usize>node * 2, WORK_PARENTS)
    const depth = <i32>load<u16>(work + parent * 2, WORK_DEPTHS) + 1
    store<u16>(work + <usize>node * 2, <u16>depth, WORK_DEPTHS)
    if (node < leaves) addTo(work, depth, 1)
  }
}

function frequencyOf(work: usize, node: i32): u32 {
  return load<u32>(work + <usize>node * 4, WORK_NODES)
}

function numberOf(work: usize, length: i32): i32 {
  return <i32>load<u16>(work + WORK_COUNTS + <usize>length * 2)
}

function addTo(work: usize, length: i32, number: i32): void {
  store<u16>(work + WORK_COUNTS + <usize>length * 2, <u16>(numberOf(work, length) + number))
}

/**
 * Shortens codes that are longer than 16 bits, by moving pairs of codes up the tree. Then removes
 * the reserved symbol's code (T.81 Figure K.3).
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
 * Assigns the codes (T.81 Figures C.1 and C.2). The most frequent symbols get the shortest codes.
 * @returns number of bits that all counted symbols take, with the bits that follow their codes
 */
function assign(leaves: i32, table: usize, work: usize): u64 {
  memory.fill(table + CODES, 0, SYMBOLS * 4)
  let total: u64 = 0
  let code: u32 = 0
  let value = table + VALUES
  let leaf = leaves
  for (let length = 1; length <= MAX_LENGTH; length++) {
    const number = numberOf(work, length)
    store<u8>(table + COUNTS + <usize>length - 1, <u8>number)
    for (let i = 0; i < number; i++) {
      const symbol = <u32>load<u16>(work + <usize>--leaf * 2, WORK_SYMBOLS)
      store<u8>(value++, <u8>symbol)
      const extra = symbol & 15
      const following = extra > 0 ? extra : runBits(symbol)
      total += <u64>frequencyOf(work, leaf) * (<u64>length + following)
      const bits = ((code++ << extra) << ENTRY_LENGTH_BITS) | (<u32>length + extra)
      store<u32>(table + <usize>symbol * 4, bits, CODES)
    }
    code <<= 1
  }
  return total
}

/** Counts the bits that a table's counted symbols take with another table's codes. */
export function bitsWith(table: usize, codes: usize): u64 {
  let total: u64 = 0
  for (let symbol: u32 = 0; symbol < <u32>SYMBOLS; symbol++) {
    const length = entry(codes, symbol) & ENTRY_LENGTH
    const following = (symbol & 15) > 0 ? 0 : runBits(symbol)
    total += <u64>load<u32>(table + <usize>symbol * 4, FREQUENCIES) * (length + following)
  }
  return total
}

/**
 * Counts the bits that follow the code of a symbol without value bits. In progressive scans, the
 * run length follows EOB1 to EOB14 (T.81 Table G.1). No bits follow any other such symbol.
 */
function runBits(symbol: u32): u32 {
  return symbol === 0xf0 ? 0 : symbol >> 4
}

/**
 * Writes a table to a DHT segment (T.81 B.2.4.2).
 * @returns address after the written bytes
 */
export function writeTable(table: usize, at: usize): usize {
  const length = tableBytes(table) - 1
  memory.copy(at, table + COUNTS, length)
  return at + length
}
