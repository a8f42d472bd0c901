import { be16, be32, join, type Part } from '../bytes/image-writers.ts'
import { COLORANTS, curve, fixed, type Space, SRGB_CURVE, type Triple, writeProfile } from './icc-writer.ts'
import { light } from './srgb-light.ts'

/**
 * Function from R, G and B to encoded color values in the profile connection space, from 0 to 1.
 */
export type Encoded = (rgb: Triple) => Triple

/** Returns the encoded values for all grid points in a table. The last channel varies fastest. */
function points([first, second, third]: Triple, encoded: Encoded): number[] {
  const values: number[] = []
  for (let i = 0; i < first; i++)
    for (let j = 0; j < second; j++)
      for (let k = 0; k < third; k++)
        values.push(...encoded([i / (first - 1), j / (second - 1), k / (third - 1)]))
  return values
}

/** Clips a value to 0…1. Colors of wide gamuts have slightly negative components. */
const within = (value: number) => Math.max(0, Math.min(1, value))
const words = (values: readonly number[]) =>
  join(...values.map((value) => be16(Math.round(65_535 * within(value)))))
const codes = (values: readonly number[]) =>
  Uint8Array.from(values, (value) => Math.round(255 * within(value)))
const line = (entries: number) => Array.from({ length: entries }, (_, at) => at / (entries - 1))

const HEAD = [3, 3] as const
const NO_MATRIX = [1, 0, 0, 0, 1, 0, 0, 0, 1].flatMap(fixed)

/**
 * Writes the tag type `mft2` with samples of 16 bits. Each channel has the same input curve, and
 * the table has `side` points in each dimension.
 */
export function mft2(side: number, encoded: Encoded, input: readonly number[] = line(2)): Uint8Array {
  const output = line(2)
  return join(
    'mft2',
    be32(0),
    [...HEAD, side, 0],
    NO_MATRIX,
    be16(input.length),
    be16(output.length),
    words([...input, ...input, ...input]),
    words(points([side, side, side], encoded)),
    words([...output, ...output, ...output]),
  )
}

/** Writes the tag type `mft1`, which is like `mft2` with samples of 8 bits. */
export function mft1(side: number, encoded: Encoded, input: readonly number[] = line(256)): Uint8Array {
  const output = line(256)
  return join(
    'mft1',
    be32(0),
    [...HEAD, side, 0],
    NO_MATRIX,
    codes([...input, ...input, ...input]),
    codes(points([side, side, side], encoded)),
    codes([...output, ...output, ...output]),
  )
}

export interface Elements {
  readonly a?: Part
  readonly grid?: { readonly sides: Triple; readonly encoded: Encoded; readonly bytes: 1 | 2 }
  readonly m?: Part
  /** Nine matrix values, row by row, and three offsets. */
  readonly matrix?: readonly number[]
  readonly b?: Part
}

function gridPart({ sides, encoded, bytes }: NonNullable<Elements['grid']>): Uint8Array {
  const table = points(sides, encoded)
  return join(sides, new Uint8Array(13), bytes, 0, 0, 0, bytes === 1 ? codes(table) : words(table))
}

/** Writes the tag type `mAB `. Each curve is used for all three channels. */
export function mAB({ a, grid, m, matrix, b = curve.identity }: Elements): Uint8Array {
  const padded = (part: Part) => join(part, new Uint8Array((4 - (join(part).length % 4)) % 4))
  const three = (part: Part) => join(padded(part), padded(part), padded(part))
  const parts: readonly (Uint8Array | undefined)[] = [
    three(b),
    matrix === undefined ? undefined : join(...matrix.map(fixed)),
    m === undefined ? undefined : three(m),
    grid && padded(gridPart(grid)),
    a === undefined ? undefined : three(a),
  ]
  let at = 32
  const offsets = parts.map((part) => {
    const offset = part ? at : 0
    at += part?.length ?? 0
    return be32(offset)
  })
  return join('mAB ', be32(0), HEAD, 0, 0, ...offsets, ...parts.map((part) => part ?? []))
}

