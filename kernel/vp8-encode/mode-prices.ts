/** Prediction mode prices in the first partition (RFC 6386, 11.2 to 11.5). */
import { alloc } from '../heap'
import { SUBBLOCK_MODES } from '../vp8/mode-probabilities'
import { DC, HE, TM, VE } from '../vp8/modes'
import { priceOf } from './bit-prices'

/** Subblock modes. */
export const MODES: i32 = 10

/** Probabilities in the mode trees, as in the standard. */
export const WHOLE = 145
export const LUMA_TREE: usize = memory.data<u8>([156, 163, 128])
export const CHROMA_TREE: usize = memory.data<u8>([142, 114, 183])

/** Price for prediction by subblocks, without the price for their modes. */
export let subblocksPrice: i32 = 0
/** Prices for luma modes, including prediction as a whole; and for chroma modes. */
const LUMA_PRICES: usize = memory.data(4 * 2, 2)
const CHROMA_PRICES: usize = memory.data(4 * 2, 2)
/** Subblock mode prices by the modes above and to the left, as u16. */
let subblockPrices: usize = 0

/**
 * Paths through the subblock mode tree (RFC 6386, 11.2), by mode: a node and a decision in each
 * byte, as 1 + 2 · node + decision.
 */
// biome-ignore format: one mode a row
export const SUBBLOCK_PATHS: usize = memory.data<u8>([
  1, 0, 0, 0, 0, 0, 0, 0,
  2, 3, 0, 0, 0, 0, 0, 0,
  2, 4, 5, 0, 0, 0, 0, 0,
  2, 4, 6, 7, 9, 0, 0, 0,
  2, 4, 6, 7, 10, 11, 0, 0,
  2, 4, 6, 7, 10, 12, 0, 0,
  2, 4, 6, 8, 13, 0, 0, 0,
  2, 4, 6, 8, 14, 15, 0, 0,
  2, 4, 6, 8, 14, 16, 17, 0,
  2, 4, 6, 8, 14, 16, 18, 0,
], 8)

/** Returns the address of the tree's probabilities for the modes above and to the left. */
export function subblockProbabilities(above: i32, left: i32): usize {
  return SUBBLOCK_MODES + 9 * <usize>(10 * above + left)
}

export function openModePrices(): void {
  subblockPrices = alloc(<usize>(MODES * MODES * MODES * 2))
  if (isDefined(COUNTING)) return
  subblocksPrice = priceOf(0, WHOLE)
  const whole = priceOf(1, WHOLE)
  const flat = whole + priceOf(0, load<u8>(LUMA_TREE))
  const other = whole + priceOf(1, load<u8>(LUMA_TREE))
  setPrice(LUMA_PRICES, DC, flat + priceOf(0, load<u8>(LUMA_TREE, 1)))
  setPrice(LUMA_PRICES, VE, flat + priceOf(1, load<u8>(LUMA_TREE, 1)))
  setPrice(LUMA_PRICES, HE, other + priceOf(0, load<u8>(LUMA_TREE, 2)))
  setPrice(LUMA_PRICES, TM, other + priceOf(1, load<u8>(LUMA_TREE, 2)))
  const one = priceOf(1, load<u8>(CHROMA_TREE))
  const two = one + priceOf(1, load<u8>(CHROMA_TREE, 1))
  setPrice(CHROMA_PRICES, DC, priceOf(0, load<u8>(CHROMA_TREE)))
  setPrice(CHROMA_PRICES, VE, one + priceOf(0, load<u8>(CHROMA_TREE, 1)))
  setPrice(CHROMA_PRICES, HE, two + priceOf(0, load<u8>(CHROMA_TREE, 2)))
  setPrice(CHROMA_PRICES, TM, two + priceOf(1, load<u8>(CHROMA_TREE, 2)))
  for (let above = 0; above < MODES; above++) {
    for (let left = 0; left < MODES; left++) {
      const row = subblockRow(above, left)
      for (let mode = 0; mode < MODES; mode++) setPrice(row, mode, treePrice(above, left, mode))
    }
  }
}

function setPrice(row: usize, mode: i32, price: i32): void {
  store<u16>(row + 2 * <usize>mode, <u16>price)
}

/** Returns the price for a subblock's mode. */
function treePrice(above: i32, left: i32, mode: i32): i32 {
  const probabilities = subblockProbabilities(above, left)
  let price = 0
  for (let path = load<u64>(SUBBLOCK_PATHS + 8 * mode); path !== 0; path >>= 8) {
    const item = (<i32>path & 255) - 1
    price += priceOf(item & 1, load<u8>(probabilities + (item >> 1)))
  }
  return price
}

/** Returns the address of the subblock mode prices for the modes above and to the left. */
export function subblockRow(above: i32, left: i32): usize {
  return subblockPrices + 2 * <usize>(MODES * (MODES * above + left))
}

export function lumaPrice(mode: i32): i32 {
  return load<u16>(LUMA_PRICES + 2 * <usize>mode)
}

export function chromaPrice(mode: i32): i32 {
  return load<u16>(CHROMA_PRICES + 2 * <usize>mode)
}
