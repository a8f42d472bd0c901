/** Quantizes blocks (RFC 6386, 14.1), and measures the error. */
import { acStep, dcStep } from '../vp8/quant-steps'
import { thorough } from './effort'
import { masking } from './masking'

/** Block kinds that have their own steps. */
export const LUMA: usize = 0
export const LUMA_DC: usize = 1
export const CHROMA: usize = 2
const KINDS: usize = 3

/**
 * Byte offsets in a kind's table, for 16 i16 each in natural order: reciprocals of the steps (2¹⁵ /
 * step), amounts by which magnitudes are reduced before they are rounded, steps, and margins (see
 * `markSoft`).
 */
const REDUCTIONS: usize = 32
const STEPS: usize = 64
const MARGINS: usize = 96
const KIND_BYTES: usize = 128
/** Byte offset of a bit's price in a segment's table (see `bitValue`). */
const BIT_VALUE: usize = KINDS * KIND_BYTES
const SEGMENT_BYTES: usize = BIT_VALUE + 16

export const QUANTIZERS_BYTES: usize = 4 * SEGMENT_BYTES

/**
 * Reductions for DC and AC coefficients by kind, in 256ths of a step. A reduction widens the
 * interval in which values become 0, because levels near 0 cost few bits.
 */
const REDUCED: usize = memory.data<u8>([0, 32, 32, 20, 0, 13])

/**
 * Margins for DC and AC coefficients by kind, in 256ths of a step. A coefficient that is below the
 * nearest level by more than its margin may get the lower level. No coefficient is below by more
 * than 128. DC errors are the most visible ones.
 */
const MARGIN: usize = memory.data<u8>([128, 64, 96, 108, 128, 115])

let tables: usize = 0

export function openQuantizers(address: usize): void {
  tables = address
}

/**
 * Squared steps that a bit is worth, in 256ths. The thorough search finds more levels that cost
 * little error, and gains most with a higher price (2026-11-30).
 */
const BIT_SQUARES = 18
const THOROUGH_BIT_SQUARES = 24

/** Returns the address of a segment's table for a kind. */
export function quantizer(segment: i32, kind: usize): usize {
  return tables + <usize>segment * SEGMENT_BYTES + kind * KIND_BYTES
}

/**
 * Returns the error, in squared coefficients, that a bit is worth in the present macroblock. It has
 * four fraction bits. A uniform quantizer's error falls by 0.12 step² for each bit.
 */
export function bitValue(segment: i32): i32 {
  return max(1, (load<i32>(tables + <usize>segment * SEGMENT_BYTES + BIT_VALUE) * masking) >> 8)
}

/** Returns the step for a segment's luma coefficients other than DC. */
export function lumaStep(segment: i32): i32 {
  return load<i16>(quantizer(segment, LUMA), STEPS + 2)
}

/**
 * Fills a segment's tables.
 * @param index the segment's quantizer index, 0 to 127
 * @param chromaDc number added to the index for chroma DC
 * @param chromaAc number added to the index for chroma AC
 */
export function fillQuantizers(segment: i32, index: i32, chromaDc: i32, chromaAc: i32): void {
  fill(segment, LUMA, dcStep(index), acStep(index))
  fill(segment, LUMA_DC, 2 * dcStep(index), max(8, (acStep(index) * 155) / 100))
  fill(segment, CHROMA, dcStep(index + chromaDc, 117), acStep(index + chromaAc))
  const step = acStep(index)
  const squares = thorough ? THOROUGH_BIT_SQUARES : BIT_SQUARES
  store<i32>(tables + <usize>segment * SEGMENT_BYTES + BIT_VALUE, max(1, (step * step * squares) >> 4))
}

function fill(segment: i32, kind: usize, dc: i32, ac: i32): void {
  const table = quantizer(segment, kind)
  for (let i: usize = 0; i < 16; i++) {
    const step = i === 0 ? dc : ac
    const each: usize = 2 * kind + min<usize>(i, 1)
    const reduction = <i32>load<u8>(REDUCED + each)
    store<i16>(table + 2 * i, <i16>((32768 + step / 2) / step))
    store<i16>(table + 2 * i, <i16>((step * reduction + 128) >> 8), REDUCTIONS)
    store<i16>(table + 2 * i, <i16>step, STEPS)
    store<i16>(table + 2 * i, <i16>((step * <i32>load<u8>(MARGIN + each)) >> 8), MARGINS)
  }
}

/** Squared error in the block that was quantized last. */
export let blockError: i32 = 0

/**
 * Quantizes a block.
 * @param coefficients address of 16 i16 in natural order
 * @param table result of `quantizer`
 * @param levels receives 16 i16 in bitstream order (RFC 6386, 13)
 * @param values receives the dequantized coefficients in natural order
 * @returns number of levels up to the last one that is not 0
 */
export function quantize(coefficients: usize, table: usize, levels: usize, values: usize): i32 {
  const l0 = divide(v128.load(coefficients), table)
  const l1 = divide(v128.load(coefficients, 16), table + 16)
  dequantize(coefficients, l0, l1, table, values)
  return storeLevels(levels, l0, l1)
}