/** Returns CIE XYZ of linear light in a color space. */
export const xyzOf =
  (space: Space): Encoded =>
  (rgb) => {
    const [red, green, blue] = COLORANTS[space]
    const sum = (axis: 0 | 1 | 2) => rgb[0] * red[axis] + rgb[1] * green[axis] + rgb[2] * blue[axis]
    return [sum(0), sum(1), sum(2)]
  }

const WHITE: Triple = [0.9642, 1, 0.8249]

/** Returns CIE 1976 L*, a* and b* under D50. */
export function labOf([x, y, z]: Triple): Triple {
  const root = (share: number) => (share > (6 / 29) ** 3 ? Math.cbrt(share) : share * (841 / 108) + 4 / 29)
  const [fx, fy, fz] = [root(x / WHITE[0]), root(y / WHITE[1]), root(z / WHITE[2])]
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]
}

const scaled = ([a, b, c]: Triple, by: number): Triple => [a * by, b * by, c * by]

/** Encodings of the profile connection spaces. */
export const ENCODE = {
  xyz: (xyz: Triple) => scaled(xyz, 32_768 / 65_535),
  lab: ([l, a, b]: Triple): Triple => [l / 100, (a + 128) / 255, (b + 128) / 255],
  labOfVersion2: ([l, a, b]: Triple): Triple => [
    ((l / 100) * 0xff00) / 0xffff,
    ((a + 128) * 256) / 0xffff,
    ((b + 128) * 256) / 0xffff,
  ],
} as const

const linear = (rgb: Triple): Triple => [light(rgb[0]), light(rgb[1]), light(rgb[2])]
const swapped = ([r, g, b]: Triple): Triple => [b, r, g]
const SRGB_ENTRIES = line(1024).map(light)

const toXyz =
  (space: Space): Encoded =>
  (rgb) =>
    ENCODE.xyz(xyzOf(space)(rgb))

const profile = (connection: 'XYZ ' | 'Lab ', A2B0: Part, version: 2 | 4 = 4) =>
  writeProfile({ version, connection, tags: { A2B0 } })

/**
 * Conversion with swapped channels. Its colors differ clearly from those of any curve and from
 * sRGB.
 */
const rotated = (rgb: Triple) => toXyz('srgb')(swapped(rgb))

/** Profiles that contain tables and no curves with a matrix. */
export const TABLE_PROFILES = {
  srgb: profile('XYZ ', mft2(2, toXyz('srgb'), SRGB_ENTRIES), 2),
  displayP3: profile('XYZ ', mft2(2, toXyz('displayP3'), SRGB_ENTRIES), 2),
  proPhoto: profile(
    'Lab ',
    mft2(25, (rgb) => ENCODE.labOfVersion2(labOf(xyzOf('proPhoto')(linear(rgb))))),
    2,
  ),
  rotated: profile('XYZ ', mft2(2, rotated, SRGB_ENTRIES), 2),
  rotatedLab8: profile(
    'Lab ',
    mft1(33, (rgb) => ENCODE.lab(labOf(xyzOf('srgb')(swapped(linear(rgb)))))),
  ),
  rotatedElements: profile(
    'XYZ ',
    mAB({ a: SRGB_CURVE, grid: { sides: [2, 3, 4], encoded: rotated, bytes: 2 } }),
  ),
  rotatedMatrix: profile(
    'XYZ ',
    mAB({
      m: SRGB_CURVE,
      matrix: [...rowsOf(rotated), 0, 0, 0],
    }),
  ),
  rotatedLab: profile(
    'Lab ',
    mAB({
      a: curve.identity,
      grid: {
        sides: [25, 25, 25],
        encoded: (rgb) => ENCODE.lab(labOf(xyzOf('srgb')(swapped(linear(rgb))))),
        bytes: 2,
      },
    }),
  ),
} as const

function rowsOf(encoded: Encoded): number[] {
  const columns = [encoded([1, 0, 0]), encoded([0, 1, 0]), encoded([0, 0, 1])]
  return [0, 1, 2].flatMap((row) => columns.map((column) => column[row] ?? 0))
}
