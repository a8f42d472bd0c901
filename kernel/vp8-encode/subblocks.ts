/** Luma that is predicted by 4 × 4 subblocks (RFC 6386, 12.3). */
import { highHalves, lowHalves, transformPair } from '../vp8/transform'
import * as types from './block-types'
import { BLOCK, SUBBLOCK_CHOICES, SUBBLOCK_COUNTS, SUBBLOCK_LEVELS } from './blocks'
import { LEFT_CONTEXTS } from './contexts'
import { thorough } from './effort'
import { costOf } from './luma'
import { MODES, subblockRow, subblocksPrice } from './mode-prices'
import { blockPrice } from './prices'
import { bitValue, blockError, LUMA, lumaStep, quantize, quantizer } from './quantize'
import { DECODED_LUMA, SHEET, SHEET_STRIDE, SOURCE_LUMA } from './source'
import { predictAll, predictionOf, RANKED, rankModes, ranks, rowsAt, setRanked } from './subblock-modes'
import { forwardPair } from './transform'
import { quantizeOptimal, setTrellis } from './trellis'

/** Blocks for two modes that are tried together. */
const COEFFICIENTS: usize = memory.data(2 * 32, 16)
const LEVELS: usize = memory.data(2 * 32, 16)
const VALUES: usize = memory.data(2 * 32, 16)
/** Dequantized coefficients for the best mode, and a second block that is not used. */
const BEST_VALUES: usize = memory.data(2 * 32, 16)

/** The macroblock's price in 256ths of a bit, and the modes' share in it. */
export let subblocksTotalPrice: i32 = 0
export let subblocksModePrice: i32 = 0

/** Best mode for the subblock so far. */
let bestMode: i32 = 0
let bestCount: i32 = 0
let bestPrice: i32 = 0
let bestCost: i64 = 0

/** The macroblock's segment. */
let segment: i32 = 0
/** The subblock's index, its token context, and the address of its modes' prices. */
let index: usize = 0
let context: i32 = 0
let prices: usize = 0

/** Quantizes the subblock in two modes, and keeps a better mode's results. */
function tryPair(first: i32, second: i32, source: v128): void {
  transformBoth(source, predictionOf(first), predictionOf(second))
  tryMode(first, 0)
  tryMode(second, BLOCK)
}

/** Quantizes the subblock in a mode. `offset` is its block's offset in `COEFFICIENTS`. */
function tryMode(mode: i32, offset: usize): void {
  const levels = LEVELS + offset
  const values = VALUES + offset
  const table = quantizer(segment, LUMA)
  const from = COEFFICIENTS + offset
  const count = thorough
    ? quantizeOptimal(from, table, levels, values, context)
    : quantize(from, table, levels, values)
  const price = <i32>load<u16>(prices + 2 * <usize>mode) + blockPrice(types.LUMA, levels, count, context)
  const cost = costOf(blockError, price, segment)
  if (cost >= bestCost) return
  bestMode = mode
  bestCount = count
  bestPrice = price
  bestCost = cost
  copyBlock(levels, SUBBLOCK_LEVELS + index * BLOCK)
  copyBlock(values, BEST_VALUES)
}

/** Ranks the two modes that cost least if their levels are not optimized. */
function rankAll(source: v128): void {
  const table = quantizer(segment, LUMA)
  let first = i64.MAX_VALUE
  let second = i64.MAX_VALUE
  for (let mode = 0; mode < MODES; mode++) {
    const offset = <usize>(mode & 1) * BLOCK
    if (offset === 0) transformBoth(source, predictionOf(mode), predictionOf(mode + 1))
    const count = quantize(COEFFICIENTS + offset, table, LEVELS, VALUES)
    const levelsPrice = blockPrice(types.LUMA, LEVELS, count, context)
    const price = <i32>load<u16>(prices + 2 * <usize>mode) + levelsPrice
    // The lower four bits are the mode.
    const key = (costOf(blockError, price, segment) << 4) | mode
    second = min(second, max(first, key))
    first = min(first, key)
  }
  setRanked(<i32>first & 15, <i32>second & 15)
}

function copyBlock(from: usize, to: usize): void {
  v128.store(to, v128.load(from))
  v128.store(to, v128.load(from, 16), 16)
}

