import type { Orientation } from '../probe/header.ts'

/** What a camera tells of a picture. */
export interface Exif {
  readonly orientation: Orientation
  /** ASCII. */
  readonly description: string
  /** Degrees, north and east positive. */
  readonly latitude: number
  readonly longitude: number
}

/** A field of a TIFF directory (TIFF 6.0, section 2); `data` is its value in big-endian bytes. */
interface Field {
  readonly tag: number
  readonly type: number
  readonly count: number
  readonly data: Uint8Array
}

const [BYTE, ASCII, SHORT, LONG, RATIONAL] = [1, 2, 3, 4, 5]

/** Length of the TIFF header, after which the first directory stands. */
const HEADER = 8

/**
 * Writes an APP1 segment with EXIF data (CIPA DC-008, 4.7.2): orientation, description, and the place in a GPS
 * directory. It belongs right behind a JPEG's SOI marker.
 */
export function exifSegment({ orientation, description, latitude, longitude }: Exif): Uint8Array {
  const place = [
    { tag: 0x0000, type: BYTE, count: 4, data: Uint8Array.of(2, 3, 0, 0) },
    ascii(0x0001, latitude < 0 ? 'S' : 'N'),
    rationals(0x0002, sexagesimal(latitude)),
    ascii(0x0003, longitude < 0 ? 'W' : 'E'),
    rationals(0x0004, sexagesimal(longitude)),
  ]
  const picture = (gps: number) => [
    ascii(0x010e, description),
    { tag: 0x0112, type: SHORT, count: 1, data: bigEndian(2, orientation) },
    { tag: 0x8825, type: LONG, count: 1, data: bigEndian(4, gps) },
  ]
  // A directory's length does not depend on the offsets in it.
  const gps = HEADER + directory(picture(0), HEADER).length
  const tiff = join(
    text('MM'),
    bigEndian(2, 42),
    bigEndian(4, HEADER),
    directory(picture(gps), HEADER),
    directory(place, gps),
  )
  const content = join(text('Exif\0\0'), tiff)
  return join(Uint8Array.of(0xff, 0xe1), bigEndian(2, content.length + 2), content)
}

/** Puts a segment into a JPEG, right behind its SOI marker. */
export const insertSegment = (jpeg: Uint8Array, segment: Uint8Array): Uint8Array<ArrayBuffer> =>
  join(jpeg.subarray(0, 2), segment, jpeg.subarray(2))

/** A directory that stands at `offset`, and behind it the values longer than four bytes, each on an even offset. */
function directory(fields: readonly Field[], offset: number): Uint8Array {
  let next = offset + 2 + fields.length * 12 + 4
  const values: Uint8Array[] = []
  const entries = fields.map(({ tag, type, count, data }) => {
    const head = join(bigEndian(2, tag), bigEndian(2, type), bigEndian(4, count))
    if (data.length <= 4) return join(head, data, new Uint8Array(4 - data.length))
    const value = join(data, new Uint8Array(data.length % 2))
    const entry = join(head, bigEndian(4, next))
    next += value.length
    values.push(value)
    return entry
  })
  return join(bigEndian(2, fields.length), ...entries, bigEndian(4, 0), ...values)
}

function ascii(tag: number, value: string): Field {
  const data = text(`${value}\0`)
  return { tag, type: ASCII, count: data.length, data }
}

const rationals = (tag: number, values: readonly (readonly [number, number])[]): Field => ({
  tag,
  type: RATIONAL,
  count: values.length,
  data: join(...values.flatMap(([over, under]) => [bigEndian(4, over), bigEndian(4, under)])),
})

/** Degrees, minutes and hundredths of seconds. */
function sexagesimal(degrees: number): readonly (readonly [number, number])[] {
  const hundredths = Math.round(Math.abs(degrees) * 360_000)
  return [
    [Math.floor(hundredths / 360_000), 1],
    [Math.floor(hundredths / 6000) % 60, 1],
    [hundredths % 6000, 100],
  ]
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

const bigEndian = (bytes: number, value: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, i) => (value >>> (8 * (bytes - 1 - i))) & 255)

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
