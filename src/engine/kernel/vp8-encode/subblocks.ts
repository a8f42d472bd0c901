/** Luma that is predicted by subblocks of 4 × 4 samples (RFC 6386, 12.3). */
import { DC, TM } from '../vp8/modes'
import { byPattern, meansOfThree, meansOfTwo, PATTERNS } from '../vp8/predict-subblock'
import { highHalves, lowHalves, transformPair } from '../vp8/transform'
import { BLOCK, SUBBLOCK_CHOICES, SUBBLOCK_COUNTS, SUBBLOCK_LEVELS } from './blocks'
import { LEFT_CONTEXTS } from './contexts'
import { differences } from './distortion'
import { costOf } from './luma'
import { MODES, subblockRow, subblocksPrice } from './mode-prices'
import { blockPrice } from './prices'
import { blockError, LUMA, lumaStep, quantise, quantiser } from './quantise'
import { DECODED_LUMA, SHEET, SHEET_STRIDE, SOURCE_LUMA } from './source'
import * as tokens from './tokens'
import { forwardPair } from './transform'

/** Predictions of a subblock in all modes. */
const PREDICTIONS: usize = memory.data(10 * 16, 16)
/** Blocks of two modes that are tried together. */
const COEFFICIENTS: usize = memory.data(2 * 32, 16)
const LEVELS: usize = memory.data(2 * 32, 16)
const VALUES: usize = memory.data(2 * 32, 16)

/** Price of the macroblock in 256ths of a bit, and the part of it that the modes take. */
export let subblocksTotalPrice: i32 = 0
export let subblocksModePrice: i32 = 0

/** Two best modes of the subblock. */
let first: i32 = 0
let second: i32 = 0

/** Returns four samples as u32, for a row of the subblock at `at`. */
function rowsAt(at: usize, stride: usize): v128 {
  let rows = i32x4.splat(load<i32>(at))
  rows = i32x4.replace_lane(rows, 1, load<i32>(at + stride))
  rows = i32x4.replace_lane(rows, 2, load<i32>(at + 2 * stride))
  return i32x4.replace_lane(rows, 3, load<i32>(at + 3 * stride))
}

/** Predicts a subblock in all modes. */
function predictAll(at: usize): void {
  const above = load<u64>(at - SHEET_STRIDE)
  const corner = <u64>load<u8>(at - SHEET_STRIDE - 1)
  const p = <u64>load<u8>(at - 1)
  const q = <u64>load<u8>(at + SHEET_STRIDE - 1)
  const r = <u64>load<u8>(at + 2 * SHEET_STRIDE - 1)
  const s = <u64>load<u8>(at + 3 * SHEET_STRIDE - 1)
  const low = (s * 0x010101) | (r << 24) | (q << 32) | (p << 40) | (corner << 48) | (above << 56)
  const high = (above >> 8) | (above & 0xff00000000000000)
  const edge = i64x2.replace_lane(i64x2.splat(low), 1, high)
  const three = meansOfThree(edge)
  const two = meansOfTwo(edge)
  for (let mode: usize = 2; mode < 10; mode++)
    v128.store(PREDICTIONS + (mode << 4), byPattern(PATTERNS + ((mode - 2) << 5), three, two))

  const samples = i64x2.splat(above)
  const pairs = i16x8.extadd_pairwise_i8x16_u(samples)
  const sum = i16x8.extract_lane_u(pairs, 0) + i16x8.extract_lane_u(pairs, 1) + <i32>(p + q + r + s)
  v128.store(PREDICTIONS + ((<usize>DC) << 4), i8x16.splat(<u8>((sum + 4) >> 3)))
  const base = i16x8.sub(
    i16x8.extend_low_i8x16_u(i32x4.shuffle(samples, samples, 0, 0, 0, 0)),
    i16x8.splat(<i16>corner),
  )
  const upper = i64x2.replace_lane(i64x2.splat(p * 0x0001000100010001), 1, q * 0x0001000100010001)
  const lower = i64x2.replace_lane(i64x2.splat(r * 0x0001000100010001), 1, s * 0x0001000100010001)
  const tm = i8x16.narrow_i16x8_u(i16x8.add(base, upper), i16x8.add(base, lower))
  v128.store(PREDICTIONS + ((<usize>TM) << 4), tm)
}

/** Compares all predictions with the subblock, and finds the two best modes. */
function compareAll(source: v128, prices: usize, step: i32): void {
  const low = i16x8.extend_low_i8x16_u(source)
  const high = i16x8.extend_high_i8x16_u(source)
  const s0 = lowHalves(low, low)
  const s1 = highHalves(low, low)
  const s2 = lowHalves(high, high)
  const s3 = highHalves(high, high)
  let best: i32 = i32.MAX_VALUE
  let next: i32 = i32.MAX_VALUE
  for (let mode = 0; mode < MODES; mode += 2) {
    const at = PREDICTIONS + ((<usize>mode) << 4)
    const both = differences(s0, s1, s2, s3, v128.load(at), v128.load(at, 16))
    for (let i = 0; i < 2; i++) {
      const sum = <i32>(both >> ((<u64>i) << 5))
      const score = (sum << 8) + ((step * <i32>load<u16>(prices + 2 * <usize>(mode + i))) >> 2)
      if (score < best) {
        next = best
        second = first
        best = score
        first = mode + i
      } else if (score < next) {
        next = score
        second = mode + i
      }
    }
  }
}

