import { power } from '../powers'

/**
 * Quantization tables for photographs.
 *
 * A step follows a power law: `base · p^exponent`, where p is 1 at quality 50. On the Independent
 * JPEG Group's scale, p falls as the quality rises, and all exponents are 1. Here luma's low
 * frequencies have smaller exponents, because their errors stay visible at high compression.
 *
 * Bases and exponents come from a coordinate descent over the Kodak photographs with even numbers,
 * at 400 pixels and SSIMULACRA2 scores of 67 and 83. At equal SSIMULACRA2, it lowers the logarithm
 * of the bytes plus 0.8 times the logarithm of butteraugli (3-norm). Full-size chroma is tuned by
 * SSIMULACRA2 alone. The bench measures all photographs.
 */

/**
 * Luma steps at quality 50, in quarters, for the frequencies 0 ≤ u ≤ v < 8 in the order (0, 0), (0,
 * 1), (1, 1), (0, 2) … The table is symmetrical.
 */
const LUMA = memory.data<u16>([
  40, 59, 61, 79, 102, 115, 105, 107, 139, 146, 149, 159, 159, 226, 269, 144, 164, 193, 231, 293, 365, 171,
  226, 253, 282, 351, 394, 349, 203, 231, 263, 364, 377, 362, 352, 301,
])

// Each of the following tables has one value for each frequency sum u + v, 0 to 14.

/** Luma exponents, in units of 1/64. */
const LUMA_EXPONENTS = memory.data<u8>([42, 52, 49, 50, 52, 55, 58, 64, 69, 71, 71, 66, 61, 61, 60])

/** Steps at quality 50, in quarters, for chroma that has half the width and height. */
const HALF_CHROMA = memory.data<u16>([
  38, 88, 122, 121, 157, 168, 168, 189, 180, 178, 184, 295, 314, 314, 314,
])
const HALF_CHROMA_EXPONENTS = memory.data<u8>([57, 61, 71, 48, 43, 46, 46, 43, 40, 37, 39, 47, 51, 51, 51])

/**
 * Steps at quality 50, in quarters, for chroma that has luma's size. One sample's errors are less
 * visible than the errors of a sample that covers four pixels, so the steps are coarser.
 */
const FULL_CHROMA = memory.data<u16>([
  61, 194, 249, 441, 423, 547, 547, 649, 649, 639, 666, 720, 720, 720, 720,
])
const FULL_CHROMA_EXPONENTS = memory.data<u8>([37, 55, 50, 56, 50, 48, 48, 46, 46, 50, 52, 56, 60, 62, 62])

/** Length in bytes of a table with quantization steps. */
export const STEPS_BYTES: usize = 64

/**
 * Writes luma's quantization steps for a quality, u8 in natural (row-major) order.
 * @param quality 1 to 100: at 100 all steps are 1
 */
export function fillLumaSteps(quality: i32, steps: usize): void {
  for (let i = 0; i < 64; i++) {
    const u = i & 7
    const v = i >> 3
    const high = max(u, v)
    const base = load<u16>(LUMA + ((<usize>(high * (high + 1)) >> 1) + min(u, v)) * 2)
    store<u8>(steps + <usize>i, stepAt(quality, base, load<u8>(LUMA_EXPONENTS + u + v)))
  }
}

/**
 * Writes the quantization steps of both chroma components for a quality, u8 in natural order.
 * @param quality 1 to 100: at 100 all steps are 1
 * @param isHalf `true` if chroma has half of luma's width and height
 */
export function fillChromaSteps(quality: i32, isHalf: bool, steps: usize): void {
  const bases = isHalf ? HALF_CHROMA : FULL_CHROMA
  const exponents = isHalf ? HALF_CHROMA_EXPONENTS : FULL_CHROMA_EXPONENTS
  for (let i: usize = 0; i < 64; i++) {
    const frequency = (i & 7) + (i >> 3)
    const base = load<u16>(bases + frequency * 2)
    store<u8>(steps + i, stepAt(quality, base, load<u8>(exponents + frequency)))
  }
}

function stepAt(quality: i32, quarters: i32, exponent: i32): u8 {
  if (quality === 100) return 1
  // The Independent JPEG Group's scale (`jpeg_quality_scaling` in libjpeg).
  const scale = quality < 50 ? 50 / <f64>quality : 2 - <f64>quality / 50
  const step = nearest((<f64>quarters / 4) * power(scale, <f64>exponent / 64))
  // Steps are limited to 255, because baseline decoders read 8-bit steps (T.81 B.2.4.1).
  return <u8>(<i32>min(max(step, 1), 255))
}
