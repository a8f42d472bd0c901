import { afterPrefix, u32be } from '../../bytes/bytes.ts'
import { join } from '../../bytes/join.ts'
import { type ByteReader, openReader } from '../../bytes/reader.ts'
import type { Metadata } from '../../metadata/metadata.ts'
import { EXIF_PREFIX } from '../../metadata/orientation.ts'
import { boxes } from '../boxes.ts'
import type { MetadataBlocks } from '../format.ts'
import { beforeCodestream, EXIF_OFFSET } from './boxes.ts'
import { codestreamPart, isBare } from './codestream.ts'

/** A box with its content, a view into the file. */
interface Content {
  readonly type: string
  readonly data: Uint8Array
}

/** Yields a file's complete boxes. */
function* contents(file: Uint8Array, input: ByteReader): Generator<Content> {
  for (const { type, at, length } of boxes(input)) {
    if (at + length > file.length) return
    yield { type, data: file.subarray(at, at + length) }
  }
}

/**
 * Reads EXIF and XMP (ISO/IEC 18181-2, 9.5 and 9.6). Boxes that are compressed with Brotli are not
 * read.
 */
export function readJxlMetadata(file: Uint8Array): MetadataBlocks {
  const input = openReader(file, true)
  let exif: Uint8Array | undefined
  let xmp: Uint8Array | undefined
  if (isBare(input)) return {}
  for (const { type, data } of contents(file, input)) {
    if (type === 'Exif') exif ??= tiffOf(data)
    else if (type === 'xml ') xmp ??= data
  }
  return { exif, xmp }
}

function tiffOf(data: Uint8Array): Uint8Array | undefined {
  const tiff = data.subarray(EXIF_OFFSET + u32be(data, 0))
  return data.length < EXIF_OFFSET ? undefined : (afterPrefix(tiff, EXIF_PREFIX) ?? tiff)
}

/**
 * Writes the image as a file with boxes. The color profile is left out because it belongs to the
 * codestream, and IPTC because the file has no place for it.
 * @param image bare codestream, or a file that this encoder wrote
 */
export function writeJxlMetadata(image: Uint8Array, { exif, xmp }: Metadata): Uint8Array<ArrayBuffer> {
  const input = openReader(image, true)
  const found = isBare(input) ? [] : [...boxes(input)]
  const parts = found.map(codestreamPart).filter((part) => part !== undefined)
  const codestream = isBare(input) ? [image] : parts.map(({ at, length }) => image.subarray(at, at + length))
  const length = codestream.reduce((sum, part) => sum + part.length, 0)
  const isLevel10 = found.some(({ type }) => type === 'jxll')
  return join([...beforeCodestream({ length, isLevel10, exif, xmp }), ...codestream])
}