function transformBoth(source: v128): void {
  const a = v128.load(PREDICTIONS + ((<usize>first) << 4))
  const b = v128.load(PREDICTIONS + ((<usize>second) << 4))
  const low = i16x8.extend_low_i8x16_u(source)
  const high = i16x8.extend_high_i8x16_u(source)
  const a0 = i16x8.sub(low, i16x8.extend_low_i8x16_u(a))
  const a2 = i16x8.sub(high, i16x8.extend_high_i8x16_u(a))
  const b0 = i16x8.sub(low, i16x8.extend_low_i8x16_u(b))
  const b2 = i16x8.sub(high, i16x8.extend_high_i8x16_u(b))
  forwardPair(lowHalves(a0, b0), highHalves(a0, b0), lowHalves(a2, b2), highHalves(a2, b2), COEFFICIENTS)
}

/** Decodes the subblock to the sheet, with the first or second of the modes that were tried. */
function decode(at: usize, mode: i32, index: usize): void {
  transformPair(VALUES)
  const block = VALUES + index * BLOCK
  const samples = v128.load(PREDICTIONS + ((<usize>mode) << 4))
  const upper = i16x8.add(i16x8.extend_low_i8x16_u(samples), v128.load(block))
  const lower = i16x8.add(i16x8.extend_high_i8x16_u(samples), v128.load(block, 16))
  const decoded = i8x16.narrow_i16x8_u(upper, lower)
  store<i32>(at, i32x4.extract_lane(decoded, 0))
  store<i32>(at + SHEET_STRIDE, i32x4.extract_lane(decoded, 1))
  store<i32>(at + 2 * SHEET_STRIDE, i32x4.extract_lane(decoded, 2))
  store<i32>(at + 3 * SHEET_STRIDE, i32x4.extract_lane(decoded, 3))
}

/**
 * Chooses the modes of all subblocks, and quantises them.
 * @param above address of the token contexts above
 * @param modesAbove address of the modes of the four subblocks above
 * @param modesLeft address of the modes of the four subblocks to the left
 * @param limit cost from which prediction by subblocks is not useful
 * @returns `true` if the cost is below the limit
 */
export function encodeSubblocks(
  segment: i32,
  above: usize,
  modesAbove: usize,
  modesLeft: usize,
  limit: i64,
): bool {
  const table = quantiser(segment, LUMA)
  const step = lumaStep(segment)
  let contexts = load<u32>(above)
  let totalPrice = subblocksPrice
  let modePrice = subblocksPrice
  let total = costOf(0, totalPrice, segment)
  for (let y: usize = 0; y < 4; y++) {
    let left = <i32>load<u8>(LEFT_CONTEXTS + y)
    let leftMode = <i32>load<u8>(modesLeft + y)
    for (let x: usize = 0; x < 4; x++) {
      const index = (y << 2) + x
      const at = SHEET + (y << 2) * SHEET_STRIDE + (x << 2)
      const aboveMode = <i32>(y === 0 ? load<u8>(modesAbove + x) : load<u8>(SUBBLOCK_CHOICES + index - 4))
      const prices = subblockRow(aboveMode, leftMode)
      const source = rowsAt(SOURCE_LUMA + (y << 6) + (x << 2), 16)
      predictAll(at)
      compareAll(source, prices, step)
      transformBoth(source)

      const shift = (<u32>x) << 3
      const context = left + <i32>((contexts >> shift) & 1)
      let count = quantise(COEFFICIENTS, table, LEVELS, VALUES)
      let price =
        <i32>load<u16>(prices + 2 * <usize>first) + blockPrice(tokens.LUMA, LEVELS, 0, count, context)
      let cost = costOf(blockError, price, segment)
      const count2 = quantise(COEFFICIENTS + BLOCK, table, LEVELS + BLOCK, VALUES + BLOCK)
      const price2 =
        <i32>load<u16>(prices + 2 * <usize>second) +
        blockPrice(tokens.LUMA, LEVELS + BLOCK, 0, count2, context)
      const cost2 = costOf(blockError, price2, segment)
      let chosen: usize = 0
      let mode = first
      if (cost2 < cost) {
        chosen = 1
        mode = second
        count = count2
        price = price2
        cost = cost2
      }
      total += cost
      if (total >= limit) return false
      totalPrice += price
      modePrice += <i32>load<u16>(prices + 2 * <usize>mode)
      decode(at, mode, chosen)
      store<u8>(SUBBLOCK_CHOICES + index, <u8>mode)
      store<u8>(SUBBLOCK_COUNTS + index, <u8>count)
      const levels = LEVELS + chosen * BLOCK
      v128.store(SUBBLOCK_LEVELS + index * BLOCK, v128.load(levels))
      v128.store(SUBBLOCK_LEVELS + index * BLOCK, v128.load(levels, 16), 16)
      leftMode = mode
      left = count > 0 ? 1 : 0
      contexts = (contexts & ~((<u32>1) << shift)) | ((<u32>left) << shift)
    }
  }
  subblocksTotalPrice = totalPrice
  subblocksModePrice = modePrice
  return true
}

/** Copies the decoded subblocks to the samples of the macroblock. */
export function decodeSubblocks(): void {
  for (let y: usize = 0; y < 16; y++) v128.store(DECODED_LUMA + (y << 4), v128.load(SHEET + y * SHEET_STRIDE))
}

/** Returns `true` if the macroblock has no levels. */
export function areSubblocksEmpty(): bool {
  return (load<u64>(SUBBLOCK_COUNTS) | load<u64>(SUBBLOCK_COUNTS, 8)) === 0
}
