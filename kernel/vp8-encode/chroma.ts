/** Encodes a macroblock's chroma (RFC 6386, 12.2). U and V are the halves of each 16-sample row. */
import { DC, HE, TM, VE } from '../vp8/modes'
import * as types from './block-types'
import { BLOCK, CHROMA_COEFFICIENTS, CHROMA_COUNTS, CHROMA_LEVELS, CHROMA_VALUES } from './blocks'
import { CHROMA_ERRORS, LEFT_CONTEXTS } from './contexts'
import { difference } from './distortion'
import { thorough } from './effort'
import { chromaPrice } from './mode-prices'
import { blockPrice } from './prices'
import { bitValue, blockError, CHROMA, lumaStep, quantize, quantizer } from './quantize'
import { addResidue, transformResidue } from './residue'
import { ABOVE_CHROMA, CORNER_CHROMA, DECODED_CHROMA, SOURCE_CHROMA } from './source'
import { quantizeOptimal, setTrellis } from './trellis'

/**
 * DC errors, as i8, in the last block in each column and each row: two for U and two for V. An
 * error is about half a step at most, and the largest DC step is 132.
 */
const COLUMN_ERRORS: usize = memory.data(4, 4)
const ROW_ERRORS: usize = memory.data(4, 4)
const PREDICTION_BYTES: usize = 128
const PREDICTIONS: usize = memory.data(4 * 128, 16)
/** Sample value for a macroblock without neighbors, if the mode is DC. */
const MIDDLE = 128
/**
 * Binary logarithm of a bit count: these bits are worth as much chroma error as one bit is worth
 * luma error. Scores punish chroma errors more than their squares.
 */
const BIT_SHIFT = 2

/** Best mode, and the chroma price in 256ths of a bit. */
export let chromaMode: i32 = DC
export let chromaTotalPrice: i32 = 0
/** Weighted chroma cost. */
let chromaCost: i64 = 0

function prediction(mode: i32): usize {
  return PREDICTIONS + <usize>mode * PREDICTION_BYTES
}

/**
 * Returns a vector with a row's left neighbors: the U neighbor eight times, then the V neighbor.
 */
function beside(row: usize): v128 {
  const samples = v128.load(DECODED_CHROMA + (row << 4))
  return i8x16.shuffle(samples, samples, 7, 7, 7, 7, 7, 7, 7, 7, 15, 15, 15, 15, 15, 15, 15, 15)
}

function predictAll(hasAbove: bool, hasLeft: bool): void {
  const above = v128.load(ABOVE_CHROMA)
  const corner = v128.load(CORNER_CHROMA)
  const low = i16x8.sub(i16x8.extend_low_i8x16_u(above), i16x8.extend_low_i8x16_u(corner))
  const high = i16x8.sub(i16x8.extend_high_i8x16_u(above), i16x8.extend_high_i8x16_u(corner))
  let sums = i16x8.splat(0)
  for (let row: usize = 0; row < 8; row++) {
    const at = row << 4
    const left = beside(row)
    const u = i16x8.extend_low_i8x16_u(left)
    const v = i16x8.extend_high_i8x16_u(left)
    sums = i16x8.add(sums, i64x2.shuffle(u, v, 0, 2))
    v128.store(prediction(HE) + at, left)
    v128.store(prediction(VE) + at, above)
    v128.store(prediction(TM) + at, i8x16.narrow_i16x8_u(i16x8.add(low, u), i16x8.add(high, v)))
  }
  const pairs = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(above))
  const aboveU = i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1)
  const aboveV = i32x4.extract_lane(pairs, 2) + i32x4.extract_lane(pairs, 3)
  const meanU = mean(aboveU, i16x8.extract_lane_u(sums, 0), hasAbove, hasLeft)
  const meanV = mean(aboveV, i16x8.extract_lane_u(sums, 4), hasAbove, hasLeft)
  const flat = i64x2.shuffle(i8x16.splat(<i8>meanU), i8x16.splat(<i8>meanV), 0, 2)
  for (let at: usize = 0; at < PREDICTION_BYTES; at += 16) v128.store(prediction(DC) + at, flat)
}

/** Returns the neighbors' rounded mean, above and to the left, as far as they exist. */
function mean(above: i32, left: i32, hasAbove: bool, hasLeft: bool): i32 {
  if (hasAbove && hasLeft) return (above + left + 8) >> 4
  if (hasAbove || hasLeft) return ((hasAbove ? above : left) + 4) >> 3
  return MIDDLE
}

/** Chooses a mode, and quantizes chroma with it. */
export function encodeChroma(segment: i32, above: usize, hasAbove: bool, hasLeft: bool): void {
  predictAll(hasAbove, hasLeft)
  const step = lumaStep(segment)
  let best: i32 = i32.MAX_VALUE
  for (let mode = DC; mode <= HE; mode++) {
    const sum = difference(SOURCE_CHROMA, prediction(mode), 8)
    const score = (sum << 8) + ((step * chromaPrice(mode)) >> 2)
    if (score < best) {
      best = score
      chromaMode = mode
    }
  }
  if (thorough) chooseMode(segment, above)
  quantizeChroma(segment, above, thorough)
  store<u32>(above, load<u32>(COLUMN_ERRORS), CHROMA_ERRORS)
  store<u32>(LEFT_CONTEXTS, load<u32>(ROW_ERRORS), CHROMA_ERRORS)
}

