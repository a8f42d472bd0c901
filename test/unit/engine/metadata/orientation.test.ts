import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openReader } from '../../../../src/engine/bytes/reader.ts'
import { readOrientation } from '../../../../src/engine/metadata/orientation.ts'
import { type ByteOrder, be16, be32, join, le16, le32, tiff } from '../../../support/bytes/image-writers.ts'
import { runs } from '../../../support/properties/runs.ts'

const read = (block: Uint8Array) => readOrientation(openReader(block, true))
const orders: ByteOrder[] = ['II', 'MM']

describe.each(orders)('the EXIF orientation in byte order %s', (order) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('is read: %d', (orientation) => {
    expect(read(tiff(orientation, order))).toBe(orientation)
    expect(read(join('Exif\0\0', tiff(orientation, order)))).toBe(orientation)
  })

  test.each([0, 9, 0x0600, 0xffff])('is ignored if invalid: %d', (orientation) => {
    expect(read(tiff(orientation, order))).toBe(1)
  })

  test('is ignored in an entry of another type or count', () => {
    expect(read(tiff(6, order, { type: 4 }))).toBe(1)
    expect(read(tiff(6, order, { count: 2 }))).toBe(1)
  })

  test('is read or ignored if truncated, and never changes', () => {
    const block = tiff(6, order)
    for (let length = 0; length < block.length; length++)
      expect([1, 6]).toContain(read(block.slice(0, length)))
  })
})

test.each<[string, Uint8Array]>([
  ['an unknown byte order', join('XX', tiff(6).slice(2))],
  ['a mixed byte order', join('IM', tiff(6).slice(2))],
  ['a magic number other than 42', join('MM', be16(43), tiff(6).slice(4))],
  ['a directory beyond the end', join('MM', be16(42), be32(1000), tiff(6).slice(8))],
  ['a directory at the maximum offset', join('II', le16(42), le32(0xffffffff), tiff(6, 'II').slice(8))],
  ['a truncated directory of 65,535 entries', join('MM', be16(42), be32(8), be16(0xffff))],
  ['an empty directory that links to itself', join('MM', be16(42), be32(8), be16(0), be32(8))],
  ['an orientation after the last entry', join(tiff(6).slice(0, 8), be16(1), tiff(6).slice(10))],
  ['a directory at its own header', join('MM', be16(42), be32(0), be16(0))],
])('treats as upright: %s', (_, block) => {
  expect(read(block)).toBe(1)
})

test('uses the first of two orientations', () => {
  const entry = (value: number) => join(be16(0x0112), be16(3), be32(1), be16(value), 0, 0)
  expect(read(join('MM', be16(42), be32(8), be16(2), entry(8), entry(3), be32(0)))).toBe(8)
})

test('returns a valid orientation for any bytes', () => {
  const block = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.tuple(fc.constantFrom(...orders), fc.uint8Array({ maxLength: 80 })).map(([order, bytes]) => {
      return join(tiff(6, order).slice(0, 10), bytes)
    }),
  )
  fc.assert(
    fc.property(block, (bytes) => [1, 2, 3, 4, 5, 6, 7, 8].includes(read(bytes))),
    { seed: 11, numRuns: runs(2000) },
  )
})
