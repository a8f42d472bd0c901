import { exp, pow } from '../wasm/math.ts'

/**
 * Converts a sample (0 to 1) to linear light. Results outside 0 to 1, and NaN, are clipped by the
 * caller.
 */
export type Curve = (sample: number) => number

/** Decodes sRGB (IEC 61966-2-1, 5.2). */
export const fromSrgb: Curve = (sample) =>
  sample <= 0.04045 ? sample / 12.92 : pow((sample + 0.055) / 1.055, 2.4)

/** Encodes linear light as an sRGB value. Inverse function: `fromSrgb`. */
export const toSrgb: Curve = (light) =>
  light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055

export const power =
  (exponent: number): Curve =>
  (sample) =>
    pow(sample, exponent)

/**
 * Light of the reference white, and the brightest light that tone mapping keeps, in cd/m²
 * (BT.2408).
 */
const PAPER = 203
const PEAK = 1000
const WHITE = PEAK / PAPER

/**
 * Maps luminance by Reinhard's curve with a white point. `PEAK` becomes 1, and luminance far below
 * `PAPER` hardly changes.
 */
function toneMap(luminance: number): number {
  const light = luminance / PAPER
  return (light * (1 + light / (WHITE * WHITE))) / (1 + light)
}

/** Decodes PQ by its EOTF (BT.2100, table 4). */
function pq(sample: number): number {
  const root = pow(sample, 32 / 2523)
  return 10_000 * pow(Math.max(root - 107 / 128, 0) / (2413 / 128 - (2392 / 128) * root), 8192 / 1305)
}

/**
 * Decodes HLG by its inverse OETF, and by its OOTF for a display with 1000 cd/m², channel by
 * channel (BT.2100, table 5).
 */
function hlg(sample: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073]
  const scene = sample <= 0.5 ? (sample * sample) / 3 : (exp((sample - c) / a) + b) / 12
  return 1000 * pow(scene, 1.2)
}

/**
 * Transfer curves by code point (ITU-T H.273 (2023), table 3). The camera curves of BT.709, BT.601
 * and BT.2020 (1, 6, 14, 15) count as sRGB, like all others. Pictures with these labels were made
 * on displays and for displays, and browsers do the same. PQ (16) and HLG (18) are tone-mapped,
 * each channel by itself.
 */
const TRANSFERS: ReadonlyMap<number, Curve> = new Map([
  [4, power(2.2)],
  [5, power(2.8)],
  [8, power(1)],
  [16, (sample) => toneMap(pq(sample))],
  [18, (sample) => toneMap(hlg(sample))],
])

export function transferOf(codePoint: number): Curve {
  return TRANSFERS.get(codePoint) ?? fromSrgb
}
