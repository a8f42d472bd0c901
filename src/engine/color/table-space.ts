import type { MatrixProfile } from './icc.ts'
import type { DeviceTable } from './icc-table.ts'
import { labOfLight } from './lab.ts'
import { apply, type Vector } from './matrix.ts'
import { FROM_PCS } from './primaries.ts'
import { fromSrgb } from './transfer.ts'

/**
 * Converts a sample's R, G and B, 0 to 1, to linear sRGB light. Colors outside sRGB give values
 * below 0 or above 1.
 */
export type ToLight = (rgb: Vector) => Vector

/**
 * Colors in sRGB at which two conversions are compared: grays, white, the primaries, light skin,
 * blue sky and foliage. Black is left out, because tables add the light of the surround to it: L* =
 * 11 in sRGB's v4 profile.
 */
const PROBES: readonly Vector[] = [
  [0.25, 0.25, 0.25],
  [0.5, 0.5, 0.5],
  [1, 1, 1],
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0.76, 0.59, 0.51],
  [0.38, 0.48, 0.62],
  [0.34, 0.42, 0.26],
]

/**
 * Maximum distance in CIELAB at which two colors count as equal. Profiles for the same color space
 * differ by up to this much.
 */
const MAX_DIFFERENCE = 10

function distance(a: Vector, b: Vector): number {
  const [from, to] = [labOfLight(a), labOfLight(b)]
  const [l, x, y] = [from[0] - to[0], from[1] - to[1], from[2] - to[2]]
  return Math.sqrt(l * l + x * x + y * y)
}

const differ = (one: ToLight, other: ToLight): boolean =>
  PROBES.some((rgb) => distance(one(rgb), other(rgb)) > MAX_DIFFERENCE)

const srgb: ToLight = ([r, g, b]) => [fromSrgb(r), fromSrgb(g), fromSrgb(b)]

function byMatrix({ curves: [red, green, blue], matrix }: MatrixProfile): ToLight {
  const light = (value: number) => (value > 0 ? Math.min(value, 1) : 0)
  return ([r, g, b]) => apply(FROM_PCS, apply(matrix, [light(red(r)), light(green(g)), light(blue(b))]))
}

/**
 * Returns the conversion by a profile's table, if the profile's matrix cannot replace it.
 *
 * A table takes precedence over a matrix (ICC.1:2022, 8.10). In some display profiles the matrix is
 * coarse or deliberately wrong. Where both agree, the matrix is used, because it is exact and
 * faster. A profile without a matrix is taken as sRGB if its table agrees with sRGB, such as the v4
 * preference profile.
 *
 * @returns `undefined` if the matrix gives the same colors, or sRGB if there is no matrix
 */
export function tableSpace(table: DeviceTable, matrix: MatrixProfile | undefined): ToLight | undefined {
  const light: ToLight = (rgb) => apply(FROM_PCS, table(rgb))
  return differ(light, matrix ? byMatrix(matrix) : srgb) ? light : undefined
}