/** Chooses the mode that costs least if levels are not optimized. */
function chooseMode(segment: i32, above: usize): void {
  let lowest = i64.MAX_VALUE
  let choice: i32 = DC
  for (chromaMode = DC; chromaMode <= HE; chromaMode++) {
    quantizeChroma(segment, above, false)
    if (chromaCost >= lowest) continue
    lowest = chromaCost
    choice = chromaMode
  }
  chromaMode = choice
}

/** Byte offset of each block pair in 16-sample rows: U above, U below, V above, V below. */
function offsetOf(pair: usize): usize {
  return ((pair & 1) << 6) + ((pair >> 1) << 3)
}

/**
 * Returns the amount by which the errors to the left and above raise a DC. A block hands on 11/32
 * of its error to the right, and as much down. If a block handed on its whole error, single-color
 * areas would cost bits to remove casts that are too faint to be seen.
 */
function carried(errorLeft: i32, errorAbove: i32): i32 {
  return (11 * (errorLeft + errorAbove) + 16) >> 5
}

/**
 * Quantizes chroma with the chosen mode. The neighbors' errors are added to each DC. A DC step (RFC
 * 6386, 14.1) changes a block's samples by up to 16. In a smooth area, all blocks can have a DC
 * below half a step, which would become 0 without the errors: a visible cast.
 */
function quantizeChroma(segment: i32, above: usize, optimal: bool): void {
  const from = prediction(chromaMode)
  const table = quantizer(segment, CHROMA)
  for (let pair: usize = 0; pair < 4; pair++) {
    const offset = offsetOf(pair)
    transformResidue(SOURCE_CHROMA + offset, from + offset, CHROMA_COEFFICIENTS + 2 * pair * BLOCK)
  }
  const bit = bitValue(segment) >> BIT_SHIFT
  setTrellis(types.CHROMA, bit)
  let error = 0
  let price = chromaPrice(chromaMode)
  store<u32>(COLUMN_ERRORS, load<u32>(above, CHROMA_ERRORS))
  store<u32>(ROW_ERRORS, load<u32>(LEFT_CONTEXTS, CHROMA_ERRORS))
  for (let plane: usize = 0; plane < 2; plane++) {
    let contexts = <u32>load<u16>(above + 4 + 2 * plane)
    for (let y: usize = 0; y < 2; y++) {
      let left = <i32>load<u8>(LEFT_CONTEXTS + 4 + 2 * plane + y)
      const errorLeft = ROW_ERRORS + 2 * plane + y
      for (let x: usize = 0; x < 2; x++) {
        const index = (plane << 2) + (y << 1) + x
        const at = index * BLOCK
        const shift = (<u32>x) << 3
        const context = left + <i32>((contexts >> shift) & 1)
        const from = CHROMA_COEFFICIENTS + at
        const errorAbove = COLUMN_ERRORS + 2 * plane + x
        const dc = <i32>load<i16>(from) + carried(load<i8>(errorLeft), load<i8>(errorAbove))
        store<i16>(from, <i16>dc)
        const levels = CHROMA_LEVELS + at
        const values = CHROMA_VALUES + at
        const count = optimal
          ? quantizeOptimal(from, table, levels, values, context)
          : quantize(from, table, levels, values)
        store<u8>(CHROMA_COUNTS + index, <u8>count)
        error += blockError
        price += blockPrice(types.CHROMA, levels, count, context)
        const dcError = <i8>(dc - <i32>load<i16>(values))
        store<i8>(errorLeft, dcError)
        store<i8>(errorAbove, dcError)
        left = count > 0 ? 1 : 0
        contexts = (contexts & ~((<u32>1) << shift)) | ((<u32>left) << shift)
      }
    }
  }
  chromaTotalPrice = price
  chromaCost = ((<i64>error) << 12) + <i64>price * bit
}

/** Returns `true` if chroma has no levels. */
export function isChromaEmpty(): bool {
  return load<u64>(CHROMA_COUNTS) === 0
}

/** Removes all levels and the errors that are carried to neighbors. */
export function clearChroma(above: usize): void {
  store<u32>(above, 0, CHROMA_ERRORS)
  store<u32>(LEFT_CONTEXTS, 0, CHROMA_ERRORS)
  store<u64>(CHROMA_COUNTS, 0)
  memory.fill(CHROMA_VALUES, 0, 8 * BLOCK)
}

/** Decodes chroma as a decoder does. */
export function decodeChroma(): void {
  const from = prediction(chromaMode)
  for (let pair: usize = 0; pair < 4; pair++) {
    const offset = offsetOf(pair)
    addResidue(CHROMA_VALUES + 2 * pair * BLOCK, from + offset, DECODED_CHROMA + offset)
  }
}
