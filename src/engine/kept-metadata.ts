import { releaseBuffer } from './bytes/release.ts'
import { encoders } from './formats/codecs.ts'
import type { FoundGainMap } from './formats/format.ts'
import { formats } from './formats/formats.ts'
import type { Header, SourceFormat } from './formats/header.ts'
import type { HeifImage } from './formats/heif/heif-image.ts'
import { readMetadata, writeMetadata } from './formats/metadata.ts'
import type { Seat } from './memory/seat.ts'
import { cleanMetadata } from './metadata/clean.ts'
import { isEmpty, MAX_BLOCK } from './metadata/metadata.ts'
import type { TransformOptions } from './options/transform-options.ts'
import type { Plan } from './plan/plan.ts'
import { rewritten } from './wasm/scratch.ts'

/**
 * Maximum number of copies of a metadata block in memory beside the file that contains it.
 *
 * - XMP: inflated, as text before and after it is cleaned (up to 2 bytes per character each),
 *   written, and in the output
 * - EXIF and IPTC: joined, cleaned, and in the output
 * - a profile: deflated, with its name, and in the output; the header's copy is not counted here
 */
const COPIES = { xmp: 6, others: 3, profile: 3 }

/** Number of metadata blocks of a file: EXIF, IPTC and XMP. A profile is known from the header. */
const BLOCKS = 3

/** Maximum length in bytes of EXIF and of XMP in a JPEG, which has one segment for each. */
const SEGMENT = 65_536

/** Formats whose metadata blocks are items of a HEIF file. */
const HEIF: ReadonlySet<string> = new Set(['avif', 'heic'])

/**
 * `true` if the metadata to keep may follow the pixels. The whole file is then read before the
 * pixels are decoded.
 */
export const metadataFollows = ({ metadata = '0' }: TransformOptions, header: Header): boolean =>
  metadata !== '0' && formats[header.format].metadataFollows?.(header) === true

/** Maximum bytes of metadata blocks that are kept. A profile is counted apart. */
interface BlockLengths {
  readonly xmp: number
  /** EXIF and IPTC together. */
  readonly others: number
  /** Segments of IPTC that are joined first. */
  readonly joined: number
}

/** Returns the maximum lengths of blocks that are parts of the file and do not overlap. */
function blocksWithin(format: SourceFormat, left: number): BlockLengths {
  const block = Math.min(left, MAX_BLOCK)
  return {
    // A PNG may store XMP deflated, so that it can be longer than the file.
    xmp: format === 'png' ? MAX_BLOCK : format === 'jpeg' ? Math.min(block, SEGMENT) : block,
    others: Math.min(left, BLOCKS * MAX_BLOCK),
    joined: format === 'jpeg' ? left : 0,
  }
}

/**
 * Returns the lengths of the metadata items of a HEIF file, which has no IPTC. If they are unknown,
 * both items may be the same bytes, because items may overlap.
 */
function heifBlocks({ metadata }: Partial<HeifImage>, length: number): BlockLengths {
  const block = Math.min(length, MAX_BLOCK)
  const { exif, xmp } = metadata ?? { exif: block, xmp: block }
  return { xmp, others: exif, joined: 0 }
}

/**
 * Returns the maximum size in bytes of the memory that keeping metadata takes, beside the file and
 * the header's copy of the profile.
 * @param length length in bytes of the part of the file that is searched for metadata
 */
export function metadataMemory(
  { metadata = '0' }: TransformOptions,
  { format, color, heif }: Pick<Header, 'format' | 'color' | 'heif'>,
  length: number,
): number {
  if (metadata === '0') return 0
  const stored = color?.kind === 'icc' ? color.profile.length : 0
  const profile = stored > MAX_BLOCK ? 0 : stored
  const { xmp, others, joined } = HEIF.has(format)
    ? heifBlocks(heif ?? {}, length)
    : blocksWithin(format, Math.max(0, length - stored))
  return joined + COPIES.profile * profile + COPIES.xmp * xmp + COPIES.others * others
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
  const icc = keepsProfile && encoders[format].profile === 'any' ? found.icc : undefined
  const kept = { ...found, xmp, icc }
  if (isEmpty(kept)) return encoded
  try {
    return await rewritten(seat, scratch, encoded, (file) =>
      writeMetadata(format, file, kept, { ...output, alpha: settings.alpha }),
    )
  } finally {
    // The profile is that of the header.
    for (const block of [found.exif, found.xmp, found.iptc]) if (block) releaseBuffer(block)
  }
}
