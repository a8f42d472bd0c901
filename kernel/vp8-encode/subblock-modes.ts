/** Predictions for a 4 × 4 subblock in all modes (RFC 6386, 12.3), and the best prediction. */
import { DC, TM } from '../vp8/modes'
import { byPattern, meansOfThree, meansOfTwo, PATTERNS } from '../vp8/predict-subblock'
import { highHalves, lowHalves } from '../vp8/transform'
import { magnitudeSums } from './distortion'
import { MODES } from './mode-prices'
import { SHEET_STRIDE } from './source'

/** Predictions for a subblock in all modes. */
const PREDICTIONS: usize = memory.data(10 * 16, 16)

/** Modes whose predictions are closest to the subblock, with the closest first. */
export const RANKED: usize = memory.data(4)
/** Modes in `RANKED` that are worth a trial: 2 or 4. */
export let ranks: usize = 4
/** Returns a mode's 16 predicted samples, row by row. */
export function predictionOf(mode: i32): v128 {
  return v128.load(PREDICTIONS + ((<usize>mode) << 4))
}

/** Returns a subblock's 16 samples, row by row. */
export function rowsAt(at: usize, stride: usize): v128 {
  let rows = i32x4.splat(load<i32>(at))
  rows = i32x4.replace_lane(rows, 1, load<i32>(at + stride))
  rows = i32x4.replace_lane(rows, 2, load<i32>(at + 2 * stride))
  return i32x4.replace_lane(rows, 3, load<i32>(at + 3 * stride))
}

/**
 * Predicts a subblock in all modes.
 * @param at address of its first sample in the sheet, among its decoded neighbors
 */
export function predictAll(at: usize): void {
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

/**
 * Ranks the modes by their prices and by the differences between their predictions and the
 * subblock.
 * @param source the subblock's 16 samples, row by row
 * @param prices address of the modes' prices, as u16
 * @param step quantizer step for the subblock's coefficients
 */
export function rankModes(source: v128, prices: usize, step: i32): void {
  const low = i16x8.extend_low_i8x16_u(source)
  const high = i16x8.extend_high_i8x16_u(source)
  const s0 = lowHalves(low, low)
  const s1 = highHalves(low, low)
  const s2 = lowHalves(high, high)
  const s3 = highHalves(high, high)
  let first = i32.MAX_VALUE
  let second = i32.MAX_VALUE
  let third = i32.MAX_VALUE
  let fourth = i32.MAX_VALUE
  for (let mode = 0; mode < MODES; mode += 2) {
    const a = predictionOf(mode)
    const b = predictionOf(mode + 1)
    const a0 = i16x8.extend_low_i8x16_u(a)
    const a2 = i16x8.extend_high_i8x16_u(a)
    const b0 = i16x8.extend_low_i8x16_u(b)
    const b2 = i16x8.extend_high_i8x16_u(b)
    const both = magnitudeSums(
      i16x8.sub(s0, lowHalves(a0, b0)),
      i16x8.sub(s1, highHalves(a0, b0)),
      i16x8.sub(s2, lowHalves(a2, b2)),
      i16x8.sub(s3, highHalves(a2, b2)),
    )
    for (let i = 0; i < 2; i++) {
      const sum = <i32>(both >> ((<u64>i) << 5))
      const score = (sum << 8) + ((step * <i32>load<u16>(prices + 2 * <usize>(mode + i))) >> 2)
      // The lower four bits are the mode.
      let key = (score << 4) | (mode + i)
      const larger = max(key, first)
      first = min(key, first)
      key = max(larger, second)
      second = min(larger, second)
      fourth = min(max(key, third), fourth)
      third = min(key, third)
    }
  }
  store<u8>(RANKED, <u8>(first & 15))
  store<u8>(RANKED, <u8>(second & 15), 1)
  store<u8>(RANKED, <u8>(third & 15), 2)
  store<u8>(RANKED, <u8>(fourth & 15), 3)
  ranks = third < first + (first >> 2) ? 4 : 2
}

/** Sets the two modes that are worth a trial. */
export function setRanked(first: i32, second: i32): void {
  store<u8>(RANKED, <u8>first)
  store<u8>(RANKED, <u8>second, 1)
  ranks = 2
}
