import { fourCharacters } from '../bytes/bytes.ts'
import { openReader } from '../bytes/reader.ts'
import { type Profile, RGB_TABLES, readSoundTable } from '../color/icc.ts'
import { readTagPlaces } from '../color/icc-tags.ts'
import {
  adaptationContent,
  type Content,
  codePointsContent,
  curveContent,
  tableContent,
  typeOf,
  WHITE,
  xyzContent,
} from './icc-content.ts'
import { copyright, description } from './icc-texts.ts'

/** Tag for a rebuilt profile. Tags with one place in the original have the same content. */
export interface NamedContent {
  readonly name: string
  readonly content: Content
}

type Read = (tag: Uint8Array) => Content | undefined

/** Tags that conversions read, with the functions that copy their numbers (ICC.1:2022, 8). */
const MATRIX: Readonly<Record<string, Read>> = {
  rXYZ: xyzContent,
  gXYZ: xyzContent,
  bXYZ: xyzContent,
  rTRC: curveContent,
  gTRC: curveContent,
  bTRC: curveContent,
}
const GRAY: Readonly<Record<string, Read>> = { kTRC: curveContent }

/** Numbers that only viewers read: the adaptation to D50, and code points for HDR. */
const OTHERS: Readonly<Record<string, Read>> = { chad: adaptationContent, cicp: codePointsContent }

/**
 * Returns the tags for a rebuilt profile, in a fixed order.
 * @param stated the original profile
 * @param profile `parseProfile`'s result for the original
 */
export function keptTags(
  stated: Uint8Array,
  profile: Exclude<Profile, { space: 'inks' }>,
  version: 2 | 4,
): readonly NamedContent[] {
  const places = readTagPlaces(openReader(stated, true))
  const copies = new Map<number, { readonly read: Read; readonly content: Content }>()
  const connection = fourCharacters(stated, 20)

  function copied(reads: Readonly<Record<string, Read>>): NamedContent[] {
    return Object.entries(reads).flatMap(([name, read]) => {
      const place = places.get(name)
      if (!place) return []
      const tag = stated.subarray(place.offset, place.offset + place.length)
      const copy = copies.get(place.offset)
      const content = copy?.read === read ? copy.content : read(tag)
      if (!content) return []
      copies.set(place.offset, { read, content })
      return [{ name, content }]
    })
  }

  const table: Read = (tag) =>
    readSoundTable(openReader(tag, true), connection) ? tableContent(tag) : undefined
  const tables = Object.fromEntries(RGB_TABLES.map((name) => [name, table]))
  const [white = { name: 'wtpt', content: [...typeOf('XYZ '), ...WHITE] }] = copied({ wtpt: xyzContent })
  return [
    { name: 'desc', content: description(version) },
    { name: 'cprt', content: copyright(version) },
    white,
    ...copied(OTHERS),
    ...(profile.space === 'gray' ? copied(GRAY) : []),
    ...(profile.space === 'rgb' ? copied(MATRIX) : []),
    ...(profile.space === 'gray' ? [] : copied(tables)),
  ]
}
