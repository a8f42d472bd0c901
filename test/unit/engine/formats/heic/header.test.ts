import { describe, expect, test } from 'vitest'
import { formats } from '../../../../../src/engine/formats/formats.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { tiff } from '../../../../support/bytes/image-writers.ts'
import { PROFILES } from '../../../../support/color/icc-writer.ts'
import { heifProperty } from '../../../../support/heic/heif-file.ts'
import {
  ALPHA_URN,
  GAIN_MAP_URN,
  type HeicImage,
  type HeicShape,
  heic,
  hevcPicture,
} from '../../../../support/heic/writer.ts'

const { irot, imir, clap, colors, profile } = heifProperty
const image = hevcPicture(48, 32)

const read = (more: Partial<HeicImage> = {}, shape: Partial<HeicShape> = {}) =>
  probe(heic({ ...shape, image: { ...image, ...more } }), true)

describe('the orientation of a HEIC', () => {
  test.each([
    [[], 1],
    [[irot(1)], 8],
    [[irot(2)], 3],
    [[irot(3)], 6],
    [[imir(0)], 4],
    [[imir(1)], 2],
    [[irot(1), imir(1)], 7],
    [[irot(1), imir(0)], 5],
  ])('is that of irot and imir: case %#', (properties, orientation) => {
    // The orientation of EXIF is ignored.
    expect(read({ properties }, { exif: tiff(3) })).toMatchObject({ width: 48, height: 32, orientation })
  })
})

test('reads depth and components from the codec configuration', () => {
  expect(read()).toMatchObject({ format: 'heic', depth: 8, components: 3, alpha: false, frames: 1 })
  expect(probe(heic({ image: hevcPicture(48, 32, { depth: 10 }) }), true)).toMatchObject({
    depth: 10,
    rgb: true,
  })
  expect(probe(heic({ image: hevcPicture(48, 32, { chroma: 0 }) }), true)).toMatchObject({ components: 1 })
})

test('ignores thumbnails, gain maps and alpha planes when it looks for the picture', () => {
  const mask = hevcPicture(24, 16, { chroma: 0 })
  const thumbnail = hevcPicture(16, 16)
  const shape = { thumbnail, auxiliary: { [GAIN_MAP_URN]: mask, 'urn:com:example:depth': mask } }
  expect(read({}, shape)).toMatchObject({ width: 48, height: 32, alpha: false, gainMap: 'declared' })
  expect(read({}, { thumbnail, auxiliary: { [ALPHA_URN]: mask } })).toMatchObject({ alpha: true })
  expect(read()).not.toHaveProperty('gainMap')
})

test('crops by an aperture', () => {
  const properties = [clap([20, 1, 10, 1, 0, 1, 0, 1])]
  expect(read({ properties })).toMatchObject({
    width: 20,
    height: 10,
    coded: { width: 48, height: 32, x: 14, y: 11 },
  })
})

test('prefers nclx to the colors of the bitstream', () => {
  const vui = { full: false, nclx: [12, 13, 9] } as const
  expect(read({ vui })).toMatchObject({ matrix: 'bt2020', heif: { matrix: { code: 9, full: false } } })
  expect(read({ vui, properties: [colors(12, 13, 6, true)] })).toMatchObject({
    color: { kind: 'cicp', primaries: 12, transfer: 13 },
    matrix: 'bt601',
    heif: { matrix: { code: 6, full: true } },
  })
  // HEVC defines these values for streams without color information.
  expect(read({ vui: false })).toMatchObject({ matrix: 'bt601', heif: { matrix: { code: 2, full: false } } })
})

describe("the colors of a grid's tiles", () => {
  const tile = { width: 16, height: 16 }
  const { displayP3, adobeRgb } = PROFILES

  test('are the colors of the grid: a profile or code points of the first tile', () => {
    expect(read({ tile, tileProperties: [profile(displayP3)] })).toMatchObject({
      icc: true,
      color: { kind: 'icc', profile: displayP3 },
    })
    expect(read({ tile, tileProperties: [colors(12, 13, 1, false)] })).toMatchObject({
      icc: false,
      color: { kind: 'cicp', primaries: 12, transfer: 13 },
      matrix: 'bt709',
      heif: { matrix: { code: 1, full: false } },
    })
  })

  test('give way to colors of the grid, each kind by itself, as in libheif', () => {
    const tileProperties = [profile(displayP3), colors(12, 13, 1, false)]
    const grid = { tile, tileProperties }
    expect(read({ ...grid, properties: [profile(adobeRgb)] })).toMatchObject({
      color: { profile: adobeRgb },
      heif: { matrix: { code: 1, full: false } },
    })
    expect(read({ ...grid, properties: [colors(9, 16, 6, true)] })).toMatchObject({
      color: { profile: displayP3 },
      heif: { matrix: { code: 6, full: true } },
    })
  })

  test('are not taken from a thumbnail or a gain map', () => {
    const other = { ...hevcPicture(16, 16), properties: [profile(displayP3)] }
    const header = read({ tile }, { thumbnail: other, auxiliary: { [GAIN_MAP_URN]: other } })
    expect(header).toMatchObject({ icc: false, color: undefined })
  })
})

test('finds EXIF and XMP', () => {
  const file = heic({ image, exif: tiff(6), xmp: '<x/>' })
  const { exif, xmp } = formats.heic.readMetadata?.(file) ?? {}
  expect(exif && Buffer.from(exif).includes(tiff(6))).toBe(true)
  expect(Buffer.from(xmp ?? []).toString()).toBe('<x/>')
})

test('ignores an Apple gain map without the headroom of the maker note', () => {
  const file = heic({
    image,
    auxiliary: { [GAIN_MAP_URN]: hevcPicture(24, 16, { chroma: 0 }) },
    exif: tiff(1),
  })
  const header = probe(file, true)
  expect(header && formats.heic.readGainMap?.(file, header)).toBeUndefined()
})

test('refuses pictures of other codecs', () => {
  const edited = (type: string) =>
    heic({
      image,
      brands: ['mif1', 'mif1'],
      edit: (parts) => ({ ...parts, items: parts.items.map((item) => ({ ...item, type })) }),
    })
  expect(() => probe(edited('jpeg'), true)).toThrow('items of type "jpeg" are not supported')
  expect(() => probe(edited('av01'), true)).toThrow('items of type "av01" are not supported')
})
