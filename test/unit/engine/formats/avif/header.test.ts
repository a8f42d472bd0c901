import { describe, expect, test } from 'vitest'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import {
  ALPHA_URN,
  type AvifShape,
  alphaOf,
  avif,
  box,
  ftyp,
  fullBox,
  type Item,
  picture,
  property,
} from '../../../../support/avif/writer.ts'
import { be16, be32, join } from '../../../../support/bytes/image-writers.ts'
import { failure } from '../../../../support/process/failure.ts'

const PLAIN = {
  format: 'avif',
  width: 40,
  height: 30,
  orientation: 1,
  alpha: false,
  depth: 8,
  components: 3,
  icc: false,
  frames: 1,
  progressive: false,
}
const PROFILE = { kind: 'icc', profile: join('some color') }
const of = (...properties: Uint8Array[]): AvifShape => ({ items: [{ id: 1, properties }] })
const size = property.ispe(40, 30)
const codec = property.av1C()
const withAlpha = (urn: string, to = 1): AvifShape => {
  const { items, references } = alphaOf(to, urn)
  return { items: [picture(), ...items], references }
}

const grid = (...tiles: Item[]): Required<Pick<AvifShape, 'primary' | 'items' | 'references'>> => ({
  primary: 5,
  items: [...tiles, { id: 5, type: 'grid', properties: [property.ispe(80, 30)] }],
  references: [{ type: 'dimg', from: 5, to: [1, 2] }],
})
const tile = (id: number): Item => ({ id, properties: [size, property.av1C(10)] })

test.each<[string, AvifShape, object]>([
  ['plain', {}, {}],
  [
    'of 32-bit sides',
    of(property.ispe(0xffffffff, 0x01020304), codec),
    { width: 0xffffffff, height: 0x01020304 },
  ],
  ['10 bits', of(size, property.av1C(10)), { depth: 10 }],
  ['12 bits', of(size, property.av1C(12)), { depth: 12 }],
  ['monochrome', of(size, property.av1C(8, true)), { components: 1 }],
  ['ICC', of(size, codec, property.colr('prof')), { icc: true, color: PROFILE }],
  [
    'restricted ICC after nclx',
    of(size, codec, property.nclx(1, 13), property.colr('rICC')),
    { icc: true, color: PROFILE },
  ],
  [
    'nclx only',
    of(size, codec, property.nclx(0x0102, 0x0304)),
    { color: { kind: 'cicp', primaries: 0x0102, transfer: 0x0304 } },
  ],
  ['nclx that is cut', of(size, codec, box('colr', join('nclx', be16(1), 0))), {}],
  ['ICC of nothing', of(size, codec, box('colr', 'prof')), { icc: true }],
  ['color of another kind', of(size, codec, property.colr('what')), {}],
  ['alpha', withAlpha(ALPHA_URN), { alpha: true }],
  ['alpha by the name of HEVC', withAlpha('urn:mpeg:hevc:2015:auxid:1'), { alpha: true }],
  ['alpha of another item', withAlpha(ALPHA_URN, 2), {}],
  ['a depth map', withAlpha('urn:mpeg:mpegB:cicp:systems:auxiliary:depth'), {}],
  ['an unending name of an auxiliary', withAlpha(`${ALPHA_URN}s`), {}],
  ['a sequence', { brands: ['avis', 'avif'] }, { frames: undefined }],
  ['a sequence by a later brand', { brands: ['avif', 'mif1', 'avis'] }, { frames: undefined }],
  [
    'essential properties',
    { items: [{ ...picture(property.irot(1)), essential: true }] },
    { orientation: 8 },
  ],
  ['an unknown property', of(size, codec, box('what', 'x')), {}],
  [
    'the primary item is not the first',
    {
      primary: 2,
      items: [
        { ...picture(), properties: [property.ispe(9, 9), codec] },
        { ...picture(), id: 2 },
      ],
    },
    {},
  ],
  ['a grid', grid(tile(1), tile(2)), { width: 80, depth: 10 }],
  [
    'a grid among other references',
    {
      primary: 5,
      items: [...grid(tile(1), tile(2)).items, { ...picture(), id: 7 }],
      references: [
        { type: 'dimg', from: 6, to: [7] },
        { type: 'cdsc', from: 5, to: [7] },
        ...grid().references,
      ],
    },
    { width: 80, depth: 10 },
  ],
  [
    'a grid with alpha',
    {
      ...grid(tile(1), tile(2), ...alphaOf(5).items),
      references: [...grid().references, ...alphaOf(5).references],
    },
    { width: 80, depth: 10, alpha: true },
  ],
  [
    'a grid with alpha by tile',
    {
      ...grid(tile(1), tile(2), ...alphaOf(1).items),
      references: [...grid().references, ...alphaOf(1).references],
    },
    { width: 80, depth: 10, alpha: true },
  ],
  ['unknown boxes', { extra: [box('free', 'x'), fullBox('grpl', 'x')] }, {}],
])('reads the header: %s', (_, shape, expected) => {
  expect(probe(avif(shape), true)).toEqual({ ...PLAIN, ...expected })
  expect(probe(avif({ ...shape, wide: true }), true)).toEqual({ ...PLAIN, ...expected })
})

