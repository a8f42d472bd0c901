import { describe, expect, test } from 'vitest'
import { probe } from '../../../../src/engine/formats/probe.ts'
import { Failure } from '../../../../src/errors.ts'
import { gridData } from '../../../support/avif/items.ts'
import { box, fullBox } from '../../../support/avif/writer.ts'
import { be16, be32, join } from '../../../support/bytes/image-writers.ts'
import { heifFile, heifProperty } from '../../../support/heic/heif-file.ts'
import { GAIN_MAP_URN, type HeicParts, heic, hevcPicture } from '../../../support/heic/writer.ts'
import { cpuTimer } from '../../../support/process/cpu-time.ts'
import { failure } from '../../../support/process/failure.ts'

const picture = hevcPicture(40, 24)
const tiled = { ...picture, tile: { width: 16, height: 16 } }

const plain = heic({ image: picture })
const grid = heic({ image: tiled, auxiliary: { [GAIN_MAP_URN]: hevcPicture(20, 12, { chroma: 0 }) } })

/** Returns a grid of 3 × 2 with changed items or references. */
const changed = (edit: (parts: HeicParts) => Partial<HeicParts>) =>
  heic({ image: tiled, edit: (parts) => ({ ...parts, ...edit(parts) }) })

const tilesTo = (to: (tiles: readonly number[], primary: number) => readonly number[]) =>
  changed(({ references, primary }) => ({
    references: references.map((it) => (it.type === 'dimg' ? { ...it, to: to(it.to, primary) } : it)),
  }))

/** Replaces a property of all items. */
const withProperty = (type: string, property: Uint8Array) =>
  changed(({ items }) => ({
    items: items.map((item) => ({
      ...item,
      properties: (item.properties ?? []).map((it) =>
        Buffer.from(it).toString('latin1', 4, 8) === type ? property : it,
      ),
    })),
  }))

const withGrid = (data: Uint8Array) =>
  changed(({ items, primary }) => ({
    items: items.map((item) => (item.id === primary ? { ...item, data } : item)),
  }))

