/**
 * Converts limited-range Y, Cb and Cr, which video and WebP use (BT.601: Y from 16 to 235, chroma
 * from 16 to 240).
 */

import { storePixels } from './color'
import { copy } from './copy'

const FIRST_TAIL: usize = memory.data(16, 16)
const SECOND_TAIL: usize = memory.data(16, 16)
const THIRD_TAIL: usize = memory.data(16, 16)
const TAIL: usize = memory.data(64, 16)

/**
 * Fractional parts of the factors that expand limited range to full range, in units of 2⁻¹⁵. Y − 16
 * is multiplied by 1 + 36/219, and Cb − 128 and Cr − 128 by 1 + 31/224.
 */
const LUMA_PART: i16 = 5387
const CHROMA_PART: i16 = 4533

function expandLanes(distance: v128, part: v128, center: v128): v128 {
  return i16x8.add(i16x8.add(distance, i16x8.q15mulr_sat_s(distance, part)), center)
}

/**
 * Expands limited-range samples to full range, in place: (Y - 16) · 255/219, or (C - 128) · 255/224
 * + 128. The results are rounded and clipped.
 * @param chroma 1 for Cb or Cr samples, 0 for Y
 */
export function expandRange(samples: usize, count: usize, chroma: i32): void {
  const low = i16x8.splat(chroma ? 128 : 16)
  const part = i16x8.splat(chroma ? CHROMA_PART : LUMA_PART)
  const center = i16x8.splat(chroma ? 128 : 0)
  for (let at: usize = 0; at < count; at += 16) {
    const left = count - at
    const short = left < 16
    if (short) copy(samples + at, FIRST_TAIL, left)
    const place = short ? FIRST_TAIL : samples + at
    const stored = v128.load(place)
    const first = i16x8.sub(i16x8.extend_low_i8x16_u(stored), low)
    const second = i16x8.sub(i16x8.extend_high_i8x16_u(stored), low)
    v128.store(
      place,
      i8x16.narrow_i16x8_u(expandLanes(first, part, center), expandLanes(second, part, center)),
    )
    if (short) copy(FIRST_TAIL, samples + at, left)
  }
}

// Factors that reduce full range to limited range, in units of 2⁻¹⁵: 219/255 and 224/255.
const LUMA_SHARE: i16 = 28142
const CHROMA_SHARE: i16 = 28785

/**
 * Multiplies distances from the center by a share and rounds the results. Products are rounded to
 * 1/128 first. Where that gives a half, the exact product is farther from 0.
 */
function reduceLanes(distance: v128, share: v128, center: v128): v128 {
  const scaled = i16x8.q15mulr_sat_s(i16x8.shl(distance, 7), share)
  const half = i16x8.add(i16x8.splat(64), i16x8.shr_s(distance, 15))
  return i16x8.add(i16x8.shr_s(i16x8.add(scaled, half), 7), center)
}

/**
 * Reduces full-range samples to limited range, in place: Y · 219/255 + 16, or (C - 128) · 224/255 +
 * 128. The results are rounded.
 * @param chroma 1 for Cb or Cr samples, 0 for Y
 */
export function reduceRange(samples: usize, count: usize, chroma: i32): void {
  const low = i16x8.splat(chroma ? 128 : 0)
  const share = i16x8.splat(chroma ? CHROMA_SHARE : LUMA_SHARE)
  const center = i16x8.splat(chroma ? 128 : 16)
  for (let at: usize = 0; at < count; at += 16) {
    const left = count - at
    const short = left < 16
    if (short) copy(samples + at, FIRST_TAIL, left)
    const place = short ? FIRST_TAIL : samples + at
    const stored = v128.load(place)
    const first = i16x8.sub(i16x8.extend_low_i8x16_u(stored), low)
    const second = i16x8.sub(i16x8.extend_high_i8x16_u(stored), low)
    v128.store(
      place,
      i8x16.narrow_i16x8_u(reduceLanes(first, share, center), reduceLanes(second, share, center)),
    )
    if (short) copy(FIRST_TAIL, samples + at, left)
  }
}