describe('an unusual header', () => {
  const infe = fullBox('infe', join(be16(1), be16(0), 'av01', 0), 2)
  test.each<[string, AvifShape, string]>([
    [
      'an item that is not AV1',
      { items: [{ ...picture(), type: 'hvc1' }] },
      'AVIF: items of type "hvc1" are not supported; save the image as a still AVIF',
    ],
    [
      'an essential property that is not known',
      { items: [{ ...picture(box('what', 'x')), essential: true }] },
      'AVIF: the essential property "what" is not supported; save the image as a still AVIF',
    ],
  ])('is unsupported: %s', (_, shape, detail) => {
    expect(() => probe(avif(shape), true)).toThrow(failure('unsupported', detail))
  })

  test('is unsupported: a sequence without a still image', () => {
    const file = join(ftyp(['avis']), box('moov', 'tracks'))
    const detail = 'AVIF: sequences without a still image are not supported; save the image as a still AVIF'
    expect(() => probe(file, true)).toThrow(failure('unsupported', detail))
  })

  test.each<[string, AvifShape, string]>([
    ['no primary item box', { without: ['pitm'] }, 'AVIF: the pitm box is missing'],
    ['no item table', { without: ['iinf'] }, 'AVIF: the iinf box is missing'],
    ['no properties', { without: ['iprp'] }, 'AVIF: the iprp box is missing'],
    [
      'no property container',
      { without: ['iprp'], extra: [box('iprp', '')] },
      'AVIF: the ipco box is missing',
    ],
    ['two primary item boxes', { extra: [fullBox('pitm', be16(1))] }, 'AVIF: there are two pitm boxes'],
    ['two property boxes', { extra: [box('iprp', box('ipco', ''))] }, 'AVIF: there are two iprp boxes'],
    ['a primary item that is not there', { primary: 7 }, 'AVIF: the primary item is missing'],
    [
      'an item described twice',
      { without: ['iinf'], extra: [fullBox('iinf', join(be16(2), infe, infe))] },
      'AVIF: an item is described twice',
    ],
    ['no size', of(codec), 'AVIF: the size (ispe) of the image is missing'],
    ['no codec', of(size), 'AVIF: the codec configuration (av1C) is missing'],
    ['a width of 0', of(property.ispe(0, 30), codec), 'AVIF: the width or height is 0'],
    ['a height of 0', of(property.ispe(40, 0), codec), 'AVIF: the width or height is 0'],
    [
      'a size that is cut',
      of(fullBox('ispe', be32(40)), codec),
      'the header of the image is cut short; upload the file again',
    ],
    [
      'an empty turn',
      of(size, codec, box('irot', '')),
      'the header of the image is cut short; upload the file again',
    ],
    ['a grid without tiles', { ...grid(tile(1)), references: [] }, 'AVIF: the grid has no tiles'],
    ['a grid of tiles that are not there', grid(), 'AVIF: the codec configuration (av1C) is missing'],
    ['a box of size 7', { extra: [box('free', '', 7)] }, 'a box of the image is shorter than its own header'],
    [
      'a box of 64-bit size 15',
      { extra: [join(be32(1), 'free', be32(0), be32(15))] },
      'a box of the image is shorter than its own header',
    ],
    [
      'a table beyond its container',
      { without: ['iref'], extra: [box('iref', '', 5000)] },
      'the header of the image is cut short; upload the file again',
    ],
    [
      'a count of references beyond the box',
      { without: ['iref'], extra: [fullBox('iref', box('auxl', join(be16(2), be16(9999))))] },
      'the header of the image is cut short; upload the file again',
    ],
    [
      'ten thousand boxes',
      { extra: [join(...Array<Uint8Array>(10_000).fill(box('free', '')))] },
      'the image has too many boxes',
    ],
  ])('is corrupt: %s', (_, shape, detail) => {
    expect(() => probe(avif(shape), true)).toThrow(failure('corrupt', detail))
  })

  const associated = (ipma: readonly number[], count: number) => {
    const container = box('ipco', join(size, codec))
    return avif({
      without: ['iprp'],
      extra: [box('iprp', join(container, fullBox('ipma', join(be32(count), ipma))))],
    })
  }

  test.each<[string, number[], number, string]>([
    [
      'a property that does not exist',
      [0, 1, 3, 1, 2, 3],
      1,
      'AVIF: an item has a property that does not exist',
    ],
    ['no association at all', [], 0, 'AVIF: the size (ispe) of the image is missing'],
    [
      'a count of items beyond the box',
      [0, 1, 2, 1, 2],
      0xffffffff,
      'the header of the image is cut short; upload the file again',
    ],
    [
      'an item twice',
      [0, 1, 2, 1, 2, 0, 1, 1, 1],
      2,
      'AVIF: the properties of an item are listed twice, or there are too many lists',
    ],
  ])('is corrupt: %s', (_, ipma, count, detail) => {
    expect(() => probe(associated(ipma, count), true)).toThrow(failure('corrupt', detail))
  })

  test('ignores an association with property 0', () => {
    expect(probe(associated([0, 1, 3, 0, 1, 2], 1), true)).toEqual(PLAIN)
  })

  test('is corrupt: no meta box', () => {
    const missing = failure('corrupt', 'AVIF: the meta box is missing')
    expect(() => probe(join(ftyp(), box('mdat', 'x')), true)).toThrow(missing)
    expect(() => probe(ftyp(), true)).toThrow(missing)
    expect(probe(ftyp(), false)).toBeUndefined()
  })
})
