import { keepWaiting, MAX_WAITING, waitingLength, waitingValue, writeWord } from './bits'
import { Component } from './component'
import { count, ENTRY_LENGTH, ENTRY_LENGTH_BITS, entry } from './huffman'

/** Counts and writes the Huffman symbols of blocks (T.81 F.1.2). */

/** Symbol for a run with sixteen zeros (T.81 F.1.2.2.1). */
const ZRL = 0xf0
/** Symbol for a block's end (T.81 F.1.2.2.1). */
const EOB = 0x00

/**
 * Maximum length in bytes of a coded block: the bits that waited for it, 27 bits for DC, and 26
 * bits for each AC coefficient. If all these bytes are 0xff, a zero byte follows each, which
 * doubles the length.
 */
export const MAX_BLOCK_BYTES: usize = 2 * ((MAX_WAITING + 27 + 63 * 26) / 8 + 1)

/**
 * Returns the number of bits in a value's magnitude, 0 for the value 0 (T.81 Tables F.1 and F.2).
 */
export function category(value: i32): i32 {
  return 32 - clz(abs(value))
}

/**
 * Returns the bits that follow a value's Huffman code: the lowest `size` bits of the value, or of
 * the value minus 1 if it is negative.
 */
export function valueBits(value: i32, size: i32): u32 {
  return (value + (value >> 31)) & ((1 << size) - 1)
}

/** Returns a block's DC coefficient minus the previous block's, which the block becomes. */
function takeDifference(c: Component, block: usize): i32 {
  const dc = <i32>load<i16>(block)
  const difference = dc - c.prediction
  c.prediction = dc
  return difference
}

/**
 * Counts a block's Huffman symbols in its component's tables.
 * @param nonzero one bit for each nonzero AC coefficient: bit k for zigzag index k
 * @param block coefficients as i16
 * @param order u8 table: for each zigzag index, the coefficient's byte offset in the block
 */
export function countBlock(c: Component, nonzero: u64, block: usize, order: usize): void {
  const ac = c.ac
  count(c.dc, category(takeDifference(c, block)))
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

/**
 * Writes a block, in at most `MAX_BLOCK_BYTES` bytes. The other parameters are the same as for
 * `countBlock`.
 * @param at output address
 * @returns address after the written bytes; up to 31 bits from the block wait for the next call
 */
export function writeBlock(c: Component, nonzero: u64, block: usize, order: usize, at: usize): usize {
  const ac = c.ac
  const difference = takeDifference(c, block)
  let bits = waitingValue()
  let length = waitingLength()
  let size = category(difference)
  let code = entry(c.dc, size)
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
  keepWaiting(bits, length)
  return at
}
