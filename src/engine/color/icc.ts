import { Failure } from '../../errors.ts'
import { type ByteReader, openReader } from '../bytes/reader.ts'
import { fixed, readCurve } from './icc-curve.ts'
import { type DeviceTable, readDeviceTable } from './icc-table.ts'
import { readTagPlaces } from './icc-tags.ts'
import { type InkTable, readInkTable } from './ink-table.ts'
import { luminanceOf } from './lab.ts'
import { type Matrix, transpose, type Vector } from './matrix.ts'
import type { Curve } from './transfer.ts'

/** Profile that describes its space by one curve per channel and a matrix. */
export interface MatrixProfile {
  readonly curves: readonly [Curve, Curve, Curve]
  /** Matrix from linear light to CIE XYZ in the profile connection space (white D50). */
  readonly matrix: Matrix
}

/** Parsed profile. Gray has a curve, RGB has a matrix, a table or both, and CMYK has a table. */
export type Profile =
  | { readonly space: 'gray'; readonly curve: Curve }
  | ({ readonly space: 'rgb'; readonly table?: DeviceTable } & MatrixProfile)
  | { readonly space: 'table'; readonly table: DeviceTable }
  | { readonly space: 'inks'; readonly inks: InkTable }

/**
 * Reads a profile in version 2 or 4: RGB by its curves and colorants (ICC.1:2022, F.3) and by its
 * tables (10.10 to 10.12), gray by its curve (F.2), CMYK by its table. For RGB, the table A2B1 is
 * preferred, because it is colorimetric like the conversion; A2B0 is the fallback. For CMYK, A2B0
 * is preferred, as in browsers and in Little CMS by default.
 *
 * Ignores `wtpt` and `chad`. Colorants and tables are already adapted to D50, and white becomes
 * white.
 *
 * @returns `undefined` for other spaces and damaged profiles; a damaged table counts as a missing
 *   one
 */
export function parseProfile(bytes: Uint8Array): Profile | undefined {
  try {
    return read(openReader(bytes, true))
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

type Tags = ReadonlyMap<string, ByteReader>

function read(profile: ByteReader): Profile | undefined {
  if (profile.text(36, 4) !== 'acsp') return undefined
  const space = profile.text(16, 4)
  const connection = profile.text(20, 4)
  if (space === 'RGB ') return readRgb(readTags(profile), connection)
  if (space === 'CMYK') return readInks(readTags(profile), connection)
  if (space === 'GRAY') return readGray(readTags(profile), connection === 'Lab ')
  return undefined
}

const readTags = (profile: ByteReader): Tags =>
  new Map(
    [...readTagPlaces(profile)].map(([name, { offset, length }]) => [name, profile.block(offset, length)]),
  )

function readRgb(tags: Tags, connection: string): Profile | undefined {
  const table = tableOf(tags, connection)
  const matrix = connection === 'XYZ ' ? readMatrix(tags) : undefined
  if (!matrix) return table && { space: 'table', table }
  return { space: 'rgb', ...matrix, ...(table && { table }) }
}

/** RGB table names, in the order in which they are tried. */
export const RGB_TABLES = ['A2B1', 'A2B0']

function tableOf(tags: Tags, connection: string): DeviceTable | undefined {
  for (const name of RGB_TABLES) {
    const tag = tags.get(name)
    const table = tag && readSoundTable(tag, connection)
    if (table) return table
  }
  return undefined
}

/**
 * Reads an RGB table. Returns `undefined` also if it is damaged, because another table or the
 * matrix may still be used.
 */
export function readSoundTable(tag: ByteReader, connection: string): DeviceTable | undefined {
  try {
    return readDeviceTable(tag, connection)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

function readInks(tags: Tags, connection: string): Profile | undefined {
  const tag = tags.get('A2B0') ?? tags.get('A2B1')
  const inks = tag && readInkTable(tag, connection)
  return inks && { space: 'inks', inks }
}

function readMatrix(tags: Tags): MatrixProfile | undefined {
  const [red, green, blue] = ['rTRC', 'gTRC', 'bTRC'].map((name) => curveOf(tags, name))
  const colorants = ['rXYZ', 'gXYZ', 'bXYZ'].map((name) => colorantOf(tags, name))
  const [x, y, z] = colorants
  if (!red || !green || !blue || !x || !y || !z) return undefined
  return { curves: [red, green, blue], matrix: transpose([x, y, z]) }
}

/**
 * Reads a gray profile (ICC.1:2022, F.2). Its curve gives luminance, or lightness if the connection
 * space is CIELAB.
 */
function readGray(tags: Tags, lightness: boolean): Profile | undefined {
  const curve = curveOf(tags, 'kTRC')
  return curve && { space: 'gray', curve: lightness ? (sample) => luminanceOf(100 * curve(sample)) : curve }
}

function curveOf(tags: Tags, name: string): Curve | undefined {
  const tag = tags.get(name)
  return tag && readCurve(tag)
}

/** Reads an `XYZ ` tag (ICC.1:2022, 10.31). */
function colorantOf(tags: Tags, name: string): Vector | undefined {
  const tag = tags.get(name)
  return tag?.text(0, 4) === 'XYZ ' ? [fixed(tag, 8), fixed(tag, 12), fixed(tag, 16)] : undefined
}
