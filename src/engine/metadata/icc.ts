import { fourCharacters, u32be } from '../bytes/bytes.ts'

/** The header of every profile (ICC.1:2022, 7.2). */
const HEADER = 128

/** A profile without bytes after it; `undefined` where it is cut or is no profile. */
export function cleanIcc(icc: Uint8Array): Uint8Array | undefined {
  const size = u32be(icc, 0)
  const valid = size >= HEADER && size <= icc.length && fourCharacters(icc, 36) === 'acsp'
  return valid ? icc.subarray(0, size) : undefined
}

/** The profile if it is one of such samples: with another, viewers show wrong colours or nothing. */
export function profileFor(icc: Uint8Array | undefined, space: 'RGB' | 'gray'): Uint8Array | undefined {
  const signature = space === 'RGB' ? 'RGB ' : 'GRAY'
  return icc && fourCharacters(icc, 16) === signature ? icc : undefined
}
