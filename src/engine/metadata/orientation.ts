import type { ByteReader } from '../bytes/reader.ts'
import type { Orientation } from '../picture/header.ts'
import { readEntries, readTiffHeader, SHORT } from './tiff.ts'

export const ORIENTATION = 0x0112

/**
 * Bytes before the TIFF file in a JPEG's EXIF segment. Some writers also keep them in WebP and PNG.
 */
export const EXIF_PREFIX = 'Exif\0\0'

/**
 * Reads the orientation in an EXIF block. Returns 1 if the block has no valid orientation. Only the
 * first directory is read (TIFF 6.0, section 2), so that directories that link in a circle are
 * harmless.
 *
 * @param block a TIFF file in either byte order, with or without `EXIF_PREFIX`
 */
export function readOrientation(block: ByteReader): Orientation {
  const tiff = hasPrefix(block) ? block.block(EXIF_PREFIX.length, block.length - EXIF_PREFIX.length) : block
  const header = readTiffHeader(tiff)
  if (!header) return 1
  for (const { tag, type, count, at } of readEntries(tiff, header, header.first))
    if (tag === ORIENTATION) return type === SHORT && count === 1 ? toOrientation(header.u16(at)) : 1
  return 1
}

const hasPrefix = (block: ByteReader) =>
  block.reaches(EXIF_PREFIX.length) && block.text(0, EXIF_PREFIX.length) === EXIF_PREFIX

const toOrientation = (value: number): Orientation => (value >= 1 && value <= 8 ? (value as Orientation) : 1)
