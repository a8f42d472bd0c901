import { ascii, be16, be32 } from '../../bytes/bytes.ts'
import { join } from '../../bytes/join.ts'
import { openReader } from '../../bytes/reader.ts'
import { readEntries, readTiffHeader } from '../../metadata/tiff.ts'

/**
 * First bytes in a Multi-Picture Format segment (APP2; CIPA DC-007, 5.1). Offsets in the segment
 * count from the end of this prefix.
 */
export const MPF_PREFIX = 'MPF\0'

/** An entry in a file's picture list (5.2.3.3). */
export interface MpfEntry {
  /** The picture's format and type. 0x030000 is the primary image. */
  readonly attributes: number
  /** The picture's length in bytes. */
  readonly length: number
  /**
   * The picture's offset from the MP header, which begins with the byte order. It is 0 for the
   * first picture.
   */
  readonly offset: number
}

export const PRIMARY_IMAGE = 0x030000

const [VERSION, COUNT, ENTRIES] = [0xb000, 0xb001, 0xb002]
const [LONG, UNDEFINED] = [4, 7]
const ENTRY = 16

/** Maximum number of pictures read from a list. Cameras write up to four. */
const MAX_ENTRIES = 16

/**
 * Reads the pictures listed in an MPF index, up to the end of the segment.
 * @param header the MP header and the bytes after it in the segment; any bytes
 */
export function parseMpf(header: Uint8Array): readonly MpfEntry[] {
  const input = openReader(header, true)
  const tiff = readTiffHeader(input)
  if (!tiff) return []
  for (const { tag, type, count, at } of readEntries(input, tiff, tiff.first)) {
    if (tag !== ENTRIES || type !== UNDEFINED) continue
    const start = tiff.u32(at)
    const fitting = Math.floor(Math.max(0, Math.min(count, header.length - start)) / ENTRY)
    return Array.from({ length: Math.min(fitting, MAX_ENTRIES) }, (_, index) => {
      const entry = start + index * ENTRY
      return { attributes: tiff.u32(entry), length: tiff.u32(entry + 4), offset: tiff.u32(entry + 8) }
    })
  }
  return []
}

/** Returns the length in bytes of the index that `formatMpf` writes for that many pictures. */
export const mpfLength = (pictures: number): number => 8 + 2 + 3 * 12 + 4 + pictures * ENTRY

/** Writes an MPF index, in which no picture depends on another. It is the inverse of `parseMpf`. */
export function formatMpf(entries: readonly MpfEntry[]): Uint8Array<ArrayBuffer> {
  const field = (tag: number, type: number, count: number, value: Uint8Array) =>
    join([be16(tag), be16(type), be32(count), value])
  return join([
    ascii('MM\0*'),
    be32(8),
    be16(3),
    field(VERSION, UNDEFINED, 4, ascii('0100')),
    field(COUNT, LONG, 1, be32(entries.length)),
    field(ENTRIES, UNDEFINED, entries.length * ENTRY, be32(mpfLength(0))),
    be32(0),
    ...entries.map(({ attributes, length, offset }) =>
      join([be32(attributes), be32(length), be32(offset), be32(0)]),
    ),
  ])
}
