/**
 * Converts RGBA to VP8's Y, Cb and Cr: limited range, BT.601, 4:2:0 (RFC 6386, 9.2). A chroma
 * sample lies in the center of 2 × 2 pixels.
 */

import { copy, copyEvenly } from './copy'
import { addNeighbors, BITS, component, ga, rb, weigh } from './weigh'

// Weights for the channel pairs (R, B) and (G, A), in units of 2⁻¹⁵. Y's weights sum to 219/255,
// and Cb's and Cr's to 0, so that gray is exact.
const Y_RB: usize = memory.data<i16>([8414, 3208, 8414, 3208, 8414, 3208, 8414, 3208], 16)
const Y_GA: usize = memory.data<i16>([16520, 0, 16520, 0, 16520, 0, 16520, 0], 16)
const CB_RB: usize = memory.data<i16>([-4857, 14392, -4857, 14392, -4857, 14392, -4857, 14392], 16)
const CB_GA: usize = memory.data<i16>([-9535, 0, -9535, 0, -9535, 0, -9535, 0], 16)
const CR_RB: usize = memory.data<i16>([14392, -2340, 14392, -2340, 14392, -2340, 14392, -2340], 16)
const CR_GA: usize = memory.data<i16>([-12052, 0, -12052, 0, -12052, 0, -12052, 0], 16)

/** Pixels in a row that are converted at a time. */
const STEP: usize = 8

const TAIL: usize = memory.data(32, 16)
const LOWER_TAIL: usize = memory.data(32, 16)
const SAMPLES: usize = memory.data(32, 16)
/** Sums over four 2 × 2 blocks: first R's and B's, and 16 bytes later G's and A's. */
const SUMS: usize = memory.data(32, 16)

/** Stores the luma for eight pixels. */
function storeLuma(first: v128, second: v128, out: usize): void {
  const offset = i32x4.splat((16 << BITS) + (1 << (BITS - 1)))
  const a = component(first, Y_RB, Y_GA, offset)
  const b = component(second, Y_RB, Y_GA, offset)
  const lanes = i16x8.narrow_i32x4_s(a, b)
  store<i64>(out, i64x2.extract_lane(i8x16.narrow_i16x8_u(lanes, lanes), 0))
}

/** Stores four samples in each chroma plane, from the sums over 2 × 2 pixels. */
function storeChroma(rbSums: v128, gaSums: v128, cb: usize, cr: usize): void {
  const offset = i32x4.splat((128 << (BITS + 2)) + (1 << (BITS + 1)))
  const cbs = i32x4.shr_s(i32x4.add(weigh(rbSums, gaSums, CB_RB, CB_GA), offset), BITS + 2)
  const crs = i32x4.shr_s(i32x4.add(weigh(rbSums, gaSums, CR_RB, CR_GA), offset), BITS + 2)
  const both = i16x8.narrow_i32x4_s(cbs, crs)
  const samples = i8x16.narrow_i16x8_u(both, both)
  store<i32>(cb, i32x4.extract_lane(samples, 0))
  store<i32>(cr, i32x4.extract_lane(samples, 1))
}

/** Returns a pixel's channel, multiplied by alpha. */
function byAlpha(pixel: u32, shift: u32): u32 {
  return ((pixel >> shift) & 255) * (pixel >> 24)
}

/**
 * Writes four times the mean color to `SUMS`, for each of four 2 × 2 blocks, weighted by alpha. A
 * transparent block gets the plain mean.
 */
