import { type ByteReader, openReader } from '../../bytes/reader.ts'

/** Bytes read of the brands, enough for 120; real files list under ten. */
export const MAX_FTYP = 512

/** The brands that a file claims (ISO/IEC 14496-12, 4.3): one, a version, and the compatible ones. */
export function readBrands(head: ByteReader): string[] {
  if (!head.reaches(12) || head.text(4, 4) !== 'ftyp') return []
  const brands = [head.text(8, 4)]
  const end = Math.min(head.u32be(0), head.length)
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.text(at, 4))
  return brands
}

/** The brands in the first bytes of a file, as far as they are there. */
export const brandsOf = (bytes: Uint8Array): string[] =>
  readBrands(openReader(bytes.subarray(0, MAX_FTYP), true))
