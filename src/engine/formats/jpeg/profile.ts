import type { ByteReader } from '../../bytes/reader.ts'

/** Begins the APP2 segments of a profile; its number and the count of them follow, a byte each (ICC.1:2022, B.4). */
export const ICC_PREFIX = 'ICC_PROFILE\0'
export const ICC_COUNTERS = 2

/**
 * The pieces of a profile in order. One that is missing or there twice makes all of them worthless.
 * @param segments what follows `ICC_PREFIX` in each
 * @returns nothing where the profile is not complete
 */
export function orderPieces(segments: readonly ByteReader[]): readonly ByteReader[] {
  const ordered = segments.toSorted((a, b) => a.u8(0) - b.u8(0))
  const complete = ordered.every((piece, at) => piece.u8(0) === at + 1 && piece.u8(1) === ordered.length)
  return complete ? ordered.map((piece) => piece.block(ICC_COUNTERS, piece.length - ICC_COUNTERS)) : []
}
