import { Failure } from '../../errors.ts'
import { MAX_BLOCK, type Metadata, type PictureShape } from '../metadata/metadata.ts'
import type { Header, SourceFormat } from '../picture/header.ts'
import { formats } from './formats.ts'

/**
 * Reads the metadata of a file as it is, not cleaned of anything. Each block is a copy; blocks of more than 1 MB are left
 * out.
 *
 * @param header what the probe read of the file, its colour profile included
 * @param file the file up to its pixels, which is what the probe needs; it may be damaged. Metadata after the pixels is
 * found only if that is given, too: all of WebP's EXIF and XMP, some writers' XMP in PNG, some items in AVIF.
 */
export function readMetadata(header: Pick<Header, 'format' | 'color'>, file: Uint8Array): Metadata {
  const { format, color } = header
  const { exif, xmp, iptc } = unlessDamaged(() => formats[format].readMetadata?.(file)) ?? {}
  const icc = color?.kind === 'icc' ? color.profile : undefined
  return { exif: bounded(exif), icc: bounded(icc), xmp: bounded(xmp), iptc: bounded(iptc) }
}

const bounded = (block: Uint8Array | undefined) =>
  block && block.length > 0 && block.length <= MAX_BLOCK ? new Uint8Array(block) : undefined

/**
 * Adds metadata to an encoded image, as far as its format has a place for it: JPEG for EXIF and XMP of up to 64 KB, ICC
 * and IPTC; PNG and WebP for EXIF, ICC and XMP; AVIF for nothing. A profile is added only where it is one of the image's
 * samples, gray or RGB.
 *
 * @param image as the encoder wrote it, without metadata
 * @param metadata cleaned
 * @param picture what the image shows
 * @returns `image` itself where there is nothing to add
 */
export function writeMetadata(
  format: SourceFormat,
  image: Uint8Array<ArrayBuffer>,
  metadata: Metadata,
  picture: PictureShape,
): Uint8Array<ArrayBuffer> {
  const empty = Object.values(metadata).every((block) => block === undefined)
  return empty ? image : (formats[format].writeMetadata?.(image, metadata, picture) ?? image)
}

/**
 * Whether a file consists of its picture and nothing else: no metadata, profile, comment or second picture, nothing after
 * its end. Only such a file may be served in place of its own re-encoding.
 *
 * It checks the structure of the file and decodes no pixels: bytes within compressed data that a decoder ignores are not
 * found, and a file that is damaged there passes.
 *
 * @param file all of it; anything, hostile files included
 * @param moving whether its picture is to be an animation, or to be still
 */
export const isStripped = (format: SourceFormat, file: Uint8Array, moving = false): boolean =>
  unlessDamaged(() => formats[format].isStripped?.(file, moving)) ?? false

function unlessDamaged<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}
