import type { OutputFormat } from '../formats/codecs.ts'
import { areaOf, type Size } from '../picture/size.ts'
import { curveOf, type QualityCurve } from './curve.ts'

/** Formats whose encoders write smaller files at lower qualities. */
export type LossyFormat = Exclude<OutputFormat, 'png'>

/** `true` if the length of a format's files depends on a quality. */
export const isLossy = (format: OutputFormat): format is LossyFormat => format !== 'png'

/**
 * Natural logarithms of the mean length of photographs at the qualities of a curve, against the
 * length at quality 80 (photographs of Kodak at 300 or 400 px, JPEG with 4:2:0, 2026-11-30). A
 * photograph differs from this mean by 2 to 5 % at qualities above 50, and by 10 % at quality 30.
 */
export const SIZE_CURVES: Readonly<Record<LossyFormat, QualityCurve>> = {
  jpeg: curveOf([
    -2.6, -2.26, -1.87, -1.62, -1.28, -1, -0.8, -0.63, -0.48, -0.28, -0.15, 0, 0.43, 0.82, 1.63,
  ]),
  webp: curveOf([
    -2, -1.72, -1.51, -1.36, -1.12, -0.88, -0.68, -0.53, -0.4, -0.26, -0.2, 0, 0.49, 0.79, 1.24,
  ]),
  avif: curveOf([
    -3.24, -3.05, -2.88, -2.65, -2.3, -1.84, -1.38, -0.95, -0.52, -0.27, -0.14, 0, 0.48, 0.83, 1.91,
  ]),
  jxl: curveOf([
    -1.72, -1.717, -1.715, -1.713, -1.42, -1.08, -0.83, -0.64, -0.48, -0.28, -0.15, 0, 0.42, 0.77, 1.39,
  ]),
}

/**
 * Typical bytes per pixel at quality 80 (photographs of Kodak at 300 to 768 px, 2026-11-30). A
 * photograph differs from them by a third.
 */
const PIXEL_BYTES: Readonly<Record<LossyFormat, number>> = { jpeg: 0.21, webp: 0.18, avif: 0.31, jxl: 0.17 }

/** Returns the typical length in bytes of a photograph at quality 80. */
export const typicalLength = (format: LossyFormat, size: Size): number => PIXEL_BYTES[format] * areaOf(size)
