import { ascii, be16, be32, fourCharacters, u32be } from '../bytes/bytes.ts'
import { join } from '../bytes/join.ts'
import { parseProfile } from '../color/icc.ts'
import type { CommonHeader } from '../picture/header.ts'
import { type Content, lengthOf, padded, WHITE } from './icc-content.ts'
import { keptTags, type NamedContent } from './icc-kept.ts'
import { MAX_BLOCK } from './metadata.ts'

/** Length in bytes of a profile's header (ICC.1:2022, 7.2). */
const HEADER = 128

/** Length in bytes of a tag table entry (7.3). */
const ENTRY = 12

/**
 * Maximum bytes by which a cleaned profile is longer than its original: the texts and the white
 * that an original may lack. A profile would only grow more if its numbers overlapped.
 */
export const MAX_GROWTH = 512

/** Rebuilt profile, in pieces. Large tables are views of the original. */
export interface CleanProfile {
  readonly pieces: Content
  readonly length: number
}

/**
 * Returns the profile up to the end that its header states; `undefined` if it is cut short or not a
 * profile.
 */
export function statedProfile(icc: Uint8Array): Uint8Array | undefined {
  const length = u32be(icc, 0)
  const valid = length >= HEADER && length <= icc.length && fourCharacters(icc, 36) === 'acsp'
  return valid ? icc.subarray(0, length) : undefined
}

/**
 * Rebuilds an RGB or gray profile from the numbers that conversions read. Colors stay the same.
 * Everything else is dropped or replaced, because it may identify a person or hide data: private
 * tags, texts, dates, reserved fields, and bytes between and after the tags.
 * @returns `undefined` if conversions cannot read the profile
 */
export function rebuildProfile(icc: Uint8Array): CleanProfile | undefined {
  const stated = statedProfile(icc)
  const profile = stated && parseProfile(stated)
  if (!profile || profile.space === 'inks') return undefined
  const tags = keptTags(stated, profile, versionOf(stated))
  const table: Uint8Array[] = []
  const contents: Uint8Array[] = []
  const places = new Map<Content, number>()
  let end = HEADER + 4 + ENTRY * tags.length
  for (const { name, content } of tags) {
    const place = places.get(content) ?? end
    table.push(ascii(name), be32(place), be32(lengthOf(content)))
    if (place !== end) continue
    places.set(content, end)
    contents.push(...padded(content))
    end += lengthOf(padded(content))
  }
  if (end > icc.length + MAX_GROWTH) return undefined
  const head = headerOf(stated, end, tags)
  return { pieces: [...head, be32(tags.length), ...table, ...contents], length: end }
}

/**
 * Returns a profile's class. An output profile with nothing but a table needs the inverse table,
 * too (8.5). An input profile does not (8.3).
 */
function classOf(stated: Uint8Array, tags: readonly NamedContent[]): string {
  const hasCurves = tags.some(({ name }) => name.endsWith('TRC'))
  return !hasCurves || fourCharacters(stated, 12) === 'scnr' ? 'scnr' : 'mntr'
}

/** Date in all rebuilt profiles: 1 January 2000. A date with only zeros is not valid. */
const DATE = [2000, 1, 1, 0, 0, 0].map(be16)

/** Returns a rebuilt profile's header (7.2). Fields that conversions do not read are zero. */
function headerOf(stated: Uint8Array, length: number, tags: readonly NamedContent[]): Content {
  const intent = u32be(stated, 64)
  return [
    be32(length),
    be32(0),
    Uint8Array.of(versionOf(stated), (stated[9] ?? 0) & 0xf0, 0, 0),
    ascii(classOf(stated, tags)),
    stated.subarray(16, 20),
    ascii(fourCharacters(stated, 20) === 'Lab ' ? 'Lab ' : 'XYZ '),
    ...DATE,
    ascii('acsp'),
    new Uint8Array(24),
    be32(intent <= 3 ? intent : 0),
    ...WHITE,
    new Uint8Array(48),
  ]
}

/** Returns the major version, which decides how texts and CIELAB are encoded. */
const versionOf = (profile: Uint8Array): 2 | 4 => ((profile[8] ?? 0) < 4 ? 2 : 4)

/** Returns a profile as `rebuildProfile` rebuilds it, in one array. */
export function cleanIcc(icc: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const rebuilt = rebuildProfile(icc)
  return rebuilt && join(rebuilt.pieces)
}

/**
 * Returns the profile that an output can embed, if it describes the samples as they are stored: an
 * RGB image's RGB profile.
 */
export function embeddableProfile({
  color,
  components,
}: Pick<CommonHeader, 'color' | 'components'>): CleanProfile | undefined {
  if (color?.kind !== 'icc' || components !== 3 || color.profile.length > MAX_BLOCK) return undefined
  return fourCharacters(color.profile, 16) === 'RGB ' ? rebuildProfile(color.profile) : undefined
}
