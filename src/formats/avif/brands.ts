import { type ByteReader, openReader } from '../../bytes/reader.ts'

/** Bytes read of the brands, enough for 120; real files list under ten. */
const MAX_FTYP = 512

/** The brands that a file claims (ISO/IEC 14496-12, 4.3): one, a version, and the compatible ones. */
function readBrands(head: ByteReader): string[] {
  if (!head.reaches(12) || head.text(4, 4) !== 'ftyp') return []
  const brands = [head.text(8, 4)]
  const end = Math.min(head.u32be(0), head.length)
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.text(at, 4))
  return brands
}

/** Whether a file begins with a file type box that names AVIF, still or in sequence. */
export function isAvif(bytes: Uint8Array): boolean {
  const brands = readBrands(openReader(bytes.subarray(0, MAX_FTYP), true))
  return brands.includes('avif') || brands.includes('avis')
}

/** Whether an AVIF says that it is a sequence. */
export const isSequence = (input: ByteReader): boolean =>
  readBrands(input.block(0, Math.min(input.u32be(0), MAX_FTYP))).includes('avis')
