import { be16, be32, join, type Part } from '../bytes/image-writers.ts'
import { ENCODE, labOf, xyzOf } from './icc-tables.ts'
import { curve, fixed, type Triple, writeProfile } from './icc-writer.ts'
import { light } from './srgb-light.ts'

export type Inks = readonly [number, number, number, number]

/**
 * Function from C, M, Y and K to encoded color values in the profile connection space, from 0 to 1.
 */
export type EncodedInks = (inks: Inks) => Triple

const within = (value: number) => Math.max(0, Math.min(1, value))

function words(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * values.length))
  for (const [at, value] of values.entries()) view.setUint16(2 * at, Math.round(65_535 * within(value)))
  return new Uint8Array(view.buffer)
}

const codes = (values: readonly number[]) =>
  Uint8Array.from(values, (value) => Math.round(255 * within(value)))
const line = (entries: number) => Array.from({ length: entries }, (_, at) => at / (entries - 1))
const times = (part: Part, count: number) => join(...Array.from({ length: count }, () => part))

/** Returns the encoded values for all grid points in a table. Black varies fastest. */
function points([c, m, y, k]: Inks, encoded: EncodedInks): number[] {
  return Array.from({ length: c * m * y * k }, (_, at) => {
    const place = (side: number, step: number) => (Math.floor(at / step) % side) / (side - 1)
    return encoded([place(c, m * y * k), place(m, y * k), place(y, k), place(k, 1)])
  }).flat()
}

const NO_MATRIX = [1, 0, 0, 0, 1, 0, 0, 0, 1].flatMap(fixed)
const HEAD = [4, 3] as const

/** Writes the tag type `mft2` for four inks with the same curve. */
export function inkMft2(side: number, encoded: EncodedInks, input: readonly number[] = line(2)): Uint8Array {
  const table = points([side, side, side, side], encoded)
  const entries = join(be16(input.length), be16(2))
  const tables = join(times(words(input), 4), words(table), times(words(line(2)), 3))
  return join('mft2', be32(0), [...HEAD, side, 0], NO_MATRIX, entries, tables)
}

/** Writes the tag type `mft1` for four inks, which is like `inkMft2` with samples of 8 bits. */
export function inkMft1(
  side: number,
  encoded: EncodedInks,
  input: readonly number[] = line(256),
): Uint8Array {
  const table = points([side, side, side, side], encoded)
  const tables = join(times(codes(input), 4), codes(table), times(codes(line(256)), 3))
  return join('mft1', be32(0), [...HEAD, side, 0], NO_MATRIX, tables)
}

/** Writes the tag type `mAB ` for four inks: A curves, a table and B curves. */
export function inkMAB(sides: Inks, encoded: EncodedInks, a: Part = curve.identity): Uint8Array {
  const padded = (part: Part) => join(part, new Uint8Array((4 - (join(part).length % 4)) % 4))
  const b = times(padded(curve.identity), 3)
  const grid = padded(join(sides, new Uint8Array(12), 2, 0, 0, 0, words(points(sides, encoded))))
  const offsets = [32, 0, 0, 32 + b.length, 32 + b.length + grid.length].map(be32)
  return join('mAB ', be32(0), HEAD, 0, 0, ...offsets, b, grid, times(padded(a), 4))
}

/**
 * Returns linear R, G and B for inks on white paper. Each ink lets a small share of the light
 * through.
 */
export function printed([c, m, y, k]: Inks): Triple {
  const light = (ink: number) => (1 - 0.94 * ink) * (1 - 0.97 * k)
  return [light(c), light(m), light(y)]
}

const cmyk = (connection: 'XYZ ' | 'Lab ', A2B0: Part, version: 2 | 4 = 2) =>
  writeProfile({ version, space: 'CMYK', connection, tags: { A2B0 } })

const xyz: EncodedInks = (inks) => ENCODE.xyz(xyzOf('srgb')(printed(inks)))

/** A press's dot gain curve: an ink at one half covers more than half of the paper. */
const GROWN = line(256).map((ink) => 1 - light(1 - ink))

const lab2: EncodedInks = (inks) => ENCODE.labOfVersion2(labOf(xyzOf('srgb')(printed(inks))))

/** CMYK profiles for the inks that `printed` simulates. */
export const INK_PROFILES = {
  lab16: cmyk('Lab ', inkMft2(9, lab2, GROWN)),
  lab8: cmyk(
    'Lab ',
    inkMft1(9, (inks) => ENCODE.lab(labOf(xyzOf('srgb')(printed(inks)))), GROWN),
  ),
  large: cmyk('Lab ', inkMft2(17, lab2, GROWN)),
  xyz: cmyk('XYZ ', inkMft2(2, xyz)),
  elements: cmyk('XYZ ', inkMAB([2, 3, 4, 2], xyz), 4),
} as const