/**
 * Rounds a block's levels to the nearest.
 * @param magnitudes receives the coefficients' magnitudes in bitstream order
 * @param levels receives the levels' magnitudes in the same order
 * @returns number of levels up to the last one that is not 0
 */
export function roundLevels(coefficients: usize, table: usize, magnitudes: usize, levels: usize): i32 {
  const c0 = i16x8.abs(v128.load(coefficients))
  const c1 = i16x8.abs(v128.load(coefficients, 16))
  const l0 = i16x8.q15mulr_sat_s(c0, v128.load(table))
  const l1 = i16x8.q15mulr_sat_s(c1, v128.load(table, 16))
  v128.store(magnitudes, firstHalf(c0, c1))
  v128.store(magnitudes, secondHalf(c0, c1), 16)
  return storeLevels(levels, l0, l1)
}

/**
 * Returns a bit for each level in bitstream order: 1 if the coefficient is below the nearest level
 * by so much that the level may be lowered.
 */
export function markSoft(coefficients: usize, table: usize): i32 {
  const m0 = softOf(v128.load(coefficients), table)
  const m1 = softOf(v128.load(coefficients, 16), table + 16)
  return i8x16.bitmask(i8x16.narrow_i16x8_s(firstHalf(m0, m1), secondHalf(m0, m1)))
}

function softOf(coefficients: v128, table: usize): v128 {
  const magnitudes = i16x8.abs(coefficients)
  const nearest = i16x8.q15mulr_sat_s(magnitudes, v128.load(table))
  const above = i16x8.sub(i16x8.mul(nearest, v128.load(table, STEPS)), magnitudes)
  return i16x8.gt_s(above, v128.load(table, MARGINS))
}

/** Returns a level's step by its place in the bitstream. */
export function stepAt(table: usize, place: i32): i32 {
  return load<i16>(table + (place === 0 ? 0 : 2), STEPS)
}

/**
 * Gives levels their coefficients' signs, and sets `blockError`.
 * @param levels the levels' magnitudes in bitstream order, which are replaced
 * @param values receives the dequantized coefficients in natural order
 * @returns number of levels up to the last one that is not 0
 */
export function setSigns(coefficients: usize, table: usize, levels: usize, values: usize): i32 {
  const m0 = v128.load(levels)
  const m1 = v128.load(levels, 16)
  const c0 = v128.load(coefficients)
  const c1 = v128.load(coefficients, 16)
  const l0 = withSigns(i16x8.shuffle(m0, m1, 0, 1, 5, 6, 2, 4, 7, 12), i16x8.shr_s(c0, 15))
  const l1 = withSigns(i16x8.shuffle(m0, m1, 3, 8, 11, 13, 9, 10, 14, 15), i16x8.shr_s(c1, 15))
  dequantize(coefficients, l0, l1, table, values)
  return storeLevels(levels, l0, l1)
}

function withSigns(magnitudes: v128, signs: v128): v128 {
  return i16x8.sub(v128.xor(magnitudes, signs), signs)
}

/** Stores the levels' dequantized coefficients in natural order, and sets `blockError`. */
function dequantize(coefficients: usize, l0: v128, l1: v128, table: usize, values: usize): void {
  const v0 = i16x8.mul(l0, v128.load(table, STEPS))
  const v1 = i16x8.mul(l1, v128.load(table, STEPS + 16))
  v128.store(values, v0)
  v128.store(values, v1, 16)
  const e0 = i16x8.sub(v128.load(coefficients), v0)
  const e1 = i16x8.sub(v128.load(coefficients, 16), v1)
  blockError = sumOf(i32x4.add(i32x4.dot_i16x8_s(e0, e0), i32x4.dot_i16x8_s(e1, e1)))
}

/** Returns eight of a block's values in bitstream order, from 16 in natural order. */
function firstHalf(low: v128, high: v128): v128 {
  return i16x8.shuffle(low, high, 0, 1, 4, 8, 5, 2, 3, 6)
}

function secondHalf(low: v128, high: v128): v128 {
  return i16x8.shuffle(low, high, 9, 12, 13, 10, 7, 11, 14, 15)
}

/** Stores levels in bitstream order, and returns their number like `quantize`. */
function storeLevels(levels: usize, l0: v128, l1: v128): i32 {
  const z0 = firstHalf(l0, l1)
  const z1 = secondHalf(l0, l1)
  v128.store(levels, z0)
  v128.store(levels, z1, 16)
  const zeros = i8x16.eq(i8x16.narrow_i16x8_s(z0, z1), i8x16.splat(0))
  return 32 - clz(<u32>i8x16.bitmask(zeros) ^ 0xffff)
}

function divide(values: v128, table: usize): v128 {
  const magnitude = i16x8.sub_sat_u(i16x8.abs(values), v128.load(table, REDUCTIONS))
  return withSigns(i16x8.q15mulr_sat_s(magnitude, v128.load(table)), i16x8.shr_s(values, 15))
}

/** Adds up four 32-bit lanes. */
export function sumOf(lanes: v128): i32 {
  const halves = i32x4.add(lanes, i32x4.shuffle(lanes, lanes, 2, 3, 0, 1))
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1)
}
