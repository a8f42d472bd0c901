import { type ByteReader, openReader } from '../../bytes/reader.ts'

/**
 * Maximum number of bytes in which brands are read, enough for 120 brands. Real files list fewer
 * than ten.
 */
export const MAX_FTYP = 512

/**
 * Returns the brands that a file claims: the major brand, and the compatible brands after the
 * version (ISO/IEC 14496-12, 4.3).
 */
export function readBrands(head: ByteReader): string[] {
  if (!head.reaches(12) || head.text(4, 4) !== 'ftyp') return []
  const brands = [head.text(8, 4)]
  const end = Math.min(head.u32be(0), head.length)
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.text(at, 4))
  return brands
}

/** Returns the brands in a file's first bytes, as far as they are present. */
export const brandsOf = (bytes: Uint8Array): string[] =>
  readBrands(openReader(bytes.subarray(0, MAX_FTYP), true))
