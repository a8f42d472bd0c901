import { light } from './srgb-light.ts'

/** A CIELAB color: lightness and two color axes. */
export type Lab = readonly [L: number, a: number, b: number]

const LIGHT = Float64Array.from({ length: 256 }, (_, code) => light(code / 255))

const lightOf = (code: number) => LIGHT[code] ?? Number.NaN
const f = (t: number) => (t > 216 / 24_389 ? Math.cbrt(t) : ((24_389 / 27) * t + 16) / 116)

/** Converts an 8-bit sRGB color to CIELAB under D65. */
export function labOf(r: number, g: number, b: number): Lab {
  const [red, green, blue] = [lightOf(r), lightOf(g), lightOf(b)]
  const x = f((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.9504559)
  const y = f(0.2126729 * red + 0.7151522 * green + 0.072175 * blue)
  const z = f((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

const DEGREE = Math.PI / 180
const sin = (degrees: number) => Math.sin(degrees * DEGREE)
const cos = (degrees: number) => Math.cos(degrees * DEGREE)

function hueOf(a: number, b: number): number {
  const degrees = Math.atan2(b, a) / DEGREE
  return degrees < 0 ? degrees + 360 : degrees
}

/** Returns sqrt(C⁷ / (C⁷ + 25⁷)), from 0 to 1. */
const vividness = (chroma: number) => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7))

/**
 * Returns the CIEDE2000 difference with all weights 1. A difference of 1 is barely visible. The
 * symbols follow Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula: implementation
 * notes", 2005.
 */
export function deltaE2000([L1, a1, b1]: Lab, [L2, a2, b2]: Lab): number {
  const G = 0.5 * (1 - vividness((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2))
  const [C1, C2] = [Math.hypot((1 + G) * a1, b1), Math.hypot((1 + G) * a2, b2)]
  const [h1, h2] = [hueOf((1 + G) * a1, b1), hueOf((1 + G) * a2, b2)]
  const colored = C1 * C2 !== 0

  const turned = h2 - h1
  const dh = colored ? turned - 360 * Math.round(turned / 360) : 0
  const [dL, dC, dH] = [L2 - L1, C2 - C1, 2 * Math.sqrt(C1 * C2) * sin(dh / 2)]

  const [L, C] = [(L1 + L2) / 2, (C1 + C2) / 2]
  const h = colored ? (h1 + h2 + (Math.abs(turned) > 180 ? (h1 + h2 < 360 ? 360 : -360) : 0)) / 2 : h1 + h2
  const T = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.2 * cos(4 * h - 63)
  const SL = 1 + (0.015 * (L - 50) ** 2) / Math.sqrt(20 + (L - 50) ** 2)
  const [SC, SH] = [1 + 0.045 * C, 1 + 0.015 * C * T]
  const RT = -sin(60 * Math.exp(-(((h - 275) / 25) ** 2))) * 2 * vividness(C)
  return Math.sqrt((dL / SL) ** 2 + (dC / SC) ** 2 + (dH / SH) ** 2 + RT * (dC / SC) * (dH / SH))
}

interface Raster {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/**
 * Returns the mean CIEDE2000 difference between two sRGB pictures that have the same size, weighted
 * by the first picture's alpha.
 */
export function meanDeltaE(one: Raster, other: Raster): number {
  if (one.width !== other.width || one.height !== other.height) return Number.POSITIVE_INFINITY
  const same = (at: number) => {
    const [a, b] = [one.data, other.data]
    return a[at] === b[at] && a[at + 1] === b[at + 1] && a[at + 2] === b[at + 2]
  }
  const lab = ({ data }: Raster, at: number) => labOf(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0)
  let [sum, covered] = [0, 0]
  for (let at = 0; at < one.data.length; at += 4) {
    const alpha = one.data[at + 3] ?? 0
    if (!same(at)) sum += alpha * deltaE2000(lab(one, at), lab(other, at))
    covered += alpha
  }
  return sum / covered
}
