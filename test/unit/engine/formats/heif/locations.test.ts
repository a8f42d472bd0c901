import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openReader } from '../../../../../src/engine/bytes/reader.ts'
import { lengthOf, readItem, readLocations } from '../../../../../src/engine/formats/heif/locations.ts'
import type { Extent } from '../../../../../src/engine/picture/header.ts'
import { box, fullBox } from '../../../../support/avif/writer.ts'
import { be16, be32, join, type Part } from '../../../../support/bytes/image-writers.ts'
import { failure } from '../../../../support/process/failure.ts'
import { runs } from '../../../../support/properties/runs.ts'

interface Entry {
  readonly id: number
  readonly method?: number
  readonly reference?: number
  readonly base?: number
  readonly extents: readonly Extent[]
}

interface Sizes {
  readonly version: 0 | 1 | 2
  /** Byte lengths of the fields for offsets, lengths, base offsets and indices. */
  readonly bytes: readonly [number, number, number, number]
}

const number = (value: number, bytes: number) =>
  bytes === 0
    ? []
    : bytes === 8
      ? [...be32(Math.floor(value / 2 ** 32)), ...be32(value % 2 ** 32)]
      : be32(value)

const PLAIN: Sizes = { version: 1, bytes: [4, 4, 4, 0] }

function iloc(entries: readonly Entry[], { version, bytes: [offset, length, base, index] } = PLAIN) {
  const id = version === 2 ? be32 : be16
  const items = entries.map(({ id: item, method = 0, reference = 0, base: from = 0, extents }) =>
    join(
      id(item),
      version > 0 ? be16(method) : [],
      be16(reference),
      number(from, base),
      be16(extents.length),
      ...extents.map((part) =>
        join(number(7, version > 0 ? index : 0), number(part.at - from, offset), number(part.length, length)),
      ),
    ),
  )
  return fullBox(
    'iloc',
    join((offset << 4) | length, (base << 4) | index, id(entries.length), ...items),
    version,
  )
}

const META_AT = 100
const read = (...content: Part[]) =>
  readLocations(openReader(join(0, 0, 0, 0, ...content), true), META_AT, 'HEIC')
const EXTENTS = [
  { at: 300, length: 20 },
  { at: 500, length: 3 },
]

describe('item locations', () => {
  test('are read in any version, with fields of any size', () => {
    const size = fc.constantFrom(4, 8)
    const entry = fc.record({
      id: fc.nat(65_535),
      extents: fc.array(fc.record({ at: fc.nat(2 ** 31), length: fc.nat(2 ** 31) }), { maxLength: 4 }),
    })
    fc.assert(
      fc.property(
        fc.constantFrom<0 | 1 | 2>(0, 1, 2),
        fc.tuple(size, size, fc.constantFrom(0, 4, 8), fc.constantFrom(0, 4, 8)),
        fc.uniqueArray(entry, { selector: ({ id }) => id, maxLength: 5 }),
        (version, bytes, entries) => {
          const locations = read(iloc(entries, { version, bytes }))
          for (const { id, extents } of entries) expect(locations(id)).toEqual(extents)
        },
      ),
      { numRuns: runs(50) },
    )
  })

  test('count offsets from the base offset', () => {
    expect(read(iloc([{ id: 1, base: 200, extents: EXTENTS }]))(1)).toEqual(EXTENTS)
  })

  test('may have offsets of 64 bits', () => {
    const far = [{ at: 2 ** 40 + 5, length: 2 ** 33 }]
    expect(read(iloc([{ id: 1, extents: far }], { version: 1, bytes: [8, 8, 0, 0] }))(1)).toEqual(far)
  })

  test('in idat are converted to offsets in the file', () => {
    const table = iloc([{ id: 1, method: 1, extents: [{ at: 2, length: 5 }] }])
    const at = META_AT + 4 + table.length + 8 + 2
    expect(read(table, box('idat', 'abcdefg'))(1)).toEqual([{ at, length: 5 }])
  })

  test.each([
    ['a missing item', iloc([{ id: 2, extents: EXTENTS }])],
    ['an item that is made of other items', iloc([{ id: 1, method: 2, extents: EXTENTS }])],
    ['an item in another file', iloc([{ id: 1, reference: 1, extents: EXTENTS }])],
    ['an item in a missing idat', iloc([{ id: 1, method: 1, extents: EXTENTS }])],
    ['a missing table', box('free', '')],
  ])('are empty for %s', (_, table) => {
    expect(read(table)(1)).toEqual([])
  })

  test.each([
    ['version 3', fullBox('iloc', join(0x44, 0, be16(0)), 3), 'the iloc box is not valid'],
    ['numbers of 5 bytes', fullBox('iloc', join(0x54, 0, be16(0)), 1), 'the iloc box is not valid'],
    [
      'an item that is located twice',
      iloc([1, 1].map((id) => ({ id, extents: [] }))),
      'an item is located twice, or in too many places',
    ],
    [
      'a million extents',
      iloc(
        Array.from({ length: 20 }, (_, id) => ({
          id,
          extents: Array<Extent>(50_000).fill({ at: 0, length: 0 }),
        })),
        {
          version: 1,
          bytes: [0, 0, 0, 0],
        },
      ),
      'an item is located twice, or in too many places',
    ],
  ])('are corrupt: %s', (_, table, detail) => {
    expect(() => read(table)).toThrow(failure('corrupt', `HEIC: ${detail}`))
  })

  test('are corrupt if the table is truncated', () => {
    const table = iloc([{ id: 1, extents: EXTENTS }])
    const content = table.subarray(8)
    for (let length = 0; length < content.length; length++)
      expect(() => read(box('iloc', content.subarray(0, length)))).toThrow(failure('corrupt'))
  })

  test('are corrupt if an extent reaches beyond idat', () => {
    const table = iloc([{ id: 1, method: 1, extents: [{ at: 2, length: 6 }] }])
    expect(() => read(table, box('idat', 'abcdefg'))(1)).toThrow(
      failure('corrupt', 'HEIC: an item extends beyond idat'),
    )
  })
})

describe('the data of an item', () => {
  const file = openReader(
    Uint8Array.from({ length: 20 }, (_, index) => index),
    true,
  )
  const parts = [
    { at: 18, length: 2 },
    { at: 3, length: 1 },
  ]

  test('is joined from its extents', () => {
    expect([...readItem(file, parts)]).toEqual([18, 19, 3])
    expect(lengthOf(parts)).toBe(3)
  })

  test.each([
    { at: 19, length: 2 },
    { at: 2 ** 40, length: 1 },
    { at: 0, length: 2 ** 60 },
  ])('is corrupt beyond the end of the file (%j)', (extent) => {
    expect(() => readItem(file, [extent])).toThrow(failure('corrupt'))
  })
})