function ending(file: Uint8Array): string {
  try {
    return probe(file, true) ? 'a header' : 'nothing'
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.detail}`
    throw error
  }
}

test('reads a grid, and does not mistake its gain map for it', () => {
  expect(probe(plain, true)).toMatchObject({ format: 'heic', width: 40, height: 24 })
  expect(probe(grid, true)).toMatchObject({ format: 'heic', width: 40, height: 24, components: 3 })
})

describe('a HEIC with wrong tiles', () => {
  const misfit = 'corrupt: HEIC: the tiles do not fit their grid'
  test.each<[string, Uint8Array, string]>([
    ['too few', tilesTo((tiles) => tiles.slice(1)), misfit],
    ['too many', tilesTo((tiles) => [...tiles, 1]), misfit],
    ['none', tilesTo(() => []), 'corrupt: HEIC: the grid has no tiles'],
    ['a grid of more rows', withGrid(gridData(3, 3, 40, 24)), misfit],
    ['a grid of another size', withGrid(gridData(2, 3, 40, 25)), misfit],
    ['a grid of no size', withGrid(gridData(2, 3, 0, 24)), 'corrupt: HEIC: the grid is not valid'],
    [
      'a grid of an unknown version',
      withGrid(join(9, gridData(2, 3, 40, 24).slice(1))),
      'corrupt: HEIC: the grid is not valid',
    ],
    [
      'tiles of no size',
      withProperty('ispe', heifProperty.ispe(0, 16)),
      'corrupt: HEIC: the width or height is 0',
    ],
    ['tiles of four gigapixels', withProperty('ispe', heifProperty.ispe(0xffffffff, 0xffffffff)), misfit],
  ])('is refused, or not read as tiles: %s', (_, file, expected) => {
    expect(ending(file)).toBe(expected)
  })
})

test('refuses a tile that is partly hidden by an aperture', () => {
  const tileProperties = [heifProperty.clap([8, 1, 8, 1, 0, 1, 0, 1])]
  expect(ending(heic({ image: { ...tiled, tileProperties } }))).toBe(
    'unsupported: HEIC: tiles that an aperture (clap) crops are not supported; save the image as a still HEIC',
  )
})

describe('a HEIC with circular references', () => {
  test.each<[string, Uint8Array]>([
    ['a grid of itself', tilesTo((tiles, primary) => tiles.map(() => primary))],
    ['a grid with itself as its last tile', tilesTo((tiles, primary) => [...tiles.slice(1), primary])],
    [
      'a grid of a grid of the first grid',
      changed(({ items, references, primary }) => ({
        items: [...items, { id: 99, type: 'grid', data: gridData(1, 1, 40, 24) }],
        references: [
          ...references.map((it) => (it.type === 'dimg' ? { ...it, to: [99, 99, 99, 99, 99, 99] } : it)),
          { type: 'dimg', from: 99, to: [primary] },
        ],
      })),
    ],
    [
      'an alpha plane of itself',
      changed(({ references, primary }) => ({
        references: [...references, { type: 'auxl', from: primary, to: [primary] }],
      })),
    ],
    [
      'a picture that describes itself',
      changed(({ references, primary }) => ({
        references: [...references, { type: 'cdsc', from: primary, to: [primary] }],
      })),
    ],
  ])('is read or refused: %s', (_, file) => {
    expect(ending(file)).toMatch(/^(a header|(corrupt|unsupported): HEIC: )/)
  })
})

describe('a HEIC with wrong item locations', () => {
  test.each<[string, Parameters<typeof heic>[0]]>([
    ['beyond the file', { image: tiled, locate: (it) => ({ ...it, offset: 0xfffffff0 }) }],
    ['of four gigabytes', { image: tiled, locate: (it) => ({ ...it, length: 0xffffffff }) }],
    ['of no bytes', { image: tiled, locate: (it) => ({ ...it, length: 0 }) }],
    ['all at the beginning', { image: tiled, locate: (it) => ({ ...it, offset: 0 }) }],
    ['in idat, beyond it', { image: tiled, inMeta: true, locate: (it) => ({ ...it, offset: 0xfffffff0 }) }],
    ['in a missing idat', { image: tiled, inMeta: true, without: ['idat'] }],
    ['nowhere', { image: tiled, without: ['iloc'] }],
  ])('has a readable header or is refused: %s', (_, shape) => {
    expect(ending(heic(shape))).toMatch(/^(a header|corrupt: )/)
  })
})

describe('oversized tables', () => {
  const many = 100_000
  const item = { id: 1, type: 'hvc1', data: new Uint8Array(9), properties: [heifProperty.ispe(40, 24)] }
  const infe = (id: number) => fullBox('infe', join(be32(id), be16(0), 'hvc1', 0), 3)
  const located = (id: number) => join(be32(id), be16(0), be16(1), be32(0), be32(9))
  const table = (make: (id: number) => Uint8Array) =>
    join(...Array.from({ length: many }, (_, id) => make(id)))
  const replaced = (without: string, extra: Uint8Array) =>
    heifFile({ items: [item], version: 2, without: [without], extra: [extra] })

  test.each<[string, Uint8Array]>([
    ['items', replaced('iinf', fullBox('iinf', join(be32(many), table(infe)), 1))],
    ['locations', replaced('iloc', fullBox('iloc', join(0x44, 0, be32(many), table(located)), 2))],
    [
      'extents',
      replaced(
        'iloc',
        fullBox(
          'iloc',
          join(0x44, 0, be32(1), be32(1), be16(0), be16(0xffff), new Uint8Array(8 * 0xffff)),
          2,
        ),
      ),
    ],
    [
      'references',
      replaced(
        'iref',
        fullBox(
          'iref',
          table((id) => box('dimg', join(be32(id), be16(1), be32(1)))),
          1,
        ),
      ),
    ],
  ])('are refused quickly: %s', (_, file) => {
    const spent = cpuTimer()
    expect(ending(file)).toMatch(/^corrupt: /)
    expect(spent()).toBeLessThan(500)
  })
})

test('refuses a truncated decoder configuration', () => {
  for (const length of [0, 1, 16, 17]) {
    const file = withProperty('hvcC', heifProperty.hvcC(new Uint8Array(length)))
    expect(() => probe(file, true)).toThrow(
      failure('corrupt', 'the header of the image is cut short; upload the file again'),
    )
  }
})
