import { copy } from './copy'

const FIRST_TAIL: usize = memory.data(16, 16)
const SECOND_TAIL: usize = memory.data(16, 16)
const THIRD_TAIL: usize = memory.data(16, 16)
const TAIL: usize = memory.data(64, 16)

function zipLow(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
}

function zipHigh(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
}

function zipPairsLow(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
}

function zipPairsHigh(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
}

/** Stores sixteen opaque RGBA pixels. `r`, `g` and `b` hold one channel each for all pixels. */
export function storePixels(r: v128, g: v128, b: v128, to: usize): void {
  const opaque = i8x16.splat(-1)
  const rgLow = zipLow(r, g)
  const rgHigh = zipHigh(r, g)
  const baLow = zipLow(b, opaque)
  const baHigh = zipHigh(b, opaque)
  v128.store(to, zipPairsLow(rgLow, baLow))
  v128.store(to, zipPairsHigh(rgLow, baLow), 16)
  v128.store(to, zipPairsLow(rgHigh, baHigh), 32)
  v128.store(to, zipPairsHigh(rgHigh, baHigh), 48)
}

// The functions below convert Y, Cb and Cr to R, G and B by T.871 clause 7, with chroma centered on
// 0. The weights' integer parts are additions, so that the remaining weights fit in 15 or 16
// fraction bits.

/** Returns R = Y + Cr + 0.402 Cr. */
function red(y: v128, cr: v128): v128 {
  return i16x8.add(i16x8.add(y, cr), i16x8.q15mulr_sat_s(cr, i16x8.splat(13173)))
}

/** Returns B = Y + 2 Cb - 0.228 Cb. */
function blue(y: v128, cb: v128): v128 {
  return i16x8.sub(i16x8.add(y, i16x8.add(cb, cb)), i16x8.q15mulr_sat_s(cb, i16x8.splat(7471)))
}

/** Returns -0.344136 Cb + 0.285864 Cr, rounded, for four Cb and Cr pairs. */
function greenPart(pairs: v128): v128 {
  const weights = i16x8(-22553, 18734, -22553, 18734, -22553, 18734, -22553, 18734)
  return i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(pairs, weights), i32x4.splat(1 << 15)), 16)
}

/** Returns G = Y - Cr + (-0.344136 Cb + 0.285864 Cr). */
function green(y: v128, cb: v128, cr: v128): v128 {
  const part = i16x8.narrow_i32x4_s(greenPart(zipPairsLow(cb, cr)), greenPart(zipPairsHigh(cb, cr)))
  return i16x8.add(i16x8.sub(y, cr), part)
}

/**
 * Converts JFIF Y, Cb and Cr (T.871: BT.601, full range) to opaque RGBA. R and B are correctly
 * rounded. G's error is at most 1.
 * @param count samples in each plane
 * @param out receives 4 · count bytes
 */
export function yccToRgba(y: usize, cb: usize, cr: usize, count: usize, out: usize): void {
  const center = i8x16.splat(-128)
  for (let at: usize = 0; at < count; at += 16) {
    const left = count - at
    const short = left < 16
    if (short) {
      copy(y + at, FIRST_TAIL, left)
      copy(cb + at, SECOND_TAIL, left)
      copy(cr + at, THIRD_TAIL, left)
    }
    const ys = v128.load(short ? FIRST_TAIL : y + at)
    const cbs = v128.xor(v128.load(short ? SECOND_TAIL : cb + at), center)
    const crs = v128.xor(v128.load(short ? THIRD_TAIL : cr + at), center)
    const yLow = i16x8.extend_low_i8x16_u(ys)
    const yHigh = i16x8.extend_high_i8x16_u(ys)
    const cbLow = i16x8.extend_low_i8x16_s(cbs)
    const cbHigh = i16x8.extend_high_i8x16_s(cbs)
    const crLow = i16x8.extend_low_i8x16_s(crs)
    const crHigh = i16x8.extend_high_i8x16_s(crs)
    storePixels(
      i8x16.narrow_i16x8_u(red(yLow, crLow), red(yHigh, crHigh)),
      i8x16.narrow_i16x8_u(green(yLow, cbLow, crLow), green(yHigh, cbHigh, crHigh)),
      i8x16.narrow_i16x8_u(blue(yLow, cbLow), blue(yHigh, cbHigh)),
      short ? TAIL : out + 4 * at,
    )
    if (short) copy(TAIL, out + 4 * at, 4 * left)
  }
}

/**
 * Converts R, G and B planes to opaque RGBA.
 * @param count samples in each plane
 * @param out receives 4 · count bytes
 */
export function rgbToRgba(r: usize, g: usize, b: usize, count: usize, out: usize): void {
  for (let at: usize = 0; at < count; at += 16) {
    const left = count - at
    const short = left < 16
    if (short) {
      copy(r + at, FIRST_TAIL, left)
      copy(g + at, SECOND_TAIL, left)
      copy(b + at, THIRD_TAIL, left)
    }
    storePixels(
      v128.load(short ? FIRST_TAIL : r + at),
      v128.load(short ? SECOND_TAIL : g + at),
      v128.load(short ? THIRD_TAIL : b + at),
      short ? TAIL : out + 4 * at,
    )
    if (short) copy(TAIL, out + 4 * at, 4 * left)
  }
}

/** Converts a gray plane to opaque RGBA. */
export function grayToRgba(gray: usize, count: usize, out: usize): void {
  rgbToRgba(gray, gray, gray, count, out)
}