// BT.601 weights in units of 2⁻¹⁴: 255/219 for Y, and for chroma 1.402, 0.344136, 0.714136 and
// 1.772 times 255/224. As in libwebp, products are truncated to 1/64. The offsets subtract 16 from
// Y and 128 from chroma, and round.
const Y_WEIGHT: i16 = 19077
const RED_CR: i16 = 26149
const GREEN_CB: i16 = 6419
const GREEN_CR: i16 = 13320
/** Cb's weight in B. It needs all 16 bits, so `weighed` reads weights as unsigned numbers. */
const BLUE_CB: i16 = <i16>33050
const RED_OFFSET: i16 = 14234
const GREEN_OFFSET: i16 = 8708
const BLUE_OFFSET: i16 = 17685

/**
 * Multiplies samples in 16-bit lanes by a weight. The products are unsigned, in units of 1/64, and
 * have up to 16 bits.
 */
function weighed(samples: v128, weight: i16): v128 {
  const weights = i16x8.splat(weight)
  const low = i32x4.shr_u(i32x4.extmul_low_i16x8_u(samples, weights), 8)
  const high = i32x4.shr_u(i32x4.extmul_high_i16x8_u(samples, weights), 8)
  return i16x8.narrow_i32x4_u(low, high)
}

function red(y: v128, cr: v128): v128 {
  return i16x8.shr_s(i16x8.sub(i16x8.add(y, weighed(cr, RED_CR)), i16x8.splat(RED_OFFSET)), 6)
}

function green(y: v128, cb: v128, cr: v128): v128 {
  const part = i16x8.add(weighed(cb, GREEN_CB), weighed(cr, GREEN_CR))
  return i16x8.shr_s(i16x8.add(i16x8.sub(y, part), i16x8.splat(GREEN_OFFSET)), 6)
}

/**
 * Computes B from weighted Y and Cb. The sum needs all 16 bits, so the arithmetic is unsigned, and
 * negative results saturate to 0.
 */
function blue(y: v128, cb: v128): v128 {
  return i16x8.shr_u(i16x8.sub_sat_u(i16x8.add(y, weighed(cb, BLUE_CB)), i16x8.splat(BLUE_OFFSET)), 6)
}

/**
 * Converts limited-range Y, Cb and Cr (BT.601) to opaque RGBA. The results are identical to
 * libwebp's.
 * @param count samples in each plane
 * @param out receives 4 · count bytes
 */
export function limitedToRgba(y: usize, cb: usize, cr: usize, count: usize, out: usize): void {
  for (let at: usize = 0; at < count; at += 16) {
    const left = count - at
    const short = left < 16
    if (short) {
      copy(y + at, FIRST_TAIL, left)
      copy(cb + at, SECOND_TAIL, left)
      copy(cr + at, THIRD_TAIL, left)
    }
    const ys = v128.load(short ? FIRST_TAIL : y + at)
    const cbs = v128.load(short ? SECOND_TAIL : cb + at)
    const crs = v128.load(short ? THIRD_TAIL : cr + at)
    const yLow = weighed(i16x8.extend_low_i8x16_u(ys), Y_WEIGHT)
    const yHigh = weighed(i16x8.extend_high_i8x16_u(ys), Y_WEIGHT)
    const cbLow = i16x8.extend_low_i8x16_u(cbs)
    const cbHigh = i16x8.extend_high_i8x16_u(cbs)
    const crLow = i16x8.extend_low_i8x16_u(crs)
    const crHigh = i16x8.extend_high_i8x16_u(crs)
    storePixels(
      i8x16.narrow_i16x8_u(red(yLow, crLow), red(yHigh, crHigh)),
      i8x16.narrow_i16x8_u(green(yLow, cbLow, crLow), green(yHigh, cbHigh, crHigh)),
      i8x16.narrow_i16x8_u(blue(yLow, cbLow), blue(yHigh, cbHigh)),
      short ? TAIL : out + 4 * at,
    )
    if (short) copy(TAIL, out + 4 * at, 4 * left)
  }
}
