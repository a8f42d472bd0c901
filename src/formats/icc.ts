import type { ByteReader } from '../bytes/reader.ts'
import type { ColorSource } from '../picture/header.ts'

/** Bytes of the longest profile that is looked at; those of presses have some 2 MB. */
export const MAX_PROFILE = 4 * 1024 * 1024

/** A profile that stands in a file in one piece or more; one that is too long counts as none. */
export function iccColor(pieces: readonly ByteReader[]): ColorSource | undefined {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  if (length === 0 || length > MAX_PROFILE) return undefined
  const profile = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    profile.set(piece.bytes(0, piece.length), at)
    at += piece.length
  }
  return { kind: 'icc', profile }
}

/**
 * What the APP2 segments of a JPEG hold of a profile, in its order: each has its number, from 1 on, and how many there
 * are (ICC.1:2022, B.4). One that is missing or there twice makes all of it worthless.
 * @param segments what follows `ICC_PROFILE` and its zero in each
 * @returns nothing where it is not complete
 */
export function orderPieces(segments: readonly ByteReader[]): readonly ByteReader[] {
  const ordered = segments.toSorted((a, b) => a.u8(0) - b.u8(0))
  const complete = ordered.every((piece, at) => piece.u8(0) === at + 1 && piece.u8(1) === ordered.length)
  return complete ? ordered.map((piece) => piece.block(2, piece.length - 2)) : []
}
