import type { ByteReader } from '../../bytes/reader.ts'
import { brandsOf, MAX_FTYP, readBrands } from '../heif/brands.ts'

/**
 * `true` if a file begins with a file type box that names AVIF, as a still image or as a sequence.
 */
export function isAvif(bytes: Uint8Array): boolean {
  const brands = brandsOf(bytes)
  return brands.includes('avif') || brands.includes('avis')
}

/** `true` if an AVIF declares that it is a sequence. */
export const isSequence = (input: ByteReader): boolean =>
  readBrands(input.block(0, Math.min(input.u32be(0), MAX_FTYP))).includes('avis')
