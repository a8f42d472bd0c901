import { describe, expect, test } from 'vitest'
import { parseIsoGainMap } from '../../../../../src/engine/metadata/iso-gain-map.ts'
import { join } from '../../../../support/bytes/image-writers.ts'
import { PROFILES } from '../../../../support/color/icc-writer.ts'
import { toneMapData } from '../../../../support/gain-map/tone-map.ts'
import { TONE_MAPPED, type ToneMappedShape } from '../../../../support/gain-map/tone-mapped-avif.ts'
import {
  AV1_MAPS,
  foundGainMap,
  HEVC_MAP,
  toneMapped,
  toneMappedHeic,
} from '../../../../support/gain-map/tone-mapped-files.ts'
import { ISO_GAIN, isoGain } from '../../../../support/gain-map/ultra-hdr-writer.ts'
import { heifProperty } from '../../../../support/heic/heif-file.ts'
import { GAIN_MAP_URN, hevcPicture } from '../../../../support/heic/writer.ts'
import { appleExif } from '../../../../support/metadata/apple-exif.ts'

const exif = appleExif([
  [33, 1, 1],
  [48, 1, 100],
])

describe('the gain map of a tone map', () => {
  test.each([
    ['a HEIC', toneMappedHeic()],
    ['a HEIC whose tables have 32 bits', toneMappedHeic({}, { version: 2, extents: 3, dataFirst: true })],
    ['a HEIC, in idat', toneMappedHeic({}, { inMeta: true })],
    [
      'a HEIC that is a grid',
      toneMappedHeic({}, { image: { ...hevcPicture(48, 32), tile: { width: 16, height: 16 } } }),
    ],
    ['a HEIC whose map is a grid', toneMappedHeic({ map: { ...HEVC_MAP, tile: { width: 16, height: 16 } } })],
  ])('is found in %s', (_, file) => {
    expect(foundGainMap(file)).toMatchObject({
      file,
      header: { format: 'heic', width: 24, height: 16, components: 1, sampling: [[1, 1]] },
      metadata: { iso: parseIsoGainMap(isoGain(ISO_GAIN)) },
    })
  })

  const planes = [
    [2, 2],
    [1, 1],
    [1, 1],
  ]
  test.each<[string, Partial<ToneMappedShape>, number, unknown]>([
    ['4:0:0', {}, 1, [[1, 1]]],
    ['4:0:0, a grid', { grid: true }, 1, [[1, 1]]],
    ['4:2:0, planes', { map: AV1_MAPS['4:2:0'] }, 3, planes],
    ['4:2:0, far from the header', { map: AV1_MAPS['4:2:0'], between: 400_000 }, 3, planes],
    [
      '4:2:0, a grid far from the header',
      { map: AV1_MAPS['4:2:0'], between: 400_000, grid: true },
      3,
      planes,
    ],
    ['4:4:4', { map: AV1_MAPS['4:4:4'] }, 3, undefined],
  ])('is found in an AVIF: %s', (_, shape, components, sampling) => {
    const { header, metadata } = foundGainMap(toneMapped(shape)) ?? {}
    expect(header).toMatchObject({ format: 'avif', width: 64, height: 48, components })
    expect(header?.sampling).toEqual(sampling)
    expect(header?.heif?.item).toBe(TONE_MAPPED.map)
    expect(metadata).toEqual({ iso: parseIsoGainMap(isoGain(ISO_GAIN)) })
  })

  test("takes precedence over Apple's, which is used if the tone map cannot be read", () => {
    const auxiliary = { [GAIN_MAP_URN]: hevcPicture(12, 8, { chroma: 0 }) }
    const both = foundGainMap(toneMappedHeic({}, { auxiliary, exif }))
    expect([both?.header.width, Object.keys(both?.metadata ?? {}), both?.appleStops]).toEqual([
      24,
      ['iso'],
      undefined,
    ])
    const apple = foundGainMap(toneMappedHeic({ data: toneMapData(ISO_GAIN, 1) }, { auxiliary, exif }))
    expect([apple?.header.width, Object.keys(apple?.metadata ?? {})]).toEqual([12, ['hdrgm']])
  })

  test('has the colors of the tone map', () => {
    const own = { ...HEVC_MAP, properties: [heifProperty.nclx(2, 2)] }
    const numbers = foundGainMap(toneMappedHeic({ map: own, properties: [heifProperty.nclx(9, 16)] }))
    expect(numbers?.header.color).toEqual({ kind: 'cicp', primaries: 9, transfer: 16 })
    const profile = foundGainMap(
      toneMapped({ properties: { toneMap: [heifProperty.profile(PROFILES.displayP3)] } }),
    )
    expect(profile?.header).toMatchObject({ icc: true, color: { profile: PROFILES.displayP3 } })
    expect(foundGainMap(toneMappedHeic({ map: own }))?.header.color).toBeUndefined()
  })

  test('may have three channels, and may be of a newer writer version', () => {
    const [channel] = ISO_GAIN.channels
    if (!channel) throw new Error('a channel')
    const three = { ...ISO_GAIN, channels: [channel, channel, channel] }
    expect(foundGainMap(toneMappedHeic({ data: toneMapData(three) }))?.metadata.iso?.channels).toHaveLength(3)
    const newer = join(toneMapData().fill(7, 4, 5), 'more')
    expect(foundGainMap(toneMapped({ data: newer }))?.metadata.iso?.writerVersion).toBe(7)
  })

  test('has the orientation of its item', () => {
    const map = { ...HEVC_MAP, properties: [heifProperty.irot(3)] }
    expect(foundGainMap(toneMappedHeic({ map }))?.header.orientation).toBe(6)
  })
})
