import type { ComparedFormat } from '../formats/similarity.ts'
import { log1p } from '../wasm/math.ts'
import { curveOf, type QualityCurve } from './curve.ts'

/**
 * Negative logarithms of 1 − SSIM of photographs at the qualities of a curve (24 photographs of
 * Kodak at 400 and 768 px, 2026-11-30). The standard deviation is 0.24 to 0.3, and nearly the same
 * at all qualities.
 */
export const SIMILARITY_CURVES: Readonly<Record<ComparedFormat, QualityCurve>> = {
  jpeg: curveOf([0.83, 0.99, 1.2, 1.34, 1.55, 1.75, 1.9, 2.05, 2.2, 2.42, 2.58, 2.78, 3.53, 4.42, 7.5]),
  webp: curveOf([1.33, 1.5, 1.65, 1.77, 1.97, 2.2, 2.39, 2.55, 2.72, 2.89, 2.98, 3.26, 4.1, 4.73, 5.65]),
}

/** Maximum value of a similarity, which a file of the same luma would exceed. */
const MAX_VALUE = 20

/** Returns the value of a similarity on a curve: −ln(1 − SSIM). */
export const similarityValue = (similarity: number): number =>
  similarity >= 1 ? MAX_VALUE : Math.min(MAX_VALUE, -log1p(-similarity))
