import { afterPrefix } from '../bytes/bytes.ts'
import { type ByteReader, openReader } from '../bytes/reader.ts'
import type { GainMapMetadata } from './gain-map.ts'
import { openTiff, readEntries, type TiffHeader } from './tiff.ts'

const EXIF = 0x8769
const MAKER_NOTE = 0x927c

/**
 * Signature at the start of Apple's maker note. It ends with a version and the byte order. A
 * directory follows, whose offsets count from the signature's start.
 */
const SIGNATURE = 'Apple iOS\0\0\x01MM'

const HDR_HEADROOM = 33
const HDR_GAIN = 48
const SRATIONAL = 10

/** Decimals to which the headroom is rounded, because metadata contains it as text. */
const DECIMALS = 6

/**
 * Returns the headroom for Apple's gain map in stops. Reads it from the photo's maker note and
 * applies the formula that Apple publishes in "Applying Apple HDR effect to your photos".
 * @param exif a TIFF file without `Exif\0\0`; any bytes are accepted
 * @returns `undefined` if the note does not have both numbers, or if there is no headroom
 * @example appleHeadroom(exif) // 2.06
 */
export function appleHeadroom(exif: Uint8Array): number | undefined {
  const tiff = openTiff(exif)
  if (!tiff) return undefined
  const pointer = tiff.pointer(tiff.directory(tiff.first).get(EXIF))
  const note = tiff.directory(pointer).get(MAKER_NOTE)?.data
  if (!note || !afterPrefix(note, SIGNATURE)) return undefined
  const input = openReader(note, true)
  const numbers = readRationals(input)
  const [headroom, gain] = [numbers.get(HDR_HEADROOM), numbers.get(HDR_GAIN)]
  if (headroom === undefined || gain === undefined) return undefined
  const stops = Number(stopsOf(headroom, gain).toFixed(DECIMALS))
  return stops > 0 ? stops : undefined
}

function stopsOf(headroom: number, gain: number): number {
  if (headroom < 1) return gain <= 0.01 ? 1.8 - 20 * gain : 1.601 - 0.101 * gain
  // biome-ignore lint/suspicious/noApproximativeNumericConstant: Apple's number
  return gain <= 0.01 ? 3 - 70 * gain : 2.303 - 0.303 * gain
}

/**
 * Reads a maker note's signed fractions, by their tags. If a tag occurs twice, the first fraction
 * that lies within the note counts.
 */
function readRationals(note: ByteReader): ReadonlyMap<number, number> {
  const header: TiffHeader = { order: 'MM', first: SIGNATURE.length, u16: note.u16be, u32: note.u32be }
  const numbers = new Map<number, number>()
  for (const { tag, type, count, at } of readEntries(note, header, header.first)) {
    const start = note.u32be(at)
    if (type !== SRATIONAL || count !== 1 || numbers.has(tag) || !note.reaches(start + 8)) continue
    const [numerator, denominator] = [note.u32be(start) | 0, note.u32be(start + 4) | 0]
    if (denominator !== 0) numbers.set(tag, numerator / denominator)
  }
  return numbers
}

/**
 * Returns `hdrgm` metadata for Apple's gain map, for a map whose codes are translated by
 * `appleCodes`.
 * @param stops headroom as `appleHeadroom` returns it
 */
export function appleMetadata(stops: number): GainMapMetadata {
  const headroom = stops.toFixed(DECIMALS)
  return {
    hdrgm: {
      version: '1.0',
      gainMapMin: ['0'],
      gainMapMax: [headroom],
      gamma: ['1'],
      offsetSdr: ['0'],
      offsetHdr: ['0'],
      hdrCapacityMin: '0',
      hdrCapacityMax: headroom,
    },
  }
}
