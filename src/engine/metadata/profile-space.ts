import { fourCharacters } from '../bytes/bytes.ts'

/**
 * Returns the profile if it describes samples in the given color space. With another space's
 * profile, viewers show wrong colors or nothing.
 */
export function profileFor(icc: Uint8Array | undefined, space: 'RGB' | 'gray'): Uint8Array | undefined {
  const signature = space === 'RGB' ? 'RGB ' : 'GRAY'
  return icc && fourCharacters(icc, 16) === signature ? icc : undefined
}
