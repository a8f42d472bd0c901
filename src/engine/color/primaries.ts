import type { Chromaticities, Chromaticity } from '../picture/header.ts'
import { apply, diagonal, invert, type Matrix, multiply, transpose, type Vector } from './matrix.ts'

const D65: Chromaticity = [0.3127, 0.329]
const C: Chromaticity = [0.31, 0.316]

const SRGB: Chromaticities = { red: [0.64, 0.33], green: [0.3, 0.6], blue: [0.15, 0.06], white: D65 }

/** Primaries of BT.601 with 525 lines, SMPTE 170M and 240M. */
const NTSC: Chromaticities = { red: [0.63, 0.34], green: [0.31, 0.595], blue: [0.155, 0.07], white: D65 }

/** Primaries and white by code point (ITU-T H.273 (2023), table 2). */
const PRIMARIES: ReadonlyMap<number, Chromaticities> = new Map([
  [1, SRGB],
  [4, { red: [0.67, 0.33], green: [0.21, 0.71], blue: [0.14, 0.08], white: C }],
  [5, { red: [0.64, 0.33], green: [0.29, 0.6], blue: [0.15, 0.06], white: D65 }],
  [6, NTSC],
  [7, NTSC],
  [8, { red: [0.681, 0.319], green: [0.243, 0.692], blue: [0.145, 0.049], white: C }],
  [9, { red: [0.708, 0.292], green: [0.17, 0.797], blue: [0.131, 0.046], white: D65 }],
  [10, { red: [1, 0], green: [0, 1], blue: [0, 0], white: [1 / 3, 1 / 3] }],
  [11, { red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06], white: [0.314, 0.351] }],
  [12, { red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06], white: D65 }],
  [22, { red: [0.63, 0.34], green: [0.295, 0.605], blue: [0.155, 0.077], white: D65 }],
])

/** Returns a code point's primaries. Unspecified and reserved code points count as sRGB. */
export function primariesOf(codePoint: number): Chromaticities {
  return PRIMARIES.get(codePoint) ?? SRGB
}

/** The profile connection space's illuminant (D50) (ICC.1:2022, 7.2.16). */
export const D50: Vector = [0.9642, 1, 0.8249]

const xyzOf = ([x, y]: Chromaticity): Vector => [x / y, 1, (1 - x - y) / y]

/**
 * Returns the matrix from linear light to CIE XYZ: the primaries, scaled so that their sum is white
 * (SMPTE RP 177, 3.3).
 */
function toXyz({ red, green, blue, white }: Chromaticities): Matrix {
  const column = ([x, y]: Chromaticity): Vector => [x, y, 1 - x - y]
  const primaries = transpose([column(red), column(green), column(blue)])
  return multiply(primaries, diagonal(apply(invert(primaries), xyzOf(white))))
}

/** Matrix from CIE XYZ to Bradford's cone responses (ICC.1:2022, annex E.3). */
const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
]

function adaptation(from: Vector, to: Vector): Matrix {
  const [before, after] = [apply(BRADFORD, from), apply(BRADFORD, to)]
  const gains: Vector = [after[0] / before[0], after[1] / before[1], after[2] / before[2]]
  return multiply(invert(BRADFORD), multiply(diagonal(gains), BRADFORD))
}

const SRGB_WHITE = xyzOf(SRGB.white)
const FROM_XYZ = invert(toXyz(SRGB))

/** Matrix from CIE XYZ in the profile connection space (white D50) to linear sRGB light. */
export const FROM_PCS: Matrix = multiply(FROM_XYZ, adaptation(D50, SRGB_WHITE))

/**
 * Returns the matrix from a space's linear light to linear sRGB light. White becomes white. The
 * values are not finite if the primaries are collinear.
 */
export function fromPrimaries(space: Chromaticities): Matrix {
  return multiply(FROM_XYZ, multiply(adaptation(xyzOf(space.white), SRGB_WHITE), toXyz(space)))
}
