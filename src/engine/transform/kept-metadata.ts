import type { Seat } from '../../memory/index.ts'
import { releaseBuffer } from '../bytes/release.ts'
import { encoders } from '../formats/codecs.ts'
import type { FoundGainMap } from '../formats/format.ts'
import { formats } from '../formats/formats.ts'
import type { Header, SourceFormat } from '../formats/header.ts'
import type { HeifImage } from '../formats/heif/heif-image.ts'
import { readMetadata, writeMetadata } from '../formats/metadata.ts'
import { cleanMetadata } from '../metadata/clean.ts'
import { MAX_GROWTH } from '../metadata/icc.ts'
import { isEmpty, MAX_BLOCK, type Metadata } from '../metadata/metadata.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Plan } from '../plan/plan.ts'
import { rewritten } from '../wasm/scratch.ts'

/**
 * Maximum copies of a metadata block in memory, besides the file that contains it.
 *
 * - XMP: inflated, as text before and after cleaning (up to 2 bytes per character each), as
 *   written, and in the output
 * - EXIF and IPTC: joined, cleaned, and in the output
 * - a profile: cleaned, deflated, with its name, and in the output; the header's copy is not
 *   counted here
 */
const COPIES = { xmp: 6, others: 3, profile: 4 }

/** Number of metadata blocks in a file: EXIF, IPTC and XMP. A profile is known from the header. */
const BLOCKS = 3

/** Maximum length in bytes for EXIF and for XMP in a JPEG, which has one segment for each. */
const SEGMENT = 65_536

/** Formats whose metadata blocks are HEIF items. */
const HEIF: ReadonlySet<string> = new Set(['avif', 'heic'])

/**
 * `true` if the metadata to keep may follow the pixels. The whole file is then read before the
 * pixels are decoded.
 */
export const metadataFollows = ({ metadata = '0' }: TransformOptions, header: Header): boolean =>
  metadata !== '0' && formats[header.format].metadataFollows?.(header) === true

/** Maximum size in bytes of the metadata blocks that are kept. A profile is counted separately. */
interface BlockLengths {
  readonly xmp: number
  /** EXIF and IPTC together. */
  readonly others: number
  /** IPTC in several segments, which are joined first. */
  readonly joined: number
}

/**
 * Returns the maximum lengths for blocks in formats where blocks are parts of the file and do not
 * overlap.
 */
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
 * Returns the lengths of a HEIF file's metadata items. HEIF has no IPTC. If the lengths are
 * unknown, each item may be as long as the file, because items may overlap.
 */
function heifBlocks({ metadata }: Partial<HeifImage>, length: number): BlockLengths {
  const block = Math.min(length, MAX_BLOCK)
  const { exif, xmp } = metadata ?? { exif: block, xmp: block }
  return { xmp, others: exif, joined: 0 }
}

/**
 * Returns the maximum memory in bytes that keeping metadata takes, besides the file and the
 * header's copy of the profile.
 * @param length length in bytes of the file part that is searched for metadata
 */
export function metadataMemory(
  { metadata = '0' }: TransformOptions,
  { format, color, heif }: Pick<Header, 'format' | 'color' | 'heif'>,
  length: number,
): number {
  if (metadata === '0') return 0
  const stored = color?.kind === 'icc' ? color.profile.length : 0
  const profile = stored === 0 || stored > MAX_BLOCK ? 0 : stored + MAX_GROWTH
  const { xmp, others, joined } = HEIF.has(format)
    ? heifBlocks(heif ?? {}, length)
    : blocksWithin(format, Math.max(0, length - stored))
  return joined + COPIES.profile * profile + COPIES.xmp * xmp + COPIES.others * others
}

/** Work that keeps metadata: the request, the original, and the output's plan. */
export interface MetadataWork {
  readonly intent: TransformOptions
  readonly header: Header
  /** The file up to its pixels, or the whole file if metadata follows them. */
  readonly source: Uint8Array
  readonly plan: Plan
  /** Gain map that is appended later. */
  readonly gainMap: Pick<FoundGainMap, 'metadata'> | undefined
}

/**
 * Calls a function with the metadata that an output keeps. Facts that the picture no longer shows
 * are removed from the metadata. The metadata blocks are freed afterwards.
 * @returns `undefined` if the output keeps nothing
 */
async function withKept<T>(
  { intent: { metadata = '0' }, header, source, plan: { format, keepsProfile }, gainMap }: MetadataWork,
  use: (kept: Metadata) => T | Promise<T>,
): Promise<T | undefined> {
  if (metadata === '0') return undefined
  const found = cleanMetadata(readMetadata(header, source), { gps: metadata === 'all' })
  // An image has one XMP packet. If it describes the output's gain map, the original's packet is
  // dropped.
  const xmp = gainMap?.metadata.hdrgm ? undefined : found.xmp
  const icc = keepsProfile && encoders[format].profile === 'any' ? found.icc : undefined
  const kept = { ...found, xmp, icc }
  try {
    return isEmpty(kept) ? undefined : await use(kept)
  } finally {
    for (const block of Object.values(found)) if (block) releaseBuffer(block)
  }
}

const shapeOf = ({ output, settings }: Plan) => ({ ...output, alpha: settings.alpha })

/**
 * Returns the encoded image with the original's metadata that the intent keeps.
 * @param encoded encoder output
 * @param seat right to the memory of the kernel, which has already ended
 */
export async function withMetadata(
  work: MetadataWork,
  encoded: Uint8Array<ArrayBuffer>,
  seat: Seat | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const { plan } = work
  const written = await withKept(work, (kept) =>
    rewritten(seat, plan.scratch, encoded, (file) => writeMetadata(plan.format, file, kept, shapeOf(plan))),
  )
  return written ?? encoded
}

/** Smallest possible files by format. Metadata is written to them to count its bytes. */
const STUBS: Partial<Readonly<Record<SourceFormat, readonly Uint8Array<ArrayBuffer>[]>>> = {
  // SOI, and the start of a frame with one component or three (T.81 B.2.2). A profile is written
  // only to a picture with the profile's component count.
  jpeg: [1, 3].map((components) =>
    Uint8Array.of(
      0xff,
      0xd8,
      0xff,
      0xc0,
      0,
      8 + 3 * components,
      8,
      0,
      1,
      0,
      1,
      components,
      ...new Uint8Array(3 * components),
    ),
  ),
  // A RIFF header without chunks (RFC 9649, 2.4).
  webp: [Uint8Array.from('RIFF\x04\0\0\0WEBP', (char) => char.charCodeAt(0))],
  // Signature that starts a bare codestream (ISO/IEC 18181-1, D.1).
  jxl: [Uint8Array.of(0xff, 0x0a)],
}

/**
 * Bytes by which a box is longer if its codestream has more than 4 GB, and by which file parts are
 * padded.
 */
const PADDING = 16

/** Returns the maximum bytes that kept metadata adds to a picture's file. */
export async function keptBytes(work: MetadataWork): Promise<number> {
  const { plan } = work
  const lengths = await withKept(work, (kept) =>
    (STUBS[plan.format] ?? []).map((stub) => {
      const written = writeMetadata(plan.format, stub, kept, shapeOf(plan))
      const { length } = written
      if (written.buffer !== stub.buffer) releaseBuffer(written)
      return length - stub.length
    }),
  )
  return lengths ? PADDING + Math.max(0, ...lengths) : 0
}
