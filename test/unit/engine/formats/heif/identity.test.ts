import { describe, expect, test } from 'vitest'
import { assertOnePicture } from '../../../../../src/engine/formats/heic/picture-count.ts'
import { identityChain } from '../../../../../src/engine/formats/heif/identity.ts'
import type { Items } from '../../../../../src/engine/formats/heif/items.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { failure } from '../../../../support/failure.ts'
import {
  ALPHA_URN,
  GAIN_MAP_URN,
  type HeicParts,
  type HeicShape,
  heic,
  hevcPicture,
} from '../../../../support/heic-writer.ts'
import { heifProperty } from '../../../../support/heif-file.ts'
import { PROFILES } from '../../../../support/icc-writer.ts'

const { clap, irot, imir, nclx, profile } = heifProperty
const image = hevcPicture(48, 32)
const gray = hevcPicture(48, 32, { chroma: 0 })
const tile = { width: 16, height: 16 }

const read = (shape: Partial<HeicShape> = {}) => probe(heic({ image, derived: [[]], ...shape }), true)

/** 20 × 10 from (10, 5) on, of a picture of 48 × 32. */
const AREA = clap([20, 1, 10, 1, -4, 1, -6, 1])

describe('a derived item shows another', () => {
  test.each([undefined, tile])('with its pixels, in tiles of %j', (size) => {
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
    ['its own turn', { derived: [[irot(1)]] }, { width: 48, height: 32, orientation: 8 }],
    ['turns one after the other', { derived: [[irot(1)], [imir(1)]] }, { orientation: 7 }],
    [
      'its turn after that of its source',
      { image: { ...image, properties: [imir(1)] }, derived: [[irot(1)]] },
      { orientation: 5 },
    ],
    [
      'its aperture in that of its source',
      { image: { ...image, properties: [AREA] }, derived: [[clap([8, 1, 4, 1, 0, 1, 0, 1])]] },
      { width: 8, height: 4, coded: { width: 48, height: 32, x: 16, y: 8 }, orientation: 1 },
    ],
    [
      'its aperture in a picture that is turned anti-clockwise',
      // 10 × 20 are shown, of which the upper left 4 × 6 are the upper right 6 × 4 before the turn.
      { image: { ...image, properties: [AREA, irot(1)] }, derived: [[clap([4, 1, 6, 1, -3, 1, -7, 1])]] },
      { width: 6, height: 4, coded: { width: 48, height: 32, x: 24, y: 5 }, orientation: 8 },
    ],
  ])('with %s', (_, shape, expected) => {
    expect(read(shape)).toMatchObject(expected)
  })

  test('with the colours of its own, else of its source, else of the first tile', () => {
    const tiled = { ...image, tile, tileProperties: [nclx(1, 13, 1, false)] }
    expect(read({ image: tiled })).toMatchObject({ color: { primaries: 1 }, matrix: 'bt709' })
    const own = read({ image: tiled, derived: [[nclx(9, 16, 9)]] })
    // The matrix is the one of the samples.
    expect(own).toMatchObject({
      color: { primaries: 9, transfer: 16 },
      heif: { matrix: { code: 1, full: false } },
    })
    const described = { ...tiled, properties: [profile(PROFILES.displayP3)] }
    expect(read({ image: described })).toMatchObject({ icc: true, color: { profile: PROFILES.displayP3 } })
  })

  test('with the alpha plane of its source', () => {
    expect(read({ auxiliary: { [ALPHA_URN]: gray } })).toMatchObject({ alpha: true })
  })

  test('without the gain map of its source, which lies on all of that', () => {
    expect(read({ auxiliary: { [GAIN_MAP_URN]: gray } })).not.toHaveProperty('gainMap')
  })
})

const edited = (edit: (parts: HeicParts) => Partial<HeicParts>, derived: HeicShape['derived'] = [[]]) =>
  heic({ image, derived, edit: (parts) => ({ ...parts, ...edit(parts) }) })
const shows = (...to: readonly number[]) =>
  edited(({ references }) => ({
    references: references.map((it) => (it.type === 'dimg' ? { ...it, to } : it)),
  }))

describe('a derived item is refused', () => {
  const notOne = 'HEIC: a derived item (iden) does not show exactly one other'
  const tooMany = 'HEIC: more than 8 derived items (iden) show each other'
  test.each<[string, Uint8Array, 'corrupt' | 'unsupported', string]>([
    ['that shows nothing', edited(() => ({ references: [] })), 'corrupt', notOne],
    ['that shows two', shows(1, 1), 'corrupt', notOne],
    ['that shows itself', shows(2), 'corrupt', tooMany],
    ['that shows what is not there', shows(77), 'corrupt', 'HEIC: the primary item is missing'],
    [
      'of a long line of them',
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
      'with an alpha plane of its own',
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
      'of data that is not there',
      heic({ image, derived: [[]], without: ['iloc'] }),
      'unsupported',
      'HEIC: derived items (iden) of pictures whose data lies elsewhere are not supported; save the image as a still HEIC',
    ],
  ])('%s', (_, file, code, detail) => {
    expect(() => probe(file, true)).toThrow(failure(code, detail))
  })

  test('whose source has several pictures', () => {
    const file = heic({ image: { ...image, unseen: 1 }, derived: [[], [irot(1)]] })
    const item = probe(file, true)?.heif?.item ?? 0
    expect(item).toBe(1)
    expect(() => assertOnePicture(file, item)).toThrow(failure('unsupported'))
  })

  test('with an essential property that is not known, anywhere on the way', () => {
    const unknown = heifProperty.rref('pred')
    for (const derived of [[[unknown]], [[unknown], []]])
      expect(() => read({ derived })).toThrow('the essential property "rref" is not supported')
  })
})

test('long lines of derived items take little time', () => {
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
  const start = performance.now()
  expect(() => identityChain(items, 1, 'HEIC')).toThrow(failure('corrupt'))
  expect(performance.now() - start).toBeLessThan(200)
})
