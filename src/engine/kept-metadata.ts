import type { FoundGainMap } from './formats/format.ts'
import { formats } from './formats/formats.ts'
import type { Header } from './formats/header.ts'
import { readMetadata, writeMetadata } from './formats/metadata.ts'
import type { Seat } from './memory/seat.ts'
import { cleanMetadata } from './metadata/clean.ts'
import { isEmpty, MAX_BLOCK } from './metadata/metadata.ts'
import type { TransformOptions } from './options/transform-options.ts'
import type { Plan } from './plan/plan.ts'
import { rewritten } from './wasm/scratch.ts'

/**
 * Maximum number of copies of a metadata block in memory: as read, as text, cleaned and written.
 */
const COPIES = 6

/** Number of metadata blocks of a file: EXIF, IPTC, a profile and XMP. */
const BLOCKS = 4

/** Formats of files whose metadata blocks may be the same bytes. */
const OVERLAPPING: ReadonlySet<string> = new Set(['avif', 'heic'])

/**
 * `true` if the metadata to keep may follow the pixels. The whole file is then read before the
 * pixels are decoded.
 */
export const metadataFollows = ({ metadata = '0' }: TransformOptions, header: Header): boolean =>
  metadata !== '0' && formats[header.format].metadataFollows?.(header) === true

/**
 * Returns the maximum size in bytes of the memory that keeping metadata takes.
 * @param length length in bytes of the part of the file that is searched for metadata
 */
export function metadataMemory(
  { metadata = '0' }: TransformOptions,
  { format }: Pick<Header, 'format'>,
  length: number,
): number {
  if (metadata === '0') return 0
  // EXIF, IPTC, a profile and XMP are parts of the file, and do not overlap, except that the items
  // of a HEIF file may. A PNG may store XMP deflated, so that it can be longer than the file. A
  // JPEG stores blocks in segments, which are joined first.
  const blocks = OVERLAPPING.has(format)
    ? BLOCKS * Math.min(length, MAX_BLOCK)
    : Math.min(length, BLOCKS * MAX_BLOCK)
  return length + COPIES * (blocks + (format === 'png' ? MAX_BLOCK : 0))
}

/**
 * Returns the encoded image with the metadata of the original that the intent keeps. Metadata is
 * cleaned of everything that the picture no longer shows.
 * @param source the file up to its pixels, or the whole file if metadata follows them
 * @param encoded output of the encoder
 * @param gainMap gain map that is appended later
 * @param seat right to the memory of the kernel, which has ended
 */
export async function withMetadata(
  { metadata = '0' }: TransformOptions,
  header: Header,
  source: Uint8Array,
  { format, output, settings, keepsProfile, scratch }: Plan,
  encoded: Uint8Array<ArrayBuffer>,
  gainMap: Pick<FoundGainMap, 'metadata'> | undefined,
  seat: Seat | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  if (metadata === '0') return encoded
  const found = cleanMetadata(readMetadata(header, source), { gps: metadata === 'all' })
  // An image has one XMP packet. If it describes the gain map of the output, the packet of the
  // original is dropped.
  const xmp = gainMap?.metadata.hdrgm ? undefined : found.xmp
  const icc = keepsProfile ? found.icc : undefined
  const kept = { ...found, xmp, icc }
  if (isEmpty(kept)) return encoded
  return rewritten(seat, scratch, encoded, (file) =>
    writeMetadata(format, file, kept, { ...output, alpha: settings.alpha }),
  )
}