/** Transforms a subblock's residue for two predictions. */
function transformBoth(source: v128, a: v128, b: v128): void {
  const low = i16x8.extend_low_i8x16_u(source)
  const high = i16x8.extend_high_i8x16_u(source)
  const a0 = i16x8.sub(low, i16x8.extend_low_i8x16_u(a))
  const a2 = i16x8.sub(high, i16x8.extend_high_i8x16_u(a))
  const b0 = i16x8.sub(low, i16x8.extend_low_i8x16_u(b))
  const b2 = i16x8.sub(high, i16x8.extend_high_i8x16_u(b))
  forwardPair(lowHalves(a0, b0), highHalves(a0, b0), lowHalves(a2, b2), highHalves(a2, b2), COEFFICIENTS)
}

/** Decodes the subblock to the sheet, with its best mode. */
function decode(at: usize): void {
  let decoded = predictionOf(bestMode)
  if (bestCount > 0) {
    transformPair(BEST_VALUES)
    const upper = i16x8.add(i16x8.extend_low_i8x16_u(decoded), v128.load(BEST_VALUES))
    const lower = i16x8.add(i16x8.extend_high_i8x16_u(decoded), v128.load(BEST_VALUES, 16))
    decoded = i8x16.narrow_i16x8_u(upper, lower)
  }
  store<i32>(at, i32x4.extract_lane(decoded, 0))
  store<i32>(at + SHEET_STRIDE, i32x4.extract_lane(decoded, 1))
  store<i32>(at + 2 * SHEET_STRIDE, i32x4.extract_lane(decoded, 2))
  store<i32>(at + 3 * SHEET_STRIDE, i32x4.extract_lane(decoded, 3))
}

/**
 * Chooses the modes for all subblocks, and quantizes the subblocks.
 * @param above address of the token contexts above
 * @param modesAbove address of the modes in the four subblocks above
 * @param modesLeft address of the modes in the four subblocks to the left
 * @param limit cost from which prediction by subblocks is not useful
 * @returns `true` if the cost is below the limit
 */
export function encodeSubblocks(
  macroblockSegment: i32,
  above: usize,
  modesAbove: usize,
  modesLeft: usize,
  limit: i64,
): bool {
  segment = macroblockSegment
  setTrellis(types.LUMA, bitValue(segment))
  const step = lumaStep(segment)
  let contexts = load<u32>(above)
  let totalPrice = subblocksPrice
  let modePrice = subblocksPrice
  let total = costOf(0, totalPrice, segment)
  for (let y: usize = 0; y < 4; y++) {
    let left = <i32>load<u8>(LEFT_CONTEXTS + y)
    let leftMode = <i32>load<u8>(modesLeft + y)
    for (let x: usize = 0; x < 4; x++) {
      index = (y << 2) + x
      const at = SHEET + (y << 2) * SHEET_STRIDE + (x << 2)
      const aboveMode = <i32>(y === 0 ? load<u8>(modesAbove + x) : load<u8>(SUBBLOCK_CHOICES + index - 4))
      prices = subblockRow(aboveMode, leftMode)
      const source = rowsAt(SOURCE_LUMA + (y << 6) + (x << 2), 16)
      const shift = (<u32>x) << 3
      context = left + <i32>((contexts >> shift) & 1)
      predictAll(at)
      if (thorough) rankAll(source)
      else rankModes(source, prices, step)
      bestCost = i64.MAX_VALUE
      for (let trial: usize = 0; trial < ranks; trial += 2) {
        const ranked = RANKED + trial
        tryPair(load<u8>(ranked), load<u8>(ranked, 1), source)
      }
      total += bestCost
      if (total >= limit) return false
      totalPrice += bestPrice
      modePrice += <i32>load<u16>(prices + 2 * <usize>bestMode)
      decode(at)
      store<u8>(SUBBLOCK_CHOICES + index, <u8>bestMode)
      store<u8>(SUBBLOCK_COUNTS + index, <u8>bestCount)
      leftMode = bestMode
      left = bestCount > 0 ? 1 : 0
      contexts = (contexts & ~((<u32>1) << shift)) | ((<u32>left) << shift)
    }
  }
  subblocksTotalPrice = totalPrice
  subblocksModePrice = modePrice
  return true
}

/** Copies the decoded subblocks to the macroblock's samples. */
export function decodeSubblocks(): void {
  for (let y: usize = 0; y < 16; y++) v128.store(DECODED_LUMA + (y << 4), v128.load(SHEET + y * SHEET_STRIDE))
}

/** Returns `true` if the macroblock has no levels. */
export function areSubblocksEmpty(): bool {
  return (load<u64>(SUBBLOCK_COUNTS) | load<u64>(SUBBLOCK_COUNTS, 8)) === 0
}
