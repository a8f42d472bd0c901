import type { Intent } from '../signing/url/intent.ts'
import type { FoundGainMap } from './formats/format.ts'
import { readMetadata, writeMetadata } from './formats/metadata.ts'
import { cleanMetadata } from './metadata/clean.ts'
import { MAX_BLOCK } from './metadata/metadata.ts'
import type { Header } from './picture/header.ts'
import type { Plan } from './plan/plan.ts'

/** Copies of a block in memory: as read, as text, cleaned, and written. */
const COPIES = 6

/** Whether the metadata to keep may follow the pixels, so that the whole file is read before they are decoded. */
export const metadataFollows = ({ metadata = '0' }: Intent, { webp }: Pick<Header, 'webp'>): boolean =>
  metadata !== '0' && webp?.extended === true

/**
 * Bytes that keeping metadata takes at most.
 * @param length bytes of the file that is searched
 */
export function metadataMemory(
  { metadata = '0' }: Intent,
  { format }: Pick<Header, 'format'>,
  length: number,
): number {
  if (metadata === '0') return 0
  const block = Math.min(length, MAX_BLOCK)
  // EXIF, IPTC, a profile, and XMP, which may be deflated in a PNG; in a JPEG's segments all of them are joined first.
  return length + COPIES * (3 * block + (format === 'png' ? MAX_BLOCK : block))
}

/**
 * The encoded image with the metadata of the source that the intent keeps, cleaned of what the picture no longer shows.
 * @param source the file up to its pixels, or all of it if metadata follow them
 * @param encoded the encoder's output
 * @param gainMap what follows it
 */
export function withMetadata(
  { metadata = '0' }: Intent,
  header: Header,
  source: Uint8Array,
  { format, output, settings, keepsProfile }: Plan,
  encoded: Uint8Array<ArrayBuffer>,
  gainMap?: Pick<FoundGainMap, 'metadata'> | undefined,
): Uint8Array<ArrayBuffer> {
  if (metadata === '0') return encoded
  const found = cleanMetadata(readMetadata(header, source), { gps: metadata === 'all' })
  // An image has one packet: that which leads to its gain map.
  const xmp = gainMap?.metadata.hdrgm ? undefined : found.xmp
  const icc = keepsProfile ? found.icc : undefined
  return writeMetadata(format, encoded, { ...found, xmp, icc }, { ...output, alpha: settings.alpha })
}
