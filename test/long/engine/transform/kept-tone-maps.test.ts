import sharp from 'sharp'
import { afterEach, describe, expect, it, test, vi } from 'vitest'
import { readJpegGainMap } from '../../../../src/engine/formats/jpeg/gain-map.ts'
import { cleanIcc } from '../../../../src/engine/metadata/icc.ts'
import { totalBytes } from '../../../../src/engine/wasm/needs.ts'
import { property } from '../../../support/avif/writer.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { intentOf, transformed } from '../../../support/engine/transformed.ts'
import { toneMapData } from '../../../support/gain-map/tone-map.ts'
import { coded, codedGray, type ToneMappedShape } from '../../../support/gain-map/tone-mapped-avif.ts'
import { AV1_MAPS, toneMapped } from '../../../support/gain-map/tone-mapped-files.ts'
import { ISO_GAIN, type IsoGain } from '../../../support/gain-map/ultra-hdr-writer.ts'
import { heifProperty } from '../../../support/heic/heif-file.ts'
import { admissionOf } from '../../../support/isolate/admission.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { watchMemories } from '../../../support/isolate/memories.ts'
import { HIDING } from '../../../support/metadata/hidden-profile.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { scene } from '../../../support/picture/scene.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const { '4:0:0': GRAY, '4:2:0': PLANES } = AV1_MAPS
const DEEP = await coded(scene(128, 96), { bitdepth: 10 })
const SQUARE = await codedGray(scene(64, 64))
const LARGE = await codedGray(scene(256, 192))
/** A gain map that needs more memory than is planned for the size in its header. */
const GREEDY = { ...(await codedGray(scene(2400, 1800))), width: 64, height: 48 }

