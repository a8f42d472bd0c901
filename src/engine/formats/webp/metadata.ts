import { afterPrefix, ascii, hasText, le24, le32 } from '../../bytes/bytes.ts'
import { join } from '../../bytes/join.ts'
import { openReader } from '../../bytes/reader.ts'
import type { Metadata, PictureShape } from '../../metadata/metadata.ts'
import { EXIF_PREFIX } from '../../metadata/orientation.ts'
import { profileFor } from '../../metadata/profile-space.ts'
import type { MetadataBlocks } from '../format.ts'
import { CHUNK_HEAD, chunkPieces, chunks, FIRST_CHUNK, FLAGS } from './chunks.ts'

const PIXELS = ['ALPH', 'VP8 ', 'VP8L', 'ANIM', 'ANMF']

/**
 * Yields a file's complete chunks. Chunks after the end that RIFF announces are included, because
 * some files have metadata there.
 */
function* payloads(file: Uint8Array): Generator<{ type: string; data: Uint8Array }> {
  for (const { type, at, length } of chunks(openReader(file, true), FIRST_CHUNK, file.length)) {
    if (at + length > file.length) return
    yield { type, data: file.subarray(at, at + length) }
  }
}

/** Reads EXIF and XMP, which follow the pixels (RFC 9649, 2.7.1.4 and 2.7.1.5). */
export function readWebpMetadata(file: Uint8Array): MetadataBlocks {
  let exif: Uint8Array | undefined
  let xmp: Uint8Array | undefined
  for (const { type, data } of payloads(file)) {
    if (type === 'EXIF') exif ??= afterPrefix(data, EXIF_PREFIX) ?? data
    else if (type === 'XMP ') xmp ??= data
  }
  return { exif, xmp }
}

/** Returns an animation's VP8X flags; `undefined` for a still image. */
function movingFlags(image: Uint8Array): number | undefined {
  const flags = hasText(image, FIRST_CHUNK, 'VP8X') ? (image[FIRST_CHUNK + CHUNK_HEAD] ?? 0) : 0
  return (flags & FLAGS.animation) === 0 ? undefined : flags
}

/**
 * Writes the image in the extended format, with chunks in the order that RFC 9649, 2.7 requires.
 * IPTC is left out, because a WebP has no place for it.
 */
export function writeWebpMetadata(
  image: Uint8Array,
  { exif, icc, xmp }: Metadata,
  { width, height, alpha }: PictureShape,
): Uint8Array<ArrayBuffer> {
  const profile = profileFor(icc, 'RGB')
  const pixels = [...payloads(image)].filter(({ type }) => PIXELS.includes(type))
  const own = movingFlags(image) ?? (alpha ? FLAGS.alpha : 0)
  const flags = own | (profile ? FLAGS.icc : 0) | (exif ? FLAGS.exif : 0) | (xmp ? FLAGS.xmp : 0)
  const body = [
    ascii('WEBP'),
    ...chunkPieces('VP8X', join([le32(flags), le24(width - 1), le24(height - 1)])),
    ...optional('ICCP', profile),
    ...pixels.flatMap(({ type, data }) => chunkPieces(type, data)),
    ...optional('EXIF', exif),
    ...optional('XMP ', xmp),
  ]
  const bytes = body.reduce((sum, { length }) => sum + length, 0)
  return join([ascii('RIFF'), le32(bytes), ...body])
}

const optional = (type: string, data: Uint8Array | undefined) => (data ? chunkPieces(type, data) : [])
