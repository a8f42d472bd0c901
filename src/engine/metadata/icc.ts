import { fourCharacters, u32be } from '../bytes/bytes.ts'

/** Length in bytes of the header of a profile (ICC.1:2022, 7.2). */
const HEADER = 128

/** Returns a profile without trailing bytes, or `undefined` if it is cut short or not a profile. */
export function cleanIcc(icc: Uint8Array): Uint8Array | undefined {
  const length = u32be(icc, 0)
  const valid = length >= HEADER && length <= icc.length && fourCharacters(icc, 36) === 'acsp'
  return valid ? icc.subarray(0, length) : undefined
}

/**
 * Returns the profile if it describes samples of the given colour space. With a profile of another
 * space, viewers show wrong colours or nothing.
 */
export function profileFor(icc: Uint8Array | undefined, space: 'RGB' | 'gray'): Uint8Array | undefined {
  const signature = space === 'RGB' ? 'RGB ' : 'GRAY'
  return icc && fourCharacters(icc, 16) === signature ? icc : undefined
}
