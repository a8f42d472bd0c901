import { be16, be32, join, type Part } from '../bytes/image-writers.ts'
import { light } from './srgb-light.ts'

export interface ProfileShape {
  readonly version?: 2 | 4
  /** Signatures for the color space and the profile connection space. */
  readonly space?: string
  readonly connection?: string
  readonly tags: Readonly<Record<string, Part>>
}

/** Writes an s15Fixed16Number. */
export const fixed = (value: number) => be32(Math.round(value * 65_536) >>> 0)

export const xyz = (x: number, y: number, z: number) => join('XYZ ', be32(0), fixed(x), fixed(y), fixed(z))

/** Curves as stored in tags. */
export const curve = {
  identity: join('curv', be32(0), be32(0)),
  gamma: (exponent: number) => join('curv', be32(0), be32(1), be16(Math.round(exponent * 256))),
  /** Writes a curve that consists of entries. `count` replaces the correct number of entries. */
  table: (entries: readonly number[], count = entries.length) =>
    join('curv', be32(0), be32(count), ...entries.map((entry) => be16(Math.round(entry * 65_535)))),
  parametric: (type: number, ...parameters: readonly number[]) =>
    join('para', be32(0), be16(type), be16(0), ...parameters.map(fixed)),
} as const

/** Writes a profile: header, tag table, and tags aligned to four bytes (ICC.1:2022, 7). */
export function writeProfile(shape: ProfileShape): Uint8Array<ArrayBuffer> {
  const { version = 4, space = 'RGB ', connection = 'XYZ ', tags } = shape
  const whitened: Record<string, Part> = { wtpt: xyz(0.9642, 1, 0.8249), ...tags }
  const bodies = Object.entries(whitened).map(([name, part]) => ({ name, body: join(part) }))
  let offset = 132 + 12 * bodies.length
  const table: Uint8Array[] = []
  const data: Uint8Array[] = []
  for (const { name, body } of bodies) {
    const padded = Math.ceil(body.length / 4) * 4
    table.push(join(name, be32(offset), be32(body.length)))
    data.push(join(body, new Uint8Array(padded - body.length)))
    offset += padded
  }
  const header = join(
    be32(offset),
    be32(0),
    be32(version << 24),
    'mntr',
    space,
    connection,
    new Uint8Array(12),
    'acsp',
    new Uint8Array(28),
    fixed(0.9642),
    fixed(1),
    fixed(0.8249),
    new Uint8Array(48),
  )
  return join(header, be32(bodies.length), ...table, ...data)
}

export type Space = 'srgb' | 'displayP3' | 'adobeRgb' | 'proPhoto'
export type Triple = readonly [number, number, number]

/** Red, green and blue primaries in CIE XYZ adapted to D50, as published for each space. */
export const COLORANTS: Readonly<Record<Space, readonly [Triple, Triple, Triple]>> = {
  srgb: [
    [0.43607, 0.22249, 0.01392],
    [0.38515, 0.71687, 0.09708],
    [0.14307, 0.06061, 0.7141],
  ],
  displayP3: [
    [0.51512, 0.2412, -0.00105],
    [0.29198, 0.69225, 0.04189],
    [0.1571, 0.06657, 0.78407],
  ],
  adobeRgb: [
    [0.60974, 0.31111, 0.01947],
    [0.20528, 0.62567, 0.06087],
    [0.14919, 0.06322, 0.74457],
  ],
  proPhoto: [
    [0.79767, 0.28804, 0],
    [0.13519, 0.71188, 0],
    [0.03134, 0.00009, 0.82491],
  ],
}

/** Returns the tags of an RGB profile that has one curve for all channels. */
export function rgbTags(space: Space, trc: Part): Readonly<Record<string, Part>> {
  const [red, green, blue] = COLORANTS[space]
  return { rXYZ: xyz(...red), gXYZ: xyz(...green), bXYZ: xyz(...blue), rTRC: trc, gTRC: trc, bTRC: trc }
}

export const SRGB_CURVE = curve.parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)

/** sRGB curve as a table, because profiles of version 2 cannot contain parametric curves. */
const SRGB_TABLE = curve.table(Array.from({ length: 1024 }, (_, at) => light(at / 1023)))

const gray = (trc: Part, version: 2 | 4) => writeProfile({ version, space: 'GRAY', tags: { kTRC: trc } })

export const PROFILES = {
  srgb: writeProfile({ tags: rgbTags('srgb', SRGB_CURVE) }),
  srgbOfVersion2: writeProfile({ version: 2, tags: rgbTags('srgb', SRGB_TABLE) }),
  linearSrgb: writeProfile({ tags: rgbTags('srgb', curve.identity) }),
  displayP3: writeProfile({ tags: rgbTags('displayP3', SRGB_CURVE) }),
  adobeRgb: writeProfile({ version: 2, tags: rgbTags('adobeRgb', curve.gamma(563 / 256)) }),
  proPhoto: writeProfile({ version: 2, tags: rgbTags('proPhoto', curve.gamma(1.8)) }),
  gray18: gray(curve.gamma(1.8), 2),
  graySrgb: gray(SRGB_CURVE, 4),
} as const
