import { cbrt } from '../wasm/math.ts'
import { apply, invert, type Matrix, type Vector } from './matrix.ts'
import { fromSrgb, toSrgb } from './transfer.ts'

/** Luminance weights for linear R, G and B in sRGB (IEC 61966-2-1, 5.2). */
export const LUMINANCE: Vector = [0.2126, 0.7152, 0.0722]

/** Matrix from linear sRGB light to CIE XYZ relative to white, D65 (IEC 61966-2-1, 5.2). */
const TO_XYZ: Matrix = [
  [0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505],
  LUMINANCE,
  [0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089],
]

const FROM_XYZ: Matrix = invert(TO_XYZ)

/** Value below which L*a*b* replaces the cube root with a straight line (CIE 15:2004, 8.2.1). */
const KNEE = 6 / 29

const SLOPE = 3 * KNEE * KNEE

const root = (share: number) => (share > KNEE * KNEE * KNEE ? cbrt(share) : share / SLOPE + 4 / 29)

const cube = (value: number) => (value > KNEE ? value * value * value : SLOPE * (value - 4 / 29))

/** Returns the luminance, 0 to 1, for a lightness L*, 0 to 100. */
export const luminanceOf = (lightness: number): number => cube((lightness + 16) / 116)

/** Converts linear sRGB light, 0 to 1 and beyond, to CIE 1976 L* (0 to 100), a* and b*. */
export function labOfLight(light: Vector): Vector {
  const [x, y, z] = apply(TO_XYZ, light)
  return [116 * root(y) - 16, 500 * (root(x) - root(y)), 200 * (root(y) - root(z))]
}

/** Converts L*, a* and b* to CIE XYZ relative to white, for any white. */
export function xyzOfLab([lightness, a, b]: Vector): Vector {
  const y = (lightness + 16) / 116
  return [cube(y + a / 500), cube(y), cube(y - b / 200)]
}

/** Converts sRGB's R, G and B, 0 to 1, to L*, a* and b*. */
export const toLab = ([r, g, b]: Vector): Vector => labOfLight([fromSrgb(r), fromSrgb(g), fromSrgb(b)])

/** Converts L*, a* and b* to R, G and B. Colors outside sRGB give values below 0 or above 1. */
export function fromLab(lab: Vector): Vector {
  const light = apply(FROM_XYZ, xyzOfLab(lab))
  return [toSrgb(light[0]), toSrgb(light[1]), toSrgb(light[2])]
}
