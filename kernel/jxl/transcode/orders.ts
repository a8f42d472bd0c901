/**
 * Coefficient orders, one for each channel (ISO/IEC 18181-1:2022, I.2.4). The coefficients that are
 * most often not 0 come first. The numbers from 0 to 63 that an order permutes are places in the
 * natural order, which is the transposed block's zigzag order.
 */

import { alloc } from '../../heap'
import { naturalIndex } from '../../natural-order'
import {
  codeBytes,
  countTokens,
  finishCode,
  openCode,
  recordOf,
  TOKENS_MARGIN,
  writeCode,
  writeTokens,
} from '../entropy'
import { bits, val, writeU32 } from '../fields'
import { CHANNELS, channel, NONE } from './frame'
import { allNonZeros, nonZerosAt } from './lf-samples'

/** Contexts for the numbers that describe a permutation. */
const CONTEXTS: u32 = 8
const ALPHABET_BITS: u32 = 5
const CLUSTERS: u32 = 4
/** Bit for 8 × 8 blocks in the set of stored orders. */
const ORDER_8X8: u32 = 1
/**
 * Minimum non-zero count in the picture with which custom orders pay. They take about 100 bytes.
 */
const MIN_NON_ZEROS: u64 = 20000

/** Zigzag index for each place in the natural order. */
let transposed: usize = 0
/** Places in the natural order by channel and place in the channel's order. */
let permutations: usize = 0
/** Byte offsets in a block in zigzag order, by channel and place in the channel's order. */
let offsets: usize = 0
let code: usize = 0
let tokens: usize = 0
let hasOrders = false

export function openOrders(): void {
  transposed = alloc(64)
  permutations = alloc(CHANNELS * 64)
  offsets = alloc(CHANNELS * 64)
  code = alloc(codeBytes(CONTEXTS, ALPHABET_BITS, CLUSTERS))
  tokens = alloc(<usize>(CHANNELS * 64 * 4) + TOKENS_MARGIN)
  if (isDefined(COUNTING)) return
  for (let place = 0; place < 64; place++) {
    const index = naturalIndex(place)
    const swapped = ((index & 7) << 3) | (index >> 3)
    for (let k = 0; k < 64; k++) if (naturalIndex(k) === swapped) store<u8>(transposed + place, <u8>k)
  }
}

/**
 * Returns the address of a channel's order: 64 bytes, each a coefficient's byte offset in a block
 * in zigzag order.
 */
export function orderOf(index: i32): usize {
  return offsets + <usize>(index << 6)
}

/** Chooses the orders from the non-zero counts. */
export function chooseOrders(): void {
  hasOrders = allNonZeros() >= MIN_NON_ZEROS
  for (let i = 0; i < CHANNELS; i++) {
    for (let place = 0; place < 64; place++) store<u8>(permutations + (i << 6) + place, <u8>place)
    if (hasOrders && channel(i).component !== NONE) sortPlaces(i)
    for (let place = 0; place < 64; place++) {
      const natural = <usize>load<u8>(permutations + (i << 6) + place)
      store<u8>(offsets + (i << 6) + place, 2 * load<u8>(transposed + natural))
    }
  }
}

/** Sorts a channel's places by insertion. Places with equal counts keep their order. */
function sortPlaces(index: i32): void {
  const row = permutations + <usize>(index << 6)
  for (let place = 2; place < 64; place++) {
    const moved = <i32>load<u8>(row + place)
    const count = countOf(index, moved)
    let to = place
    while (to > 1 && countOf(index, load<u8>(row + to - 1)) < count) {
      store<u8>(row + to, load<u8>(row + to - 1))
      to--
    }
    store<u8>(row + to, <u8>moved)
  }
}

/**
 * Returns the non-zero count at a place in the natural order, in 64ths of the block count. Small
 * differences do not change the order, which then takes fewer bytes.
 */
function countOf(index: i32, natural: i32): u32 {
  const it = channel(index)
  const blocks = <u32>(it.storedWide * it.storedHigh)
  const count = nonZerosAt(index, load<u8>(transposed + natural))
  return <u32>((<u64>count * 256) / blocks)
}

/** Returns a number's context after another number (I.2.4, GetContext). */
function contextAfter(value: u32): u32 {
  return min(<u32>32 - clz(value), CONTEXTS - 1)
}

/**
 * Writes the set of stored orders, and the permutations as their Lehmer codes (F.3.2), without
 * zeros at the end.
 */
export function writeOrders(): void {
  writeU32(hasOrders ? ORDER_8X8 : 0, val(0x5f), val(0x13), val(0), bits(13))
  if (!hasOrders) return
  let at = tokens
  for (let i = 0; i < CHANNELS; i++) at = addPermutation(permutations + <usize>(i << 6), at)
  const count = <u32>((at - tokens) >> 2)
  openCode(code, CONTEXTS, ALPHABET_BITS, CLUSTERS)
  countTokens(code, tokens, count)
  finishCode(code)
  writeCode(code)
  writeTokens(code, tokens, count)
}

function addPermutation(row: usize, at: usize): usize {
  let end: u32 = 64
  while (end > 1 && lehmer(row, end - 1) === 0) end--
  store<u32>(at, recordOf(contextAfter(64), end - 1))
  let previous: u32 = 0
  for (let i: u32 = 1; i < end; i++) {
    at += 4
    const value = lehmer(row, i)
    store<u32>(at, recordOf(contextAfter(previous), value))
    previous = value
  }
  return at + 4
}

/** Counts the places after `index` that are less than the place at `index`. */
function lehmer(row: usize, index: u32): u32 {
  const own = load<u8>(row + index)
  let less: u32 = 0
  for (let i = index + 1; i < 64; i++) if (load<u8>(row + i) < own) less++
  return less
}
