/**
 * Converts RGBA to JFIF Y, Cb and Cr (T.871 clause 7, encoding: BT.601, full range). Alpha is
 * ignored.
 */

import { copy, copyEvenly } from './copy'
import { addNeighbors, BITS, component, ga, rb, weigh } from './weigh'

// Weights for the channel pairs (R, B) and (G, A), in units of 2⁻¹⁵. Y's weights sum to 1, and Cb's
// and Cr's to 0, so that gray is exact.
export const Y_RB: usize = memory.data<i16>([9798, 3735, 9798, 3735, 9798, 3735, 9798, 3735], 16)
export const Y_GA: usize = memory.data<i16>([19235, 0, 19235, 0, 19235, 0, 19235, 0], 16)
export const CB_RB: usize = memory.data<i16>([-5529, 16384, -5529, 16384, -5529, 16384, -5529, 16384], 16)
export const CB_GA: usize = memory.data<i16>([-10855, 0, -10855, 0, -10855, 0, -10855, 0], 16)
export const CR_RB: usize = memory.data<i16>([16384, -2664, 16384, -2664, 16384, -2664, 16384, -2664], 16)
export const CR_GA: usize = memory.data<i16>([-13720, 0, -13720, 0, -13720, 0, -13720, 0], 16)

const TAIL: usize = memory.data(64, 16)
const LOWER_TAIL: usize = memory.data(64, 16)
const TAIL_SAMPLES: usize = memory.data(16, 16)
const MORE_TAIL_SAMPLES: usize = memory.data(16, 16)

/**
 * Converts pixels to one component's samples.
 * @param level 0 for Y, 128 for Cb and Cr
 * @param out address of the samples, which may be the pixels' address
 */
export function plane(
  rgba: usize,
  count: usize,
  rbWeights: usize,
  gaWeights: usize,
  level: i32,
  out: usize,
): void {
  const offset = i32x4.splat((level << BITS) + (1 << (BITS - 1)))
  for (let at: usize = 0; at < count; at += 16) {
    const left = count - at
    const short = left < 16
    if (short) copy(rgba + 4 * at, TAIL, 4 * left)
    const from = short ? TAIL : rgba + 4 * at
    const a = component(v128.load(from), rbWeights, gaWeights, offset)
    const b = component(v128.load(from, 16), rbWeights, gaWeights, offset)
    const c = component(v128.load(from, 32), rbWeights, gaWeights, offset)
    const d = component(v128.load(from, 48), rbWeights, gaWeights, offset)
    const samples = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d))
    v128.store(short ? TAIL_SAMPLES : out + at, samples)
    if (short) copy(TAIL_SAMPLES, out + at, left)
  }
}

/**
 * Converts two pixel rows to a Cb row and a Cr row. Each sample is the mean of 2 × 2 pixels. The
 * last column is repeated if `width` is odd.
 */
function halfChromaRow(upper: usize, lower: usize, width: usize, cb: usize, cr: usize): void {
  const halfWidth = (width + 1) >> 1
  const offset = i32x4.splat((128 << (BITS + 2)) + (1 << (BITS + 1)))
  for (let at: usize = 0; at < halfWidth; at += 4) {
    const left = width - 2 * at
    const short = left < 8
    if (short) {
      copyEvenly(upper + 8 * at, TAIL, left)
      copyEvenly(lower + 8 * at, LOWER_TAIL, left)
    }
    const top = short ? TAIL : upper + 8 * at
    const bottom = short ? LOWER_TAIL : lower + 8 * at
    const a = v128.load(top)
    const b = v128.load(top, 16)
    const c = v128.load(bottom)
    const d = v128.load(bottom, 16)
    const rbSums = addNeighbors(i16x8.add(rb(a), rb(c)), i16x8.add(rb(b), rb(d)))
    const gaSums = addNeighbors(i16x8.add(ga(a), ga(c)), i16x8.add(ga(b), ga(d)))
    const cbs = i32x4.shr_s(i32x4.add(weigh(rbSums, gaSums, CB_RB, CB_GA), offset), BITS + 2)
    const crs = i32x4.shr_s(i32x4.add(weigh(rbSums, gaSums, CR_RB, CR_GA), offset), BITS + 2)
    const both = i16x8.narrow_i32x4_s(cbs, crs)
    const samples = i8x16.narrow_i16x8_u(both, both)
    store<i32>(short ? TAIL_SAMPLES : cb + at, i32x4.extract_lane(samples, 0))
    store<i32>(short ? MORE_TAIL_SAMPLES : cr + at, i32x4.extract_lane(samples, 1))
    if (short) {
      copy(TAIL_SAMPLES, cb + at, halfWidth - at)
      copy(MORE_TAIL_SAMPLES, cr + at, halfWidth - at)
    }
  }
}

/** Parameters for `rgbaToYcc`. */
@unmanaged
class YccPlanes {
  rgba: usize
  width: usize
  height: usize
  /**
   * `y` receives width · height bytes. It may be the pixels' address; the pixels are then
   * overwritten. `cb` and `cr` receive as many bytes, or a quarter (4:2:0).
   */
  y: usize
  cb: usize
  cr: usize
  /**
   * 0: chroma planes have luma's width and height (4:4:4). 1: chroma planes have half the width and
   * height, rounded up (4:2:0). Each chroma sample is then the mean of 2 × 2 pixels; if a side is
   * odd, its last column or row is repeated.
   */
  subsampling: i32
}

/**
 * Converts RGBA pixels to Y, Cb and Cr planes. A sample's error is at most 1. Gray's chroma is
 * exactly 128.
 */
export function rgbaToYcc(values: YccPlanes): void {
  const rgba = values.rgba
  const width = values.width
  const height = values.height
  const y = values.y
  let cb = values.cb
  let cr = values.cr
  const subsampling = values.subsampling
  if (subsampling === 0) {
    plane(rgba, width * height, CB_RB, CB_GA, 128, cb)
    plane(rgba, width * height, CR_RB, CR_GA, 128, cr)
  } else {
    const halfWidth = (width + 1) >> 1
    for (let row: usize = 0; row < height; row += 2) {
      const upper = rgba + row * width * 4
      const lower = row + 1 < height ? upper + width * 4 : upper
      halfChromaRow(upper, lower, width, cb, cr)
      cb += halfWidth
      cr += halfWidth
    }
  }
  // Y is written last, because it may overwrite the pixels.
  plane(rgba, width * height, Y_RB, Y_GA, 0, y)
}
