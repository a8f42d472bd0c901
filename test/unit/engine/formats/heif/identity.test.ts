import { describe, expect, test } from 'vitest'
import { assertOnePicture } from '../../../../../src/engine/formats/heic/picture-count.ts'
import { identityChain } from '../../../../../src/engine/formats/heif/identity.ts'
import type { Items } from '../../../../../src/engine/formats/heif/items.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { PROFILES } from '../../../../support/color/icc-writer.ts'
import { heifProperty } from '../../../../support/heic/heif-file.ts'
import {
  ALPHA_URN,
  GAIN_MAP_URN,
  type HeicParts,
  type HeicShape,
  heic,
  hevcPicture,
} from '../../../../support/heic/writer.ts'
import { cpuTimer } from '../../../../support/process/cpu-time.ts'
import { failure } from '../../../../support/process/failure.ts'

const { clap, irot, imir, nclx, profile } = heifProperty
const image = hevcPicture(48, 32)
const gray = hevcPicture(48, 32, { chroma: 0 })
const tile = { width: 16, height: 16 }

const read = (shape: Partial<HeicShape> = {}) => probe(heic({ image, derived: [[]], ...shape }), true)

/** A 20 × 10 aperture from (10, 5) on, in a 48 × 32 picture. */
const AREA = clap([20, 1, 10, 1, -4, 1, -6, 1])

describe('a derived item (iden)', () => {
  test.each([undefined, tile])('has the pixels of its source, in tiles of %j', (size) => {
    expect(read({ image: { ...image, ...(size && { tile: size }) } })).toMatchObject({
      width: 48,
      height: 32,
      orientation: 1,
      sampling: [
        [2, 2],
        [1, 1],
        [1, 1],
      ],
    })
  })

  test.each<[string, Partial<HeicShape>, object]>([
    ['its own rotation', { derived: [[irot(1)]] }, { width: 48, height: 32, orientation: 8 }],
    ['several transforms in their order', { derived: [[irot(1)], [imir(1)]] }, { orientation: 7 }],
    [
      'its rotation after the mirroring of its source',
      { image: { ...image, properties: [imir(1)] }, derived: [[irot(1)]] },
      { orientation: 5 },
    ],
    [
      'its aperture inside that of its source',
      { image: { ...image, properties: [AREA] }, derived: [[clap([8, 1, 4, 1, 0, 1, 0, 1])]] },
      { width: 8, height: 4, coded: { width: 48, height: 32, x: 16, y: 8 }, orientation: 1 },
    ],
    [
      'its aperture in a source that is rotated anti-clockwise',
      // The source shows 10 × 20. The upper-left 4 × 6 of these are the upper-right 6 × 4 before
      // the rotation.
      { image: { ...image, properties: [AREA, irot(1)] }, derived: [[clap([4, 1, 6, 1, -3, 1, -7, 1])]] },
      { width: 6, height: 4, coded: { width: 48, height: 32, x: 24, y: 5 }, orientation: 8 },
    ],
  ])('applies %s', (_, shape, expected) => {
    expect(read(shape)).toMatchObject(expected)
  })

  test('has its own colors, else those of its source, else those of the first tile', () => {
    const tiled = { ...image, tile, tileProperties: [nclx(1, 13, 1, false)] }
    expect(read({ image: tiled })).toMatchObject({ color: { primaries: 1 }, matrix: 'bt709' })
    const own = read({ image: tiled, derived: [[nclx(9, 16, 9)]] })
    // The matrix comes from the samples, not from the derived item.
    expect(own).toMatchObject({
      color: { primaries: 9, transfer: 16 },
      heif: { matrix: { code: 1, full: false } },
    })
    const described = { ...tiled, properties: [profile(PROFILES.displayP3)] }
    expect(read({ image: described })).toMatchObject({ icc: true, color: { profile: PROFILES.displayP3 } })
  })

  test('has the alpha plane of its source', () => {
    expect(read({ auxiliary: { [ALPHA_URN]: gray } })).toMatchObject({ alpha: true })
  })

  test('drops the gain map of its source, which covers the uncropped source', () => {
    expect(read({ auxiliary: { [GAIN_MAP_URN]: gray } })).not.toHaveProperty('gainMap')
  })
})

const edited = (edit: (parts: HeicParts) => Partial<HeicParts>, derived: HeicShape['derived'] = [[]]) =>
  heic({ image, derived, edit: (parts) => ({ ...parts, ...edit(parts) }) })
const shows = (...to: readonly number[]) =>
  edited(({ references }) => ({
    references: references.map((it) => (it.type === 'dimg' ? { ...it, to } : it)),
  }))

describe('a refused derived item', () => {
  const notOne = 'HEIC: a derived item (iden) does not show exactly one other'
  const tooMany = 'HEIC: more than 8 derived items (iden) show each other'
  test.each<[string, Uint8Array, 'corrupt' | 'unsupported', string]>([
    ['without a source', edited(() => ({ references: [] })), 'corrupt', notOne],
    ['with two sources', shows(1, 1), 'corrupt', notOne],
    ['of itself', shows(2), 'corrupt', tooMany],
    ['of a missing item', shows(77), 'corrupt', 'HEIC: the primary item is missing'],
    [
      'at the end of a chain of ten',
      heic({ image, derived: Array.from({ length: 9 }, () => []) }),
      'corrupt',
      tooMany,
    ],
    [
      'of an overlay',
      edited(({ items }) => ({ items: items.map((it) => (it.id === 1 ? { ...it, type: 'iovl' } : it)) })),
      'unsupported',
      'HEIC: items of type "iovl" are not supported; save the image as a still HEIC',
    ],
    [
      'with its own alpha plane',
      heic({
        image,
        auxiliary: { [ALPHA_URN]: gray },
        derived: [[]],
        edit: ({ references, ...rest }) => ({
          ...rest,
          references: references.map((it) => (it.type === 'auxl' ? { ...it, to: [rest.primary] } : it)),
        }),
      }),
      'unsupported',
      'HEIC: alpha planes of derived items (iden) are not supported; save the image as a still HEIC',
    ],
    [
      'of missing data',
      heic({ image, derived: [[]], without: ['iloc'] }),
      'unsupported',
      'HEIC: derived items (iden) of pictures whose data lies elsewhere are not supported; save the image as a still HEIC',
    ],
  ])('is refused: %s', (_, file, code, detail) => {
    expect(() => probe(file, true)).toThrow(failure(code, detail))
  })

  test('is refused if its source has several pictures', () => {
    const file = heic({ image: { ...image, unseen: 1 }, derived: [[], [irot(1)]] })
    const item = probe(file, true)?.heif?.item ?? 0
    expect(item).toBe(1)
    expect(() => assertOnePicture(file, item)).toThrow(failure('unsupported'))
  })

  test('is refused if an item of the chain has an unknown essential property', () => {
    const unknown = heifProperty.rref('pred')
    for (const derived of [[[unknown]], [[unknown], []]])
      expect(() => read({ derived })).toThrow('the essential property "rref" is not supported')
  })
})

test('refuses long chains of derived items quickly', () => {
  const ids = Array.from({ length: 50_000 }, (_, id) => id)
  const items: Items = {
    primary: 1,
    types: new Map(ids.map((id) => [id, 'iden'])),
    references: ids.map((id) => ({ type: 'dimg', from: id, to: [id + 1] })),
    properties: () => [],
    open: () => {
      throw new Error('nothing is opened')
    },
  }
  const spent = cpuTimer()
  expect(() => identityChain(items, 1, 'HEIC')).toThrow(failure('corrupt'))
  expect(spent()).toBeLessThan(200)
})
