import type { ByteReader } from '../bytes/reader.ts'
import type { Orientation } from '../picture/header.ts'

const ORIENTATION = 0x0112
const SHORT = 3

/** What stands before the TIFF block in a JPEG; some writers keep it in WebP and PNG too. */
export const EXIF_PREFIX = 'Exif\0\0'

/**
 * The orientation that an EXIF block tells: 1 where it tells none, or none that is valid. Only the first
 * image directory is read (TIFF 6.0, section 2), so directories that link in a circle are harmless.
 *
 * @param block a TIFF file, in either byte order, with or without `EXIF_PREFIX`
 */
export function readOrientation(block: ByteReader): Orientation {
  const start = startsWithPrefix(block) ? EXIF_PREFIX.length : 0
  if (!block.reaches(start + 8)) return 1
  const order = block.text(start, 2)
  if (order !== 'II' && order !== 'MM') return 1
  const u16 = order === 'II' ? block.u16le : block.u16be
  const u32 = order === 'II' ? block.u32le : block.u32be
  if (u16(start + 2) !== 42) return 1

  const directory = start + u32(start + 4)
  if (!block.reaches(directory + 2)) return 1
  const end = directory + 2 + u16(directory) * 12
  for (let entry = directory + 2; entry < end && block.reaches(entry + 12); entry += 12) {
    if (u16(entry) !== ORIENTATION) continue
    return u16(entry + 2) === SHORT && u32(entry + 4) === 1 ? toOrientation(u16(entry + 8)) : 1
  }
  return 1
}

function startsWithPrefix(block: ByteReader): boolean {
  return block.reaches(EXIF_PREFIX.length) && block.text(0, EXIF_PREFIX.length) === EXIF_PREFIX
}

function toOrientation(value: number): Orientation {
  return value >= 1 && value <= 8 ? (value as Orientation) : 1
}
