/** From a sample to linear light, both 0 to 1; the caller clips other results and NaN. */
export type Curve = (sample: number) => number

/** IEC 61966-2-1, 5.2. */
export const fromSrgb: Curve = (sample) =>
  sample <= 0.04045 ? sample / 12.92 : ((sample + 0.055) / 1.055) ** 2.4

/** The inverse of `fromSrgb`. */
export const toSrgb: Curve = (light) =>
  light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055

export const power =
  (exponent: number): Curve =>
  (sample) =>
    sample ** exponent

/** Reference white and the brightest light that is kept, in cd/m² (BT.2408). */
const PAPER = 203
const PEAK = 1000

/** Reinhard's curve with a white point: maps `PEAK` to 1 and hardly changes what is far darker than `PAPER`. */
function toneMap(luminance: number): number {
  const light = luminance / PAPER
  return (light * (1 + light / (PEAK / PAPER) ** 2)) / (1 + light)
}

/** BT.2100, table 4: the EOTF of PQ. */
function pq(sample: number): number {
  const root = sample ** (32 / 2523)
  return 10_000 * (Math.max(root - 107 / 128, 0) / (2413 / 128 - (2392 / 128) * root)) ** (8192 / 1305)
}

/** BT.2100, table 5: the inverse OETF of HLG, and its OOTF for a display of 1000 cd/m², by channel. */
function hlg(sample: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073]
  const scene = sample <= 0.5 ? sample ** 2 / 3 : (Math.exp((sample - c) / a) + b) / 12
  return 1000 * scene ** 1.2
}

/**
 * ITU-T H.273 (2023), table 3, by code point. The camera curves of BT.709, BT.601 and BT.2020 (1, 6, 14, 15) count as
 * sRGB, like all others: pictures with these labels were made on and for displays, and browsers do the same. PQ (16)
 * and HLG (18) are tone-mapped, each channel by itself.
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
