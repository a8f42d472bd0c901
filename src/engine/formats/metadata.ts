import { Failure } from '../../errors.ts'
import { isEmpty, MAX_BLOCK, type Metadata, type PictureShape } from '../metadata/metadata.ts'
import { formats } from './formats.ts'
import type { Header, SourceFormat } from './header.ts'

/**
 * Reads a file's metadata without removing anything from it. Blocks may be views into the file and
 * the header's profile. Blocks longer than 1 MB are left out.
 *
 * @param header the same file's probe result, with its color profile
 * @param file the file up to its pixels, as far as the probe needs it; it may be damaged. Metadata
 *   after the pixels is found only if those bytes are included: EXIF and XMP in WebP, some writers'
 *   XMP in PNG, some items in AVIF.
 */
export function readMetadata(header: Pick<Header, 'format' | 'color'>, file: Uint8Array): Metadata {
  const { format, color } = header
  const { exif, xmp, iptc } = unlessDamaged(() => formats[format].readMetadata?.(file)) ?? {}
  const icc = color?.kind === 'icc' ? color.profile : undefined
  return { exif: bounded(exif), icc: bounded(icc), xmp: bounded(xmp), iptc: bounded(iptc) }
}

const bounded = (block: Uint8Array | undefined) =>
  block && block.length > 0 && block.length <= MAX_BLOCK
    ? new Uint8Array(block.buffer, block.byteOffset, block.length)
    : undefined

/**
 * Adds metadata to an encoded image. Metadata blocks that the format cannot store are left out:
 *
 * - JPEG takes EXIF and XMP up to 64 KB, ICC and IPTC.
 * - PNG and WebP take EXIF, ICC and XMP.
 * - AVIF takes nothing.
 *
 * A profile is added only if it describes the samples that the image has, gray or RGB.
 *
 * @param image image from an encoder, without metadata
 * @param metadata result of `cleanMetadata`
 * @param picture the image's size and transparency
 * @returns `image` itself if there is nothing to add
 */
export function writeMetadata(
  format: SourceFormat,
  image: Uint8Array<ArrayBuffer>,
  metadata: Metadata,
  picture: PictureShape,
): Uint8Array<ArrayBuffer> {
  return isEmpty(metadata) ? image : (formats[format].writeMetadata?.(image, metadata, picture) ?? image)
}

/**
 * `true` if a file consists of its picture and nothing else. It has no metadata, profile, comment
 * or second picture, and nothing follows its end. Only such an original may be served instead of
 * its re-encoding.
 *
 * The function checks the file's structure and decodes no pixels. It does not find bytes within
 * compressed data that a decoder ignores, and it accepts a file whose compressed data is damaged.
 *
 * @param file the whole file; it may be hostile
 * @param moving `true` if the file must be an animation, `false` if it must be a still image
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
