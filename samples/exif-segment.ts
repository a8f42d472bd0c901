import { ascii, be16, be32 } from '../src/engine/bytes/bytes.ts'
import { join } from '../src/engine/bytes/join.ts'
import { type Field, SHORT, writeTiff } from '../src/engine/metadata/tiff.ts'
import type { Orientation } from '../src/engine/picture/header.ts'

/** EXIF data to write. */
export interface Exif {
  readonly orientation: Orientation
  /** Image description in ASCII. */
  readonly description: string
  /** Latitude in degrees, positive to the north. `longitude` is positive to the east. */
  readonly latitude: number
  readonly longitude: number
}

const [BYTE, ASCII, RATIONAL] = [1, 2, 5]

const GPS = 0x8825

/**
 * Writes an APP1 segment with EXIF data (CIPA DC-008, 4.7.2): orientation, description and a GPS
 * directory. The segment must directly follow a JPEG's SOI marker.
 */
export function exifSegment({ orientation, description, latitude, longitude }: Exif): Uint8Array {
  const picture = [
    asciiField(0x010e, description),
    { tag: 0x0112, type: SHORT, count: 1, data: be16(orientation) },
  ]
  const place = [
    { tag: 0x0000, type: BYTE, count: 4, data: Uint8Array.of(2, 3, 0, 0) },
    asciiField(0x0001, latitude < 0 ? 'S' : 'N'),
    rationals(0x0002, sexagesimal(latitude)),
    asciiField(0x0003, longitude < 0 ? 'W' : 'E'),
    rationals(0x0004, sexagesimal(longitude)),
  ]
  const content = join([ascii('Exif\0\0'), writeTiff('MM', picture, [{ tag: GPS, fields: place }])])
  return join([Uint8Array.of(0xff, 0xe1), be16(content.length + 2), content])
}

/** Inserts a segment after a JPEG's SOI marker. */
export const insertSegment = (jpeg: Uint8Array, segment: Uint8Array): Uint8Array<ArrayBuffer> =>
  join([jpeg.subarray(0, 2), segment, jpeg.subarray(2)])

function asciiField(tag: number, value: string): Field {
  const data = ascii(`${value}\0`)
  return { tag, type: ASCII, count: data.length, data }
}

const rationals = (tag: number, values: readonly (readonly [number, number])[]): Field => ({
  tag,
  type: RATIONAL,
  count: values.length,
  data: join(values.flatMap((ratio) => ratio.map(be32))),
})

/** Splits an angle into degrees, minutes and hundredths of seconds. */
function sexagesimal(degrees: number): readonly (readonly [number, number])[] {
  const hundredths = Math.round(Math.abs(degrees) * 360_000)
  return [
    [Math.floor(hundredths / 360_000), 1],
    [Math.floor(hundredths / 6000) % 60, 1],
    [hundredths % 6000, 100],
  ]
}
