import { type ByteReader, MAX_PARTS } from '../bytes/reader.ts'

/** Place of a tag's content within its profile, in bytes. */
export interface TagPlace {
  readonly offset: number
  readonly length: number
}

/**
 * Reads the tag table (ICC.1:2022, 7.3): each tag's name, offset and length. Skips tags outside the
 * profile, because they may not be needed. If a name occurs twice, the last tag counts.
 */
export function readTagPlaces(profile: ByteReader): ReadonlyMap<string, TagPlace> {
  const count = profile.u32be(128)
  const places = new Map<string, TagPlace>()
  if (count > MAX_PARTS) return places
  for (let at = 132; at < 132 + count * 12; at += 12) {
    const [offset, length] = [profile.u32be(at + 4), profile.u32be(at + 8)]
    if (profile.reaches(offset + length)) places.set(profile.text(at, 4), { offset, length })
  }
  return places
}
