import type { ByteReader } from '../bytes/reader.ts'
import { releaseBuffer } from '../bytes/release.ts'
import type { ColorSource } from '../picture/header.ts'

/**
 * Maximum length in bytes of an ICC profile that is read. Profiles for printing presses have about
 * 2 MB.
 */
export const MAX_PROFILE = 4 * 1024 * 1024

/**
 * Joins an ICC profile's pieces to a color source. Returns `undefined` if the profile is empty or
 * too long.
 */
export function iccColor(pieces: readonly ByteReader[]): ColorSource | undefined {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  if (length === 0 || length > MAX_PROFILE) return undefined
  const profile = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    const copy = piece.bytes(0, piece.length)
    profile.set(copy, at)
    releaseBuffer(copy)
    at += piece.length
  }
  return { kind: 'icc', profile }
}
