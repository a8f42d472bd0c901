import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { exifSegment, insertSegment } from '../../../samples/exif-segment.ts'
import type { Orientation } from '../../../src/engine/picture/header.ts'

const exif = fc.record({
  orientation: fc.constantFrom<Orientation>(1, 2, 3, 4, 5, 6, 7, 8),
  description: fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom(...'abc XYZ019') }),
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
})

/**
 * Reads a directory according to TIFF 6.0, section 2. It shares no code with the writer. Returns
 * the bytes of each value by tag.
 */
function readDirectory(tiff: DataView, at: number): Map<number, DataView> {
  const sizes = [0, 1, 1, 2, 4, 8]
  const fields = new Map<number, DataView>()
  let last = -1
  for (let k = 0; k < tiff.getUint16(at); k++) {
    const entry = at + 2 + k * 12
    const tag = tiff.getUint16(entry)
    expect(tag, 'tags ascend').toBeGreaterThan(last)
    last = tag
    const length = (sizes[tiff.getUint16(entry + 2)] ?? Number.NaN) * tiff.getUint32(entry + 4)
    const start = length <= 4 ? entry + 8 : tiff.getUint32(entry + 8)
    expect(start % 2, 'values have even offsets').toBe(0)
    fields.set(tag, new DataView(tiff.buffer, tiff.byteOffset + start, length))
  }
  return fields
}

function field(fields: Map<number, DataView>, tag: number): DataView {
  const value = fields.get(tag)
  if (!value) throw new Error(`no field ${tag.toString(16)}`)
  return value
}

const text = (view: DataView) =>
  new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))

function degrees(place: Map<number, DataView>, tag: number): number {
  const view = field(place, tag)
  const part = (i: number) => view.getUint32(i * 8) / view.getUint32(i * 8 + 4)
  return part(0) + part(1) / 60 + part(2) / 3600
}

describe('exifSegment', () => {
  it('writes the data in a segment of the right length', () => {
    fc.assert(
      fc.property(exif, (told) => {
        const segment = exifSegment(told)
        const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength)
        expect(view.getUint16(0)).toBe(0xffe1)
        expect(view.getUint16(2)).toBe(segment.length - 2)
        expect(text(new DataView(segment.buffer, segment.byteOffset + 4, 6))).toBe('Exif\0\0')

        const tiff = new DataView(segment.buffer, segment.byteOffset + 10)
        expect(text(new DataView(tiff.buffer, tiff.byteOffset, 4))).toBe('MM\0*')
        const picture = readDirectory(tiff, tiff.getUint32(4))
        expect(text(field(picture, 0x010e))).toBe(`${told.description}\0`)
        expect(field(picture, 0x0112).getUint16(0)).toBe(told.orientation)

        const place = readDirectory(tiff, field(picture, 0x8825).getUint32(0))
        expect(text(field(place, 1))).toBe(told.latitude < 0 ? 'S\0' : 'N\0')
        expect(text(field(place, 3))).toBe(told.longitude < 0 ? 'W\0' : 'E\0')
        expect(degrees(place, 2)).toBeCloseTo(Math.abs(told.latitude), 5)
        expect(degrees(place, 4)).toBeCloseTo(Math.abs(told.longitude), 5)
      }),
    )
  })

  it('can be read by other readers', async () => {
    const plain = await sharp({ create: { width: 8, height: 4, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer()
    for (const orientation of [1, 3, 6, 8] as const) {
      const segment = exifSegment({ orientation, description: 'x', latitude: 1, longitude: 2 })
      expect((await sharp(insertSegment(plain, segment)).metadata()).orientation).toBe(orientation)
    }
  })
})
