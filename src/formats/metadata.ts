import { Failure } from '../errors.ts'
import { MAX_BLOCK, type Metadata, type PictureShape } from '../metadata/metadata.ts'
import type { Header, SourceFormat } from '../picture/header.ts'
import { avif } from './avif/metadata.ts'
import type { Carrier } from './codec.ts'
import { jpeg } from './jpeg/metadata.ts'
import { isStrippedJpeg } from './jpeg/stripped.ts'
import { png } from './png/metadata.ts'
import { isStrippedPng } from './png/stripped.ts'
import { webp } from './webp/metadata.ts'
import { isStrippedWebp } from './webp/stripped.ts'

const CARRIERS: Readonly<Record<SourceFormat, Carrier>> = { jpeg, png, webp, avif, gif: { read: () => ({}) } }

/**
 * The metadata of a file, not cleaned of anything; blocks of more than 1 MB are left out. Each is a copy, so that the
 * file can go.
 *
 * @param header what the probe has read of the file; its colour profile is told there
 * @param file the file up to its pixels, which is what the probe needs. What stands behind them is found only if that
 * is given, too: all of WebP's EXIF and XMP, some writers' XMP in PNG, and items in AVIF. It may be damaged.
 */
export function readMetadata(
  { format, color }: Pick<Header, 'format' | 'color'>,
  file: Uint8Array,
): Metadata {
  const { exif, xmp, iptc } = readBlocks(format, file)
  const icc = color?.kind === 'icc' ? color.profile : undefined
  return { exif: bounded(exif), icc: bounded(icc), xmp: bounded(xmp), iptc: bounded(iptc) }
}

function readBlocks(format: SourceFormat, file: Uint8Array): Metadata {
  try {
    return CARRIERS[format].read(file)
  } catch (error) {
    if (error instanceof Failure) return {}
    throw error
  }
}

const bounded = (block: Uint8Array | undefined) =>
  block && block.length > 0 && block.length <= MAX_BLOCK ? new Uint8Array(block) : undefined

/**
 * Puts metadata into an encoded image, as far as its format has a place for it: JPEG for EXIF and XMP of up to 64 KB,
 * ICC and IPTC; PNG and WebP for EXIF, ICC and XMP; AVIF for nothing. A profile goes only where the samples are of its
 * kind, gray or RGB.
 *
 * @param image as the encoder wrote it, without metadata
 * @param metadata cleaned
 * @param picture what the image shows
 * @returns `image` itself where there is nothing to put into it
 */
export function writeMetadata(
  format: SourceFormat,
  image: Uint8Array<ArrayBuffer>,
  metadata: Metadata,
  picture: PictureShape,
): Uint8Array<ArrayBuffer> {
  const empty = Object.values(metadata).every((block) => block === undefined)
  return empty ? image : (CARRIERS[format].write?.(image, metadata, picture) ?? image)
}

/**
 * Whether a file holds its picture and nothing else, as an encoder here would have written it: no metadata, no profile,
 * no comment, no second picture, nothing behind its end. Only such a file may be answered with in place of its own
 * re-encoding.
 *
 * It looks at what the file is made of and decodes no pixels: bytes within compressed data that a decoder passes over
 * are not found. A file that is damaged there passes, too.
 *
 * @param file all of it; anything, hostile files included
 */
export const isStripped = (format: SourceFormat, file: Uint8Array): boolean => CHECKS[format](file)

const CHECKS: Readonly<Record<SourceFormat, (file: Uint8Array) => boolean>> = {
  jpeg: isStrippedJpeg,
  png: isStrippedPng,
  webp: isStrippedWebp,
  avif: () => false,
  gif: () => false,
}
