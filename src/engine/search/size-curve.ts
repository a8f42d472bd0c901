import type { OutputFormat } from '../formats/codecs.ts'
import { areaOf, type Size } from '../picture/size.ts'
import type { Detail } from './detail.ts'
import type { TypicalCurve } from './prediction.ts'
import { logarithm } from './size-search.ts'

/** Formats whose encoders write smaller files at lower qualities. */
export type LossyFormat = Exclude<OutputFormat, 'png'>

/** `true` if the length of a format's files depends on a quality. */
export const isLossy = (format: OutputFormat): format is LossyFormat => format !== 'png'

/** Typical lengths of a format's files. */
interface SizeCurve extends TypicalCurve {
  /**
   * Logarithm of the bytes per pixel at quality 75 for pictures without contrast, and its rise with
   * the contrast.
   */
  readonly bytes: { readonly base: number; readonly rise: number }
}

/** Deviations of most formats. */
const DEVIATIONS = { offset: 0.2, slope: 0.2, drift: 0.02, noise: 0.002 }

/**
 * Natural logarithms of file lengths relative to quality 75: medians of 69 CID22 pictures at 512 px
 * (AVIF: 300 px), and of the 24 photographs of Kodak at 400 and 768 px (AVIF: 400 px). JPEG has
 * chroma of half its size (2026-12-03).
 */
export const SIZE_CURVES: Readonly<Record<LossyFormat, SizeCurve>> = {
  jpeg: {
    thousandths: [
      -2330, -2192, -2042, -1907, -1802, -1702, -1612, -1534, -1469, -1406, -1345, -1299, -1249, -1198, -1164,
      -1125, -1090, -1060, -1024, -995, -967, -939, -914, -886, -862, -837, -810, -795, -766, -747, -729,
      -705, -690, -668, -658, -633, -616, -599, -585, -570, -552, -538, -526, -510, -496, -484, -471, -452,
      -442, -433, -418, -403, -392, -379, -364, -345, -337, -319, -307, -291, -273, -256, -247, -223, -211,
      -195, -175, -153, -135, -117, -91, -77, -50, -35, 0, 21, 47, 68, 101, 125, 160, 194, 222, 257, 292, 336,
      374, 411, 472, 523, 570, 638, 714, 780, 892, 977, 1125, 1306, 1572, 1748,
    ],
    bytes: { base: -3.88, rise: 0.705 },
    deviations: DEVIATIONS,
  },
  webp: {
    thousandths: [
      -1648, -1542, -1455, -1392, -1329, -1275, -1234, -1193, -1157, -1127, -1087, -1059, -1030, -1006, -976,
      -960, -931, -905, -887, -862, -837, -816, -786, -763, -739, -715, -692, -666, -647, -626, -610, -588,
      -566, -548, -532, -514, -490, -476, -459, -443, -426, -416, -397, -386, -370, -359, -343, -333, -322,
      -307, -294, -280, -270, -263, -244, -233, -224, -208, -199, -185, -178, -160, -148, -135, -122, -107,
      -94, -87, -74, -60, -51, -37, -22, -10, 0, 33, 75, 118, 152, 189, 230, 275, 315, 362, 403, 447, 503,
      545, 598, 644, 699, 752, 810, 889, 969, 1023, 1079, 1156, 1248, 1379,
    ],
    bytes: { base: -4.52, rise: 0.893 },
    // A quality sets the quantizers of four segments. Each picture rounds them differently.
    deviations: { ...DEVIATIONS, noise: 0.01 },
  },
  avif: {
    thousandths: [
      -3068, -3068, -2973, -2889, -2889, -2804, -2804, -2740, -2654, -2654, -2568, -2488, -2488, -2401, -2401,
      -2335, -2269, -2269, -2204, -2137, -2137, -2045, -2045, -1976, -1907, -1907, -1838, -1769, -1769, -1700,
      -1631, -1631, -1539, -1539, -1470, -1401, -1401, -1332, -1263, -1263, -1176, -1176, -1111, -1046, -1046,
      -982, -918, -918, -831, -831, -767, -702, -702, -638, -573, -573, -509, -444, -444, -368, -368, -330,
      -292, -292, -255, -217, -217, -168, -168, -130, -91, -91, -52, -13, -13, 28, 70, 70, 126, 126, 188, 260,
      260, 332, 404, 404, 500, 500, 572, 655, 655, 760, 865, 865, 1078, 1078, 1402, 1726, 1726, 2050,
    ],
    bytes: { base: -3.88, rise: 0.8 },
    deviations: DEVIATIONS,
  },
  jxl: {
    thousandths: [
      -1550, -1550, -1550, -1550, -1550, -1550, -1550, -1550, -1550, -1550, -1550, -1550, -1550, -1550, -1490,
      -1434, -1382, -1335, -1287, -1242, -1199, -1163, -1121, -1085, -1050, -1017, -984, -955, -925, -896,
      -868, -844, -817, -793, -767, -747, -726, -702, -679, -655, -634, -616, -598, -578, -560, -540, -522,
      -506, -489, -474, -459, -443, -428, -413, -397, -381, -363, -350, -334, -317, -299, -281, -262, -243,
      -226, -205, -185, -164, -143, -121, -99, -76, -51, -26, 0, 28, 54, 83, 113, 146, 177, 212, 247, 285,
      322, 364, 407, 454, 506, 561, 620, 688, 759, 840, 927, 1034, 1159, 1313, 1529, 1576,
    ],
    bytes: { base: -4.18, rise: 0.732 },
    deviations: DEVIATIONS,
  },
}

/** Contrast below which pictures are nearly flat, and rise of each deviation below it. */
const FLAT = { contrast: 1.5, offset: 0.5, slope: 0.3, drift: 0.15 }

/** Returns the curve for a picture. Files of nearly flat pictures follow it less closely. */
export function sizeCurve(format: LossyFormat, { contrast }: Detail): TypicalCurve {
  const { deviations, ...curve } = SIZE_CURVES[format]
  const flatness = Math.max(0, FLAT.contrast - contrast)
  return {
    ...curve,
    deviations: {
      offset: deviations.offset + FLAT.offset * flatness,
      slope: deviations.slope + FLAT.slope * flatness,
      drift: deviations.drift + FLAT.drift * flatness,
      noise: deviations.noise,
    },
  }
}

/** Returns the expected logarithm of a file's length in bytes at quality 75. */
export function expectedLength(format: LossyFormat, size: Size, { contrast }: Detail): number {
  const { base, rise } = SIZE_CURVES[format].bytes
  return base + rise * contrast + logarithm(areaOf(size))
}
