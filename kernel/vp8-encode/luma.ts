/** Luma that is predicted as a whole macroblock (RFC 6386, 12.2). */
import { DC, HE } from '../vp8/modes'
import { predictLuma, setNeighbors } from '../vp8/predict'
import { transformDc } from '../vp8/transform'
import * as types from './block-types'
import { BLOCK, DC_BLOCK, WHOLE_COEFFICIENTS, WHOLE_COUNTS, WHOLE_LEVELS, WHOLE_VALUES } from './blocks'
import { DC_CONTEXT, LEFT_CONTEXTS } from './contexts'
import { difference } from './distortion'
import { thorough } from './effort'
import { lumaPrice } from './mode-prices'
import { blockPrice } from './prices'
import { bitValue, blockError, LUMA, LUMA_DC, lumaStep, quantize, quantizer } from './quantize'
import { addResidue, transformResidue } from './residue'
import { ABOVE_LUMA, DECODED_LUMA, LEFT_LUMA, SOURCE_LUMA } from './source'
import { forwardDc } from './transform'
import { quantizeOptimal, setTrellis } from './trellis'

const ROW: usize = 16
const PREDICTION_BYTES: usize = 256
const PREDICTIONS: usize = memory.data(4 * 256, 16)

/** Best mode, its macroblock's price in 256ths of a bit, and its weighted cost. */
export let wholeMode: i32 = DC
export let wholePrice: i32 = 0
export let wholeCost: i64 = 0

function prediction(mode: i32): usize {
  return PREDICTIONS + <usize>mode * PREDICTION_BYTES
}

/**
 * Returns the cost of an error and a price, in squared coefficients with 12 fraction bits.
 * @param error sum of squared coefficient differences
 * @param price price in 256ths of a bit
 */
export function costOf(error: i32, price: i32, segment: i32): i64 {
  return ((<i64>error) << 12) + <i64>price * bitValue(segment)
}

/** Chooses a mode, and quantizes the macroblock with it. */
export function encodeWhole(segment: i32, above: usize, hasAbove: bool, hasLeft: bool): void {
  const step = lumaStep(segment)
  setNeighbors(hasAbove, hasLeft)
  let best: i32 = i32.MAX_VALUE
  for (let mode = DC; mode <= HE; mode++) {
    predictLuma(mode, ABOVE_LUMA, LEFT_LUMA, prediction(mode), ROW)
    const score = (difference(SOURCE_LUMA, prediction(mode), 16) << 8) + ((step * lumaPrice(mode)) >> 1)
    if (score < best) {
      best = score
      wholeMode = mode
    }
  }
  if (thorough) chooseMode(segment, above)
  quantizeWhole(segment, above, thorough)
}

/** Chooses the mode that costs least if levels are not optimized. */
function chooseMode(segment: i32, above: usize): void {
  let lowest = i64.MAX_VALUE
  let choice: i32 = DC
  for (wholeMode = DC; wholeMode <= HE; wholeMode++) {
    quantizeWhole(segment, above, false)
    if (wholeCost >= lowest) continue
    lowest = wholeCost
    choice = wholeMode
  }
  wholeMode = choice
}

function quantizeWhole(segment: i32, above: usize, optimal: bool): void {
  const from = prediction(wholeMode)
  for (let index: usize = 0; index < 16; index += 2) {
    const offset = ((index & 12) << 4) + ((index & 3) << 2)
    transformResidue(SOURCE_LUMA + offset, from + offset, WHOLE_COEFFICIENTS + index * BLOCK)
  }
  forwardDc(WHOLE_COEFFICIENTS, WHOLE_COEFFICIENTS + DC_BLOCK * BLOCK)
  const dcContext = <i32>load<u8>(above, DC_CONTEXT) + <i32>load<u8>(LEFT_CONTEXTS, DC_CONTEXT)
  const bit = bitValue(segment)
  setTrellis(types.LUMA_DC, 4 * bit)
  const dcCount = quantizeBlock(DC_BLOCK, quantizer(segment, LUMA_DC), dcContext, optimal)
  // Coefficients in the DC block are twice as large as those in the other blocks.
  let error = blockError >> 2
  let price =
    lumaPrice(wholeMode) + blockPrice(types.LUMA_DC, WHOLE_LEVELS + DC_BLOCK * BLOCK, dcCount, dcContext)
  const table = quantizer(segment, LUMA)
  setTrellis(types.LUMA_AFTER_DC, bit)
  let contexts = load<u32>(above)
  for (let y: usize = 0; y < 4; y++) {
    let left = <i32>load<u8>(LEFT_CONTEXTS + y)
    for (let x: usize = 0; x < 4; x++) {
      const index = (y << 2) + x
      const shift = (<u32>x) << 3
      const context = left + <i32>((contexts >> shift) & 1)
      const count = quantizeBlock(index, table, context, optimal)
      error += blockError
      price += blockPrice(types.LUMA_AFTER_DC, WHOLE_LEVELS + index * BLOCK, count, context)
      left = count > 1 ? 1 : 0
      contexts = (contexts & ~((<u32>1) << shift)) | ((<u32>left) << shift)
    }
  }
  wholePrice = price
  wholeCost = costOf(error, price, segment)
}

/**
 * Quantizes a block in the macroblock.
 * @param optimal `true` if levels are optimized
 */
function quantizeBlock(index: usize, table: usize, context: i32, optimal: bool): i32 {
  const from = WHOLE_COEFFICIENTS + index * BLOCK
  const levels = WHOLE_LEVELS + index * BLOCK
  const values = WHOLE_VALUES + index * BLOCK
  const count = optimal
    ? quantizeOptimal(from, table, levels, values, context)
    : quantize(from, table, levels, values)
  store<u8>(WHOLE_COUNTS + index, <u8>count)
  return count
}

/** Returns `true` if the macroblock has no levels. */
export function isWholeEmpty(): bool {
  return (load<u64>(WHOLE_COUNTS) | load<u64>(WHOLE_COUNTS, 8) | load<u8>(WHOLE_COUNTS, DC_BLOCK)) === 0
}

/** Removes all levels. */
export function clearWhole(): void {
  memory.fill(WHOLE_COUNTS, 0, 17)
  memory.fill(WHOLE_VALUES, 0, 17 * BLOCK)
}

/** Decodes the macroblock as a decoder does. */
export function decodeWhole(): void {
  const from = prediction(wholeMode)
  if (isWholeEmpty()) {
    memory.copy(DECODED_LUMA, from, PREDICTION_BYTES)
    return
  }
  transformDc(WHOLE_VALUES + DC_BLOCK * BLOCK, WHOLE_VALUES)
  for (let index: usize = 0; index < 16; index += 2) {
    const offset = ((index & 12) << 4) + ((index & 3) << 2)
    addResidue(WHOLE_VALUES + index * BLOCK, from + offset, DECODED_LUMA + offset)
  }
}