describe('hdr in x-ip-info for an AVIF', () => {
  const hdr: IsoGain = {
    ...ISO_GAIN,
    headrooms: [
      [2, 1],
      [0, 1],
    ],
  }
  const [channel] = ISO_GAIN.channels
  if (!channel) throw new Error('a channel')
  const three = toneMapData({ ...ISO_GAIN, channels: [channel, channel, channel] })
  const alternate = three.map((byte, index) => (index === 5 ? byte & ~0x40 : byte))
  const clap = property.clap([100, 1, 96, 1, 0, 1, 0, 1])
  const p3 = heifProperty.profile(PROFILES.displayP3)
  const map = PLANES

  it.each<[string, Partial<ToneMappedShape>, string, string | undefined]>([
    ['kept', {}, 'format=jpeg', 'kept'],
    ['without a format', {}, 'width=80', 'dropped'],
    ['as AVIF', {}, 'format=avif&width=80', 'dropped'],
    ['blurred', {}, 'format=jpeg&blur=2', 'dropped'],
    ['from an HDR picture', { data: toneMapData(hdr) }, 'format=jpeg', 'dropped'],
    ['from a picture of 10 bits', { base: DEEP }, 'format=jpeg', 'dropped'],
    ['from a picture with an aperture', { properties: { base: [clap] } }, 'format=jpeg', 'dropped'],
    [
      'from a picture whose map is not rotated',
      { properties: { base: [property.irot(1)] } },
      'format=jpeg',
      'dropped',
    ],
    ['with a map of another shape', { map: SQUARE }, 'format=jpeg', 'dropped'],
    ['with a map larger than its picture', { map: LARGE }, 'format=jpeg', 'kept'],
    ['one channel, converted', { properties: { base: [p3] } }, 'format=jpeg', 'kept'],
    ['three channels, converted', { map, properties: { base: [p3] } }, 'format=jpeg', 'dropped'],
    [
      'three channels, the profile kept',
      { map, properties: { base: [p3] } },
      'format=jpeg&metadata=1',
      'kept',
    ],
    [
      'three gains of other primaries',
      { map, data: alternate, properties: { toneMap: [property.nclx(9, 16)] } },
      'format=jpeg',
      'dropped',
    ],
    [
      'three gains of the same primaries',
      { map, data: alternate, properties: { toneMap: [property.nclx(1, 16)] } },
      'format=jpeg',
      'kept',
    ],
    ['with a tone map of another item', { inputs: [] }, 'format=jpeg', undefined],
    ['with an unreadable tone map', { data: new Uint8Array(9) }, 'format=jpeg', 'dropped'],
    ['with a truncated map', { map: { ...GRAY, data: GRAY.data.subarray(0, 40) } }, 'format=jpeg', 'dropped'],
    ['with a map of a wrong size', { map: { ...GRAY, width: 32, height: 24 } }, 'format=jpeg', 'dropped'],
    ['with a map that takes more memory than planned', { map: GREEDY }, 'format=jpeg', 'dropped'],
    ['with an enormous map', { map: { ...GRAY, width: 64_000, height: 48_000 } }, 'format=jpeg', 'dropped'],
  ])('is correct: %s', async (_, shape, query, word) => {
    const { info } = await transformed(toneMapped(shape), `${query}&hdr=1`)
    expect(info.hdr).toBe(word)
  })

  test('keeps the profile of the tone map if three gains have its primaries', async () => {
    const file = toneMapped({ map, data: alternate, properties: { toneMap: [p3] } })
    const { body } = await transformed(file, 'format=jpeg&hdr=1')
    const { icc } = await sharp(readJpegGainMap(body)?.file).metadata()
    expect(icc?.subarray(128)).toEqual(Buffer.from(cleanIcc(PROFILES.displayP3) ?? []).subarray(128))
    expect((await sharp(body).metadata()).icc).toBeUndefined()
  })

  test.each(Object.keys(HIDING))('has no byte that hides in the profile: %s', async (place) => {
    const hidden = HIDING[place]?.(PROFILES.displayP3) ?? PROFILES.displayP3
    const [body, expected] = await Promise.all(
      [hidden, PROFILES.displayP3].map(async (profile) => {
        const properties = { toneMap: [heifProperty.profile(profile)] }
        return (await transformed(toneMapped({ map, data: alternate, properties }), 'format=jpeg&hdr=1')).body
      }),
    )
    expect(body).toEqual(expected)
  })

  test('makes format=auto a JPEG', async () => {
    const { info } = await transformed(toneMapped(), {
      ...intentOf('format=auto&hdr=1'),
      accepts: ['avif', 'webp'],
    })
    expect([info.format, info.hdr]).toEqual(['jpeg', 'kept'])
  })

  test('is described by output=json', async () => {
    const turned = [property.irot(1)]
    const file = toneMapped({ properties: { base: turned, map: turned } })
    const { body } = await transformed(file, 'output=json')
    const { gainMap } = JSON.parse(new TextDecoder().decode(body))
    expect(gainMap).toEqual({ width: 48, height: 64, channels: 1 })
  })
})

describe('the memory of a tone map', () => {
  const noise = makePicture(320, 240, { noise: 30 })
  it.each(['4:0:0', '4:2:0', '4:4:4'])('is planned for a map of %s', async (kind) => {
    const map = kind === '4:0:0' ? await codedGray(noise) : await coded(noise, { chromaSubsampling: kind })
    // Metadata takes room in the decoder's memory, too.
    const file = toneMapped({ map, between: 4_000_000 })
    const watch = watchMemories()
    const { admission } = admissionOf(LIMITS)
    let planned = 0
    const acquire: typeof admission.acquire = async (demand) => {
      const lease = await admission.acquire(demand)
      return {
        ...lease,
        resize: (next) => {
          planned = totalBytes(next)
          return lease.resize(next)
        },
      }
    }
    const query = 'format=jpeg&width=300&hdr=1'
    const { info } = await watch.track(() =>
      transformed(file, query, { admission: { ...admission, acquire } }),
    )
    expect(info.hdr).toBe('kept')
    expect(watch.max).toBeLessThan(planned)
    expect(planned).toBeLessThan(90_000_000)
  })
})
