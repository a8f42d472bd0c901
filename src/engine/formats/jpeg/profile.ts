import type { ByteReader } from '../../bytes/reader.ts'

/**
 * First bytes in an APP2 segment with an ICC profile piece. Two bytes follow: the piece's number
 * and the piece count (ICC.1:2022, B.4).
 */
export const ICC_PREFIX = 'ICC_PROFILE\0'
export const ICC_COUNTERS = 2

/**
 * Returns an ICC profile's pieces in order. A profile with a missing or repeated piece cannot be
 * used.
 * @param segments each segment's content after `ICC_PREFIX`
 * @returns an empty list if the profile is not complete
 */
export function orderPieces(segments: readonly ByteReader[]): readonly ByteReader[] {
  const ordered = segments.toSorted((a, b) => a.u8(0) - b.u8(0))
  const complete = ordered.every((piece, at) => piece.u8(0) === at + 1 && piece.u8(1) === ordered.length)
  return complete ? ordered.map((piece) => piece.block(ICC_COUNTERS, piece.length - ICC_COUNTERS)) : []
}
