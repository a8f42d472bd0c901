import { deflateSync, inflateSync } from 'node:zlib'
import { afterPrefix, ascii } from '../../bytes/bytes.ts'
import { join } from '../../bytes/join.ts'
import { openReader } from '../../bytes/reader.ts'
import { MAX_BLOCK, type Metadata } from '../../metadata/metadata.ts'
import { EXIF_PREFIX } from '../../metadata/orientation.ts'
import { profileFor } from '../../metadata/profile-space.ts'
import type { MetadataBlocks } from '../format.ts'
import { chunks, SECOND_CHUNK, writeChunk } from './chunks.ts'

/**
 * File offset of the color type's byte, and the bit in that byte that stands for color (PNG
 * 11.2.1).
 */
const COLOR_TYPE = 25
const COLORED = 2
/** Keyword of the text chunk that holds XMP (ISO 16684-3, 5.3). */
const XMP_KEYWORD = 'XML:com.adobe.xmp\0'

/**
 * Reads EXIF and XMP. Chunks after the image data are read too, because some writers put XMP there.
 */
export function readPngMetadata(file: Uint8Array): MetadataBlocks {
  let exif: Uint8Array | undefined
  let xmp: Uint8Array | undefined
  for (const { type, at, length } of chunks(openReader(file, true))) {
    if (at + length > file.length) break
    const data = file.subarray(at, at + length)
    if (type === 'eXIf') exif ??= afterPrefix(data, EXIF_PREFIX) ?? data
    else if (type === 'iTXt') xmp ??= readInternationalText(data)
    else if (type === 'zTXt') xmp ??= readCompressedText(data)
  }
  return { exif, xmp }
}

/**
 * Reads XMP from iTXt. After the keyword follow the compression flag and method, the language, and
 * the translated keyword (PNG 11.3.3.4).
 */
function readInternationalText(itxt: Uint8Array): Uint8Array | undefined {
  const rest = afterPrefix(itxt, XMP_KEYWORD)
  const language = rest?.indexOf(0, 2) ?? -1
  const keyword = rest?.indexOf(0, language + 1) ?? -1
  if (!rest || language < 0 || keyword < 0) return undefined
  const text = rest.subarray(keyword + 1)
  return rest[0] === 1 ? inflate(text) : text
}

/**
 * Reads XMP from zTXt. The compression method follows the keyword (11.3.3.3). XMP does not belong
 * in zTXt, but libvips writes it there.
 */
function readCompressedText(ztxt: Uint8Array): Uint8Array | undefined {
  const rest = afterPrefix(ztxt, XMP_KEYWORD)
  return rest && inflate(rest.subarray(1))
}

/**
 * Inflates a text to at most 1 MB, which limits decompression bombs. Returns `undefined` for longer
 * or damaged texts.
 */
function inflate(zlib: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(zlib, { maxOutputLength: MAX_BLOCK })
  } catch {
    return undefined
  }
}

/**
 * Inserts chunks directly after IHDR, because a profile must precede the palette (PNG 5.6). IPTC is
 * left out, because a PNG has no place for it.
 */
export function writePngMetadata(image: Uint8Array, { exif, icc, xmp }: Metadata): Uint8Array<ArrayBuffer> {
  const gray = ((image[COLOR_TYPE] ?? 0) & COLORED) === 0
  const profile = profileFor(icc, gray ? 'gray' : 'RGB')
  return join([
    image.subarray(0, SECOND_CHUNK),
    ...chunk('iCCP', profile && join([ascii('ICC profile\0\0'), deflateSync(profile)])),
    ...chunk('eXIf', exif),
    ...chunk('iTXt', xmp && join([ascii(`${XMP_KEYWORD}\0\0\0\0`), xmp])),
    image.subarray(SECOND_CHUNK),
  ])
}

const chunk = (type: string, data: Uint8Array | undefined) => (data ? writeChunk(type, data) : [])
