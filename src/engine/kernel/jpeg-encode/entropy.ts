import { count, ENTRY_LENGTH_BITS, entry } from './huffman'

/** Huffman coding of blocks (T.81 F.1.2): counting symbols and writing them. */

/** A run of sixteen zeros, and the end of a block (T.81 F.1.2.2.1). */
const ZRL = 0xf0
const EOB = 0x00

const ENTRY_LENGTH: u32 = (1 << ENTRY_LENGTH_BITS) - 1

/** Largest block: the waiting bits, 27 bits for DC, 26 for each AC coefficient, every byte stuffed. */
export const MAX_BLOCK_BYTES: usize = 2 * ((31 + 27 + 63 * 26) / 8 + 1)

let waiting: u64 = 0
let waitingBits: i32 = 0

export function resetBits(): void {
  waiting = 0
  waitingBits = 0
}

/** The number of bits of a value (T.81 Tables F.1 and F.2). */
function category(value: i32): i32 {
  return 32 - clz(abs(value))
}

/** The bits after a code: the value, or one less where it is negative, without its sign. */
function valueBits(value: i32, size: i32): u32 {
  return (value + (value >> 31)) & ((1 << size) - 1)
}

/**
 * Counts the symbols of a block.
 * @param nonzero a bit for each nonzero AC coefficient, in zigzag order from bit 1 on
 * @param block coefficients
 * @param order u8 byte offset of each coefficient in the block, in zigzag order
 */
export function countBlock(
  difference: i32,
  nonzero: u64,
  block: usize,
  order: usize,
  dc: usize,
  ac: usize,
): void {
  count(dc, category(difference))
  let last = 0
  while (nonzero !== 0) {
    const k = <i32>ctz(nonzero)
    nonzero &= nonzero - 1
    let run = k - last - 1
    for (; run > 15; run -= 16) count(ac, ZRL)
    const value = <i32>load<i16>(block + load<u8>(order + k))
    count(ac, (run << 4) | category(value))
    last = k
  }
  if (last !== 63) count(ac, EOB)
}

/** Writes a block, at most MAX_BLOCK_BYTES. @returns the address after it */
export function writeBlock(
  difference: i32,
  nonzero: u64,
  block: usize,
  order: usize,
  dc: usize,
  ac: usize,
  at: usize,
): usize {
  let bits = waiting
  let length = waitingBits
  let size = category(difference)
  let code = entry(dc, size)
  let extra = valueBits(difference, size)
  let last = 0
  for (;;) {
    bits = (bits << (<u64>(code & ENTRY_LENGTH))) | (code >> ENTRY_LENGTH_BITS) | extra
    length += <i32>(code & ENTRY_LENGTH)
    if (length >= 32) {
      length -= 32
      at = writeWord(at, <u32>(bits >> <u64>(<u32>length)))
    }
    if (last === 63) break
    const k = <i32>ctz(nonzero)
    const run = k - last - 1
    extra = 0
    if (nonzero === 0) {
      code = entry(ac, EOB)
      last = 63
    } else if (run > 15) {
      code = entry(ac, ZRL)
      last += 16
    } else {
      nonzero &= nonzero - 1
      const value = <i32>load<i16>(block + load<u8>(order + k))
      size = category(value)
      code = entry(ac, (run << 4) | size)
      extra = valueBits(value, size)
      last = k
    }
  }
  waiting = bits
  waitingBits = length
  return at
}

/** Writes the waiting bits, padded with ones to whole bytes (T.81 F.1.2.3). @returns the address after them */
export function flushBits(at: usize): usize {
  const missing = 32 - waitingBits
  const word = <u32>((waiting << (<u64>(<u32>missing))) | (((<u64>1) << (<u64>(<u32>missing))) - 1))
  for (let i = 0; i < waitingBits; i += 8) at = writeByte(at, (word << i) >> 24)
  resetBits()
  return at
}

function writeWord(at: usize, word: u32): usize {
  // No byte is 0xff if no byte of the complement is 0.
  if (((~word - 0x01010101) & word & 0x80808080) === 0) {
    store<u32>(at, bswap(word))
    return at + 4
  }
  at = writeByte(at, word >> 24)
  at = writeByte(at, (word >> 16) & 0xff)
  at = writeByte(at, (word >> 8) & 0xff)
  return writeByte(at, word & 0xff)
}

/** A zero follows 0xff, so that it is no marker (T.81 B.1.1.5). */
function writeByte(at: usize, byte: u32): usize {
  store<u8>(at, <u8>byte)
  if (byte !== 0xff) return at + 1
  store<u8>(at, 0, 1)
  return at + 2
}
