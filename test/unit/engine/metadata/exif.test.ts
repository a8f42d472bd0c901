import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { exifSegment } from '../../../../samples/exif-segment.ts'
import { cleanExif } from '../../../../src/engine/metadata/exif.ts'
import { type ByteOrder, be16, be32, join } from '../../../support/bytes/image-writers.ts'
import { mutations, truncations } from '../../../support/hostile/mutations.ts'
import {
  coordinateBytes,
  has,
  phone,
  phoneWithThumbnail,
  readTiff,
  SECRETS,
  tiffFile,
} from '../../../support/metadata/tiff.ts'

function clean(tiff: Uint8Array, gps = false): Uint8Array {
  const cleaned = cleanExif(tiff, { gps })
  if (!cleaned) throw new Error('nothing is left')
  return cleaned
}

describe.each<ByteOrder>(['II', 'MM'])('cleaned EXIF in byte order %s', (order) => {
  const file = tiffFile(order, phoneWithThumbnail)
  const source = readTiff(tiffFile(order, phone))

  it('keeps the known fields byte by byte, and becomes upright', () => {
    const kept = readTiff(clean(file))
    expect([...kept.keys()].sort()).toEqual(
      [
        ...['10e', '10f', '110', '112', '11a', '132', '8298'],
        ...['8769/829a', '8769/9000', '8769/9003', '8769/9204', '8769/a434'],
      ].sort(),
    )
    for (const [path, data] of kept) {
      if (path === '112') expect(data).toEqual(Uint8Array.from(order === 'II' ? [1, 0] : [0, 1]))
      else expect(data, path).toEqual(source.get(path))
    }
  })

  it('drops locations, maker notes and pictures', () => {
    const kept = clean(file)
    for (const secret of [...Object.values(SECRETS), coordinateBytes(order)]) {
      expect(has(file, secret)).toBe(true)
      expect(has(kept, secret)).toBe(false)
    }
  })

  it('keeps locations on request, and nothing else', () => {
    const kept = clean(file, true)
    const without = readTiff(clean(file))
    expect([...readTiff(kept).keys()].filter((path) => !without.has(path)).sort()).toEqual([
      '8769/9286',
      '8825/0',
      '8825/1',
      '8825/1b',
      '8825/2',
    ])
    expect(has(kept, coordinateBytes(order))).toBe(true)
    for (const secret of [SECRETS.maker, SECRETS.picture]) expect(has(kept, secret)).toBe(false)
  })

  it('does not change when it is cleaned again', () => {
    for (const gps of [false, true]) expect(clean(clean(file, gps), gps)).toEqual(clean(file, gps))
  })

  it('drops texts that mention coordinates in UTF-16', () => {
    const wide = Uint8Array.from([...'GPS 47.3'].flatMap((char) => [char.charCodeAt(0), 0]))
    const named = tiffFile(order, {
      fields: [
        [0x010f, 2, 'Maker\0'],
        [0x9c9c, 1, wide],
      ],
    })
    expect(readTiff(clean(named)).has('9c9c')).toBe(false)
    expect(readTiff(clean(named, true)).get('9c9c')).toEqual(wide)
  })
})

test('keeps the description and orientation that cameras of the samples write', () => {
  const told = { orientation: 6, description: 'A lake', latitude: 47.5, longitude: 8.25 } as const
  const kept = readTiff(clean(exifSegment(told).subarray(10)))
  expect([...kept.keys()]).toEqual(['10e', '112'])
})

describe('cleaned EXIF without fields', () => {
  test.each<[string, Uint8Array]>([
    ['no bytes', new Uint8Array(0)],
    ['a file that is not a TIFF', join('XX', be16(42), be32(8), be16(0), be32(0))],
    ['only a header', join('MM', be16(42), be32(8))],
    ['a directory beyond the end', join('MM', be16(42), be32(0xfffffff0), be16(1))],
    ['a directory inside the header', join('MM', be16(42), be32(0), new Uint8Array(20))],
    ['only an orientation', tiffFile('MM', { fields: [[0x0112, 3, [6]]] })],
    ['only a location', tiffFile('MM', { fields: [], children: { 34853: { fields: [[1, 2, 'N\0']] } } })],
    [
      'a value that is missing',
      join('MM', be16(42), be32(8), be16(1), be16(0x10f), be16(2), be32(99), be32(26)),
    ],
    [
      'a count beyond all values',
      join('MM', be16(42), be32(8), be16(1), be16(0x10f), be16(12), be32(-1), be32(8)),
    ],
    [
      'a type that is not known',
      join('MM', be16(42), be32(8), be16(1), be16(0x10f), be16(99), be32(1), be32(8)),
    ],
  ])('is undefined for %s', (_, tiff) => {
    expect(cleanExif(tiff, { gps: false })).toBeUndefined()
  })

  test('is undefined for overlapping values, which would become longer than the file', () => {
    const fields = [0x10e, 0x10f, 0x110].map((tag) => join(be16(tag), be16(2), be32(60_000), be32(8)))
    const tiff = join('MM', be16(42), be32(8), be16(3), ...fields, new Uint8Array(60_000))
    expect(cleanExif(tiff, { gps: true })).toBeUndefined()
  })
})

test('reads a directory that is its own Exif and GPS directory only once', () => {
  const pointer = (tag: number) => join(be16(tag), be16(4), be32(1), be32(8))
  const make = join(be16(0x10f), be16(2), be32(4), 'abc\0')
  const circle = join('MM', be16(42), be32(8), be16(3), make, pointer(0x8769), pointer(0x8825), be32(8))
  expect([...readTiff(clean(circle, true)).keys()]).toEqual(['10f', '112'])
})

test('keeps a valid TIFF that is at most as long as the file, whatever is damaged', () => {
  const file = tiffFile('MM', phoneWithThumbnail)
  for (const damaged of [...mutations(file, 400), ...truncations(file, 100)]) {
    for (const gps of [false, true]) {
      const kept = cleanExif(damaged, { gps })
      if (!kept) continue
      readTiff(kept)
      // Cleaning adds an orientation, and offsets instead of inline values.
      expect(kept.length).toBeLessThanOrEqual(damaged.length + 64)
    }
  }
})

test('never throws on any bytes after a header', () => {
  fc.assert(
    fc.property(fc.constantFrom('II*\0', 'MM\0*'), fc.uint8Array({ maxLength: 200 }), (magic, bytes) => {
      const kept = cleanExif(join(magic, magic[0] === 'M' ? be32(8) : be32(8).reverse(), bytes), {
        gps: true,
      })
      if (kept) readTiff(kept)
    }),
  )
})
