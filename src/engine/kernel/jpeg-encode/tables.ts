import { power } from '../powers'

/**
 * Quantisation tables of photographs.
 *
 * A step follows a power law: `base · p^exponent`, where p is 1 at quality 50. On the scale of the
 * Independent JPEG Group all exponents are 1. Here low frequencies have smaller exponents, because
 * their errors stay visible at high compression: from quality 50 to 90, the DC step of luma falls to
 * a fifth, and the step of the lowest AC frequencies to a third.
 *
 * Bases and exponents come from a coordinate descent of the bytes at equal SSIMULACRA2, over twelve
 * Kodak photographs, at scores 68 and 86. The result is mixed with a table of flatter luma, which
 * butteraugli prefers. The bench measures it on photographs that took no part in the search.
 */

/**
 * Steps of luma at quality 50, in quarters, for the frequencies 0 ≤ u ≤ v < 8 in the order (0, 0),
 * (0, 1), (1, 1), (0, 2) … The table is symmetrical.
 */
const LUMA = memory.data<u16>([
  55, 50, 65, 119, 128, 140, 117, 130, 169, 189, 171, 193, 205, 259, 276, 175, 177, 235, 268, 320, 353, 221,
  258, 260, 307, 361, 349, 399, 232, 252, 305, 331, 377, 391, 369, 267,
])

// Each of the following tables has one value for each sum of the frequencies u + v, 0 to 14.

/** Exponents of luma, in units of 1/64. */
const LUMA_EXPONENTS = memory.data<u8>([63, 48, 52, 53, 57, 60, 63, 65, 67, 69, 69, 70, 70, 68, 64])

/** Steps at quality 50 of chroma that has half the width and height, in quarters. */
const HALF_CHROMA = memory.data<u16>([33, 82, 91, 95, 106, 113, 123, 186, 202, 269, 304, 371, 395, 395, 395])
const HALF_CHROMA_EXPONENTS = memory.data<u8>([66, 76, 62, 44, 41, 40, 44, 46, 50, 56, 62, 66, 69, 69, 69])

/**
 * Steps at quality 50 of chroma that has the size of luma, in quarters. The errors of one sample
 * are less visible than those of a sample that covers four pixels, so the steps are coarser.
 */
const FULL_CHROMA = memory.data<u16>([
  61, 194, 249, 441, 423, 547, 547, 649, 649, 639, 666, 720, 720, 720, 720,
])
const FULL_CHROMA_EXPONENTS = memory.data<u8>([37, 55, 50, 56, 50, 48, 48, 46, 46, 50, 52, 56, 60, 62, 62])

/** Length in bytes of a table of quantisation steps. */
export const STEPS_BYTES: usize = 64

/**
 * Writes the quantisation steps of luma for a quality, u8 in natural (row-major) order.
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
 * Writes the quantisation steps of both chroma components for a quality, u8 in natural order.
 * @param quality 1 to 100: at 100 all steps are 1
 * @param isHalf `true` if chroma has half the width and height of luma
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
  // The scale of the Independent JPEG Group (`jpeg_quality_scaling` of libjpeg).
  const scale = quality < 50 ? 50 / <f64>quality : 2 - <f64>quality / 50
  const step = nearest((<f64>quarters / 4) * power(scale, <f64>exponent / 64))
  // Steps are limited to 255, because baseline decoders read steps of 8 bits (T.81 B.2.4.1).
  return <u8>(<i32>min(max(step, 1), 255))
}
