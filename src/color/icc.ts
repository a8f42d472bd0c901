import { Failure } from '../errors.ts'
import { type Input, MAX_PARTS, openInput } from '../probe/input.ts'
import { fixed, readCurve } from './icc-curve.ts'
import { luminanceOf } from './lab.ts'
import { type Matrix, transpose, type Vector } from './matrix.ts'
import type { Curve } from './transfer.ts'

/** What a profile says of a device's colours, as far as curves and a matrix can. */
export type Profile =
  | { readonly space: 'gray'; readonly curve: Curve }
  | {
      readonly space: 'rgb'
      readonly curves: readonly [Curve, Curve, Curve]
      /** Linear light to CIE XYZ of the profile connection space, which has D50 for its white. */
      readonly matrix: Matrix
    }

/**
 * Reads a profile of versions 2 and 4: RGB by its curves and colorants, gray by its curve (ICC.1:2022, F.2 and F.3).
 *
 * The tables of a profile that has both (A2B0) are not looked at. Neither are `wtpt` and `chad`: the colorants are
 * adapted to D50 as they stand, and a picture's white becomes white.
 *
 * @returns `undefined` for profiles of tables only, such as the v4 preference profile of sRGB and those of presses, for
 *   other spaces, and for what is damaged
 */
export function parseProfile(bytes: Uint8Array): Profile | undefined {
  try {
    return read(openInput(bytes, true))
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

type Tags = ReadonlyMap<string, Input>

function read(profile: Input): Profile | undefined {
  if (profile.text(36, 4) !== 'acsp') return undefined
  const space = profile.text(16, 4)
  const connection = profile.text(20, 4)
  if (space === 'RGB ' && connection === 'XYZ ') return readRgb(readTags(profile))
  if (space === 'GRAY') return readGray(readTags(profile), connection === 'Lab ')
  return undefined
}

/** ICC.1:2022, 7.3: name, offset and length of each. One that is not there may be one that is not wanted. */
function readTags(profile: Input): Tags {
  const count = profile.u32be(128)
  const tags = new Map<string, Input>()
  if (count > MAX_PARTS) return tags
  for (let at = 132; at < 132 + count * 12; at += 12) {
    const [offset, length] = [profile.u32be(at + 4), profile.u32be(at + 8)]
    if (profile.reaches(offset + length)) tags.set(profile.text(at, 4), profile.block(offset, length))
  }
  return tags
}

function readRgb(tags: Tags): Profile | undefined {
  const [red, green, blue] = ['rTRC', 'gTRC', 'bTRC'].map((name) => curveOf(tags, name))
  const colorants = ['rXYZ', 'gXYZ', 'bXYZ'].map((name) => colorantOf(tags, name))
  const [x, y, z] = colorants
  if (!red || !green || !blue || !x || !y || !z) return undefined
  return { space: 'rgb', curves: [red, green, blue], matrix: transpose([x, y, z]) }
}

/** ICC.1:2022, F.2: the curve gives luminance, or lightness where the connection space is CIELAB. */
function readGray(tags: Tags, lightness: boolean): Profile | undefined {
  const curve = curveOf(tags, 'kTRC')
  return curve && { space: 'gray', curve: lightness ? (sample) => luminanceOf(100 * curve(sample)) : curve }
}

function curveOf(tags: Tags, name: string): Curve | undefined {
  const tag = tags.get(name)
  return tag && readCurve(tag)
}

/** ICC.1:2022, 10.31. */
function colorantOf(tags: Tags, name: string): Vector | undefined {
  const tag = tags.get(name)
  return tag?.text(0, 4) === 'XYZ ' ? [fixed(tag, 8), fixed(tag, 12), fixed(tag, 16)] : undefined
}