function sumByAlpha(top: usize, bottom: usize): void {
  for (let x: usize = 0; x < 4; x++) {
    const a = load<u32>(top + 8 * x)
    const b = load<u32>(top + 8 * x, 4)
    const c = load<u32>(bottom + 8 * x)
    const d = load<u32>(bottom + 8 * x, 4)
    const alpha = (a >> 24) + (b >> 24) + (c >> 24) + (d >> 24)
    for (let shift: u32 = 0; shift < 24; shift += 8) {
      const plain = ((a >> shift) & 255) + ((b >> shift) & 255) + ((c >> shift) & 255) + ((d >> shift) & 255)
      const weighted = byAlpha(a, shift) + byAlpha(b, shift) + byAlpha(c, shift) + byAlpha(d, shift)
      const sum = alpha === 0 ? plain : (4 * weighted + alpha / 2) / alpha
      store<u16>(SUMS + 4 * x + (shift === 8 ? 16 : shift / 8), sum)
    }
  }
}

/** Converts 8 × 2 pixels to two luma rows and one row in each chroma plane. */
function convertBlock(top: usize, bottom: usize, y: usize, lowerY: usize, cb: usize, cr: usize): void {
  const a = v128.load(top)
  const b = v128.load(top, 16)
  const c = v128.load(bottom)
  const d = v128.load(bottom, 16)
  const alphas = i32x4.shr_u(v128.and(v128.and(a, b), v128.and(c, d)), 24)
  const opaque = i32x4.all_true(i32x4.eq(alphas, i32x4.splat(255)))
  if (!opaque) sumByAlpha(top, bottom)
  storeLuma(a, b, y)
  storeLuma(c, d, lowerY)
  storeChroma(
    opaque ? addNeighbors(i16x8.add(rb(a), rb(c)), i16x8.add(rb(b), rb(d))) : v128.load(SUMS),
    opaque ? addNeighbors(i16x8.add(ga(a), ga(c)), i16x8.add(ga(b), ga(d))) : v128.load(SUMS, 16),
    cb,
    cr,
  )
}

/** Converts the last pixels in two rows, fewer than eight. */
function convertTail(
  left: usize,
  upper: usize,
  lower: usize,
  y: usize,
  lowerY: usize,
  cb: usize,
  cr: usize,
): void {
  copyEvenly(upper, TAIL, left)
  copyEvenly(lower, LOWER_TAIL, left)
  convertBlock(TAIL, LOWER_TAIL, SAMPLES, SAMPLES + 8, SAMPLES + 16, SAMPLES + 24)
  copy(SAMPLES, y, left)
  copy(SAMPLES + 8, lowerY, left)
  copy(SAMPLES + 16, cb, (left + 1) >> 1)
  copy(SAMPLES + 24, cr, (left + 1) >> 1)
}

/** Parameters for `rgbaToLimited`. */
@unmanaged
class LimitedPlanes {
  rgba: usize
  width: usize
  height: usize
  y: usize
  yStride: usize
  /** Each chroma plane has half the width and height, rounded up. */
  cb: usize
  cr: usize
  chromaStride: usize
}

/**
 * Converts RGBA pixels to limited-range planes with 4:2:0. If a side is odd, its last column or row
 * is repeated. Colors are weighted by alpha for chroma. A sample's error is at most 1, and gray's
 * chroma is exactly 128.
 *
 * The planes may replace pixels that are already converted: each row pair is read before a sample
 * for the next pair is written.
 */
export function rgbaToLimited(values: LimitedPlanes): void {
  const width = values.width
  const height = values.height
  const yStride = values.yStride
  const chromaStride = values.chromaStride
  let upper = values.rgba
  let y = values.y
  let cb = values.cb
  let cr = values.cr
  for (let row: usize = 0; row < height; row += 2) {
    const isPair = row + 1 < height
    const lower = isPair ? upper + 4 * width : upper
    const lowerY = isPair ? y + yStride : y
    let x: usize = 0
    for (; x + STEP <= width; x += STEP)
      convertBlock(upper + 4 * x, lower + 4 * x, y + x, lowerY + x, cb + x / 2, cr + x / 2)
    if (x < width)
      convertTail(width - x, upper + 4 * x, lower + 4 * x, y + x, lowerY + x, cb + x / 2, cr + x / 2)
    upper += 8 * width
    y += 2 * yStride
    cb += chromaStride
    cr += chromaStride
  }
}
