import type { ByteReader } from '../../bytes/reader.ts'
import { brandsOf, MAX_FTYP, readBrands } from '../heif/brands.ts'

/**
 * Brands for pictures and sequences that are coded with HEVC, including those with several layers
 * or views (ISO/IEC 23008-12, B.4).
 */
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']
/** HEIF brands with any codec. The item tables name the codec. */
const ANY_CODEC = ['mif1', 'msf1']
const SEQUENCES = ['hevc', 'hevx', 'hevm', 'hevs', 'msf1']

/**
 * `true` if a file begins with a file type box that names HEIC, or HEIF without a codec. AVIF files
 * may have the same brands, so AVIF must be checked first.
 */
export function isHeic(bytes: Uint8Array): boolean {
  const brands = brandsOf(bytes)
  return [...HEIC_BRANDS, ...ANY_CODEC].some((brand) => brands.includes(brand))
}

/** `true` if a file declares that it is a sequence. */
export function isSequence(input: ByteReader): boolean {
  const brands = readBrands(input.block(0, Math.min(input.u32be(0), MAX_FTYP)))
  return SEQUENCES.some((brand) => brands.includes(brand))
}
