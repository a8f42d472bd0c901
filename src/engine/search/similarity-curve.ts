import type { ComparedFormat } from '../formats/similarity.ts'
import { log1p } from '../wasm/math.ts'
import type { Detail } from './detail.ts'
import type { TypicalCurve } from './prediction.ts'

/** Typical similarities of a format's files. */
interface SimilarityCurve extends TypicalCurve {
  /** Value at quality 50 of pictures whose texture is 0, and its change with the texture. */
  readonly similarity: { readonly base: number; readonly rise: number }
}

/**
 * Negative logarithms of 1 − SSIM, against those at quality 50: medians of 69 pictures of CID22 at
 * 512 px and of the 24 photographs of Kodak at 400 px (2026-12-03).
 */
export const SIMILARITY_CURVES: Readonly<Record<ComparedFormat, SimilarityCurve>> = {
  jpeg: {
    thousandths: [
      -1550, -1490, -1363, -1260, -1184, -1110, -1050, -981, -934, -893, -840, -804, -768, -734, -704, -676,
      -644, -617, -589, -562, -536, -512, -488, -465, -441, -421, -394, -378, -354, -333, -311, -293, -274,
      -256, -241, -222, -203, -188, -172, -151, -135, -117, -103, -84, -72, -56, -44, -24, -11, 0, 18, 33, 48,
      59, 80, 92, 106, 129, 145, 167, 187, 207, 219, 247, 265, 288, 318, 335, 363, 391, 421, 447, 482, 508,
      553, 586, 621, 651, 703, 730, 793, 842, 894, 951, 1025, 1093, 1168, 1243, 1358, 1455, 1551, 1687, 1848,
      2004, 2252, 2456, 2838, 3361, 4478, 4996,
    ],
    similarity: { base: 2.39, rise: -0.935 },
    deviations: { offset: 0.25, slope: 0.2, drift: 0.05, noise: 0.006 },
  },
  webp: {
    thousandths: [
      -1253, -1169, -1123, -1060, -1026, -975, -933, -905, -880, -853, -821, -788, -769, -744, -719, -701,
      -675, -646, -622, -599, -574, -547, -523, -494, -470, -450, -427, -397, -378, -369, -340, -315, -304,
      -278, -266, -242, -218, -195, -180, -163, -141, -131, -114, -95, -77, -64, -47, -30, -16, 0, 9, 27, 45,
      59, 72, 91, 107, 124, 136, 153, 165, 187, 203, 225, 240, 259, 275, 289, 307, 318, 339, 352, 367, 387,
      407, 466, 534, 583, 635, 693, 760, 806, 892, 965, 1003, 1125, 1204, 1267, 1349, 1440, 1544, 1653, 1787,
      1927, 2048, 2136, 2224, 2367, 2558, 2823,
    ],
    similarity: { base: 2.77, rise: -0.895 },
    deviations: { offset: 0.4, slope: 0.2, drift: 0.05, noise: 0.015 },
  },
}

/** Returns the expected value of a file's similarity at quality 50. */
export function expectedSimilarity(format: ComparedFormat, { texture }: Detail): number {
  const { base, rise } = SIMILARITY_CURVES[format].similarity
  return base + rise * texture
}

/** Upper bound for similarity values. Identical luma would otherwise have an infinite value. */
const MAX_VALUE = 20

/** Returns a similarity's value on a curve: −ln(1 − SSIM). */
export const similarityValue = (similarity: number): number =>
  similarity >= 1 ? MAX_VALUE : Math.min(MAX_VALUE, -log1p(-similarity))
