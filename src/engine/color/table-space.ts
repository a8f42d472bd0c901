import type { MatrixProfile } from './icc.ts'
import type { DeviceTable } from './icc-table.ts'
import { labOfLight } from './lab.ts'
import { apply, type Vector } from './matrix.ts'
import { FROM_PCS } from './primaries.ts'
import { fromSrgb } from './transfer.ts'

/** R, G and B of a sample, 0 to 1, to linear light of sRGB, outside of 0 to 1 for colours outside of sRGB. */
export type ToLight = (rgb: Vector) => Vector

/**
 * Grays, white, the primaries, light skin, blue sky and foliage in sRGB. No black: tables add the light of the surround
 * there, L* = 11 in the v4 profile of sRGB.
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

const MAX_DIFFERENCE = 10 // in CIELAB, as between profiles of the same space

function distance(a: Vector, b: Vector): number {
  const [from, to] = [labOfLight(a), labOfLight(b)]
  return Math.hypot(from[0] - to[0], from[1] - to[1], from[2] - to[2])
}

const differ = (one: ToLight, other: ToLight): boolean =>
  PROBES.some((rgb) => distance(one(rgb), other(rgb)) > MAX_DIFFERENCE)

const srgb: ToLight = ([r, g, b]) => [fromSrgb(r), fromSrgb(g), fromSrgb(b)]

function byMatrix({ curves: [red, green, blue], matrix }: MatrixProfile): ToLight {
  const light = (value: number) => (value > 0 ? Math.min(value, 1) : 0)
  return ([r, g, b]) => apply(FROM_PCS, apply(matrix, [light(red(r)), light(green(g)), light(blue(b))]))
}

/**
 * The conversion by a profile's table, if it is needed.
 *
 * A table takes precedence over a matrix (ICC.1:2022, 8.10), which in some display profiles is coarse or deliberately
 * wrong. Where both agree, the matrix is exact and faster. A profile without a matrix whose table agrees with sRGB,
 * such as the v4 preference profile, is taken as sRGB.
 *
 * @returns `undefined` where the matrix, or sRGB where there is none, gives the same colours
 */
export function tableSpace(table: DeviceTable, matrix: MatrixProfile | undefined): ToLight | undefined {
  const light: ToLight = (rgb) => apply(FROM_PCS, table(rgb))
  return differ(light, matrix ? byMatrix(matrix) : srgb) ? light : undefined
}
