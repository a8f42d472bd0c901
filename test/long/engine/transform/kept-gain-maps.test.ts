import sharp, { type Sharp } from 'sharp'
import { afterEach, describe, expect, it, test, vi } from 'vitest'
import { readJpegGainMap } from '../../../../src/engine/formats/jpeg/gain-map.ts'
import type { Admission } from '../../../../src/memory/index.ts'
import { exifSegment, join, tiff } from '../../../support/bytes/image-writers.ts'
import { intentOf, sourceOf, transformed } from '../../../support/engine/transformed.ts'
import { ISO_GAIN, type UltraHdrShape, ultraHdr } from '../../../support/gain-map/ultra-hdr-writer.ts'
import { admissionOf } from '../../../support/isolate/admission.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { watchMemories } from '../../../support/isolate/memories.ts'
import { coordinateBytes, phoneWithThumbnail, tiffFile } from '../../../support/metadata/tiff.ts'
import { rawOf, render } from '../../../support/picture/decoded.ts'
import { meanDifference } from '../../../support/picture/differences.ts'
import { disturbedMcus, type IsHidden, touches } from '../../../support/picture/disturbed.ts'
import { jpegFile } from '../../../support/picture/files.ts'
import { scene } from '../../../support/picture/scene.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const PICTURE = scene(160, 120)
const picture = sharp(PICTURE.data, rawOf(PICTURE)).removeAlpha()
const jpegOf = async (image: Sharp, quality = 90) => new Uint8Array(await image.jpeg({ quality }).toBuffer())

const BASE = await jpegOf(picture.clone())
/**
 * A gain map that looks like its picture, which makes it visible if one is not aligned with the
 * other.
 */
const MAP = await jpegOf(picture.clone().resize(40, 30).toColourspace('b-w'))
const PNG = new Uint8Array(await picture.clone().png().toBuffer())
const FILE = ultraHdr({ base: BASE, map: MAP })

const mapOf = (file: Uint8Array<ArrayBuffer>) => readJpegGainMap(file)?.file
const opened = (file: Uint8Array) => sharp(file).toColourspace('srgb').ensureAlpha()

/** Returns the file without its application segments. */
function bare(file: Uint8Array): Uint8Array {
  return file.subarray(Buffer.from(file).indexOf(Buffer.of(0xff, 0xdb)))
}

describe('the gain map of a JPEG', () => {
  it.each([
    'width=80',
    'crop=100,60,40,12&width=60',
    'crop=smart&width=40&height=60',
    'width=60&height=30&position=bottom',
    'rotate=90',
    'flip=1&width=80',
    'flop=1&rotate=270&width=80',
    'width=80&filter=magic',
    'width=80&linear=1&quality=50',
    'width=200&progressive=1',
  ])('is aligned with its picture, which does not change, for %s', async (query) => {
    const [plain, made] = [await transformed(FILE, query), await transformed(FILE, `${query}&hdr=1`)]
    const map = mapOf(made.body)
    if (!map) throw new Error('there is no map')
    expect(made.info).toEqual({ ...plain.info, bytes: made.length, hdr: 'kept' })
    const base = made.body.subarray(0, made.length - map.length)
    expect(Buffer.compare(bare(base), bare(plain.body))).toBe(0)

    const { width = 0, height = 0, channels } = await sharp(map).metadata()
    const sides = await sharp(base).metadata()
    expect([channels, width, height]).toEqual([1, Math.round(sides.width / 4), Math.round(sides.height / 4)])
    const small = await render(opened(base).grayscale().resize(width, height, { fit: 'fill' }))
    expect(meanDifference(await render(opened(map)), small)).toBeLessThan(6)
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is rotated upright with orientation %i', async (orientation) => {
    const file = ultraHdr({ base: BASE, map: MAP, segments: [exifSegment(tiff(orientation))] })
    const { body } = await transformed(file, 'width=80&hdr=1')
    const map = mapOf(body)
    const { width = 0, height = 0 } = await sharp(map).metadata()
    expect(width > height).toBe(orientation < 5)
    const small = await render(opened(body).grayscale().resize(width, height, { fit: 'fill' }))
    expect(meanDifference(await render(opened(map ?? body)), small)).toBeLessThan(6)
  })

  it.each<[string, Partial<UltraHdrShape>]>([
    ['in XMP', {}],
    [
      'for each channel',
      { hdrgm: { Version: '1.0', GainMapMax: ['1', '1.0', '1.00'], HDRCapacityMax: '2.5' } },
    ],
    ['of ISO 21496-1', { hdrgm: false, iso: ISO_GAIN }],
    ['in both', { iso: ISO_GAIN }],
  ])('keeps its parameters: %s', async (_, shape) => {
    const file = ultraHdr({ base: BASE, map: MAP, ...shape })
    const { body } = await transformed(file, 'width=80&hdr=1')
    expect(readJpegGainMap(body)?.metadata).toEqual(readJpegGainMap(file)?.metadata)
  })

  test('keeps its three channels', async () => {
    const colored = await jpegOf(picture.clone().resize(40, 30))
    const { body } = await transformed(ultraHdr({ base: BASE, map: colored }), 'width=80&hdr=1')
    const map = mapOf(body) ?? body
    expect(await sharp(map).metadata()).toMatchObject({ channels: 3, chromaSubsampling: '4:4:4' })
    const expected = await render(opened(BASE).resize(20, 15))
    expect(meanDifference(await render(opened(map)), expected)).toBeLessThan(7)
  })

  test('hides what a redaction hides', async () => {
    const [x, y, width, height] = [44, 36, 40, 40]
    const box = (side: number, background: string) => ({
      input: { create: { width: width / side, height: height / side, channels: 3 as const, background } },
      left: x / side,
      top: y / side,
    })
    const fileOf = async (background: string) => {
      const whole = picture.clone().composite([box(1, background)])
      const small = sharp(await picture.clone().resize(40, 30).png().toBuffer()).composite([
        box(4, background),
      ])
      return ultraHdr({
        base: await jpegOf(sharp(await whole.png().toBuffer()), 100),
        map: await jpegOf(sharp(await small.png().toBuffer()).toColourspace('b-w'), 100),
      })
    }
    const query = `redact=${x},${y},${width},${height}&width=120&hdr=1`
    const [light, dark] = [await fileOf('#fff'), await fileOf('#000')]
    const [one, other] = [await transformed(light, query), await transformed(dark, query)]
    const [first, second] = [mapOf(one.body), mapOf(other.body)]
    expect(
      first && second && meanDifference(await render(opened(first)), await render(opened(second))),
    ).toBeLessThan(0.5)
    // The maps differ without a redaction.
    const [seen, unseen] = [await transformed(light, 'hdr=1'), await transformed(dark, 'hdr=1')]
    const maps = [mapOf(seen.body) ?? MAP, mapOf(unseen.body) ?? MAP].map((map) => render(opened(map)))
    const [a, b] = await Promise.all(maps)
    expect(a && b && meanDifference(a, b)).toBeGreaterThan(5)
  })

  const QUARTER = { width: 40, height: 32 }
  /** Crop box whose edges lie on the MCU grid of the picture and on that of its map. */
  const BOX = { x: 32, y: 32, width: 64, height: 64 }
  const CROP = `crop=${BOX.width},${BOX.height},${BOX.x},${BOX.y}`

  /** Returns a picture with a gain map. If `isChanged`, the map differs outside the crop box. */
  function cropFile(kind: string, isChanged: boolean): Uint8Array<ArrayBuffer> {
    const [x, y, width, height] = [BOX.x / 4, BOX.y / 4, BOX.width / 4, BOX.height / 4]
    const isHidden: IsHidden = (mcu) => isChanged && !touches(mcu, { x, y, width, height })
    const map = jpegFile(kind, QUARTER, (all) => disturbedMcus(QUARTER, all, isHidden))
    return ultraHdr({ base: jpegFile('4:2:0', { width: 160, height: 128 }), map })
  }

  describe.each(['gray', '4:4:4', 'progressive gray'])('as JPEG: %s', (kind) => {
    const [one, other] = [cropFile(kind, false), cropFile(kind, true)]

    it.each([
      '',
      '&width=5',
      '&width=23',
      '&width=200',
      '&width=40&height=10',
      '&width=30&linear=1&rotate=90',
    ])('hides what a crop hides, with %j', async (more) => {
      const [first, second] = await Promise.all(
        [one, other].map((file) => transformed(file, `${CROP}${more}&hdr=1`)),
      )
      expect(first?.info.hdr).toBe('kept')
      expect(first && second && Buffer.compare(first.body, second.body)).toBe(0)
    })

    it('differs outside the crop', async () => {
      const [first, second] = await Promise.all([one, other].map((file) => transformed(file, 'hdr=1')))
      expect(first && second && Buffer.compare(first.body, second.body)).not.toBe(0)
    })
  })
})

describe('hdr in the facts of an output', () => {
  it.each<[string, Uint8Array<ArrayBuffer>, string, string | undefined]>([
    ['without hdr', FILE, 'width=80', undefined],
    ['kept', FILE, 'width=80&hdr=1', 'kept'],
    ['with metadata', FILE, 'width=80&hdr=1&metadata=1', 'kept'],
    ['as PNG', FILE, 'width=80&hdr=1&format=png', 'dropped'],
    ['as WebP', FILE, 'width=80&hdr=1&format=webp', 'dropped'],
    ['blurred', FILE, 'width=80&hdr=1&blur=2', 'dropped'],
    ['without a gain map', join(BASE), 'width=80&hdr=1', undefined],
    [
      'with a second picture that is not a gain map',
      ultraHdr({ base: BASE, map: MAP, hdrgm: false, container: false }),
      'width=80&hdr=1',
      undefined,
    ],
    [
      'with a truncated second picture, in a file that declares no gain map',
      ultraHdr({ base: BASE, map: MAP, container: false }).subarray(0, -60),
      'width=80&hdr=1',
      undefined,
    ],
    ['a PNG', PNG, 'width=80&hdr=1', undefined],
  ])('is correct: %s', async (_, file, query, word) => {
    const { info, body } = await transformed(file, query)
    expect(info.hdr).toBe(word)
    expect(Buffer.from(body).includes('MPF\0')).toBe(word === 'kept')
  })

  it.each<[string, Uint8Array]>([
    ['that is truncated', MAP.subarray(0, MAP.length - 60)],
    ['of 30,000 pixels a side', sized(MAP, 30_000, 30_000)],
    ['beyond all limits', sized(MAP, 65_500, 65_500)],
    ['with a wrong number of rows', sized(MAP, 40, 3000)],
  ])('reports a dropped map %s, and the picture is made', async (_, map) => {
    const { info, body } = await transformed(ultraHdr({ base: BASE, map }), 'width=80&hdr=1')
    expect(info.hdr).toBe('dropped')
    expect(Buffer.compare(body, (await transformed(FILE, 'width=80')).body)).toBe(0)
  })

  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ['in XMP that is missing', FILE.subarray(0, -MAP.length)],
    ['in XMP that is not a JPEG', ultraHdr({ base: BASE, map: MAP.map((byte) => byte ^ 0x55) })],
    ['in XMP without parameters', ultraHdr({ base: BASE, map: MAP, hdrgm: false })],
    [
      'of ISO 21496-1 that ends beyond the file',
      ultraHdr({ base: BASE, map: MAP, hdrgm: false, iso: ISO_GAIN, container: false }).subarray(0, -60),
    ],
  ])('reports a dropped map that was declared %s', async (_, file) => {
    const { info, body } = await transformed(file, 'width=80&hdr=1')
    expect(info.hdr).toBe('dropped')
    expect(Buffer.compare(body, (await transformed(FILE, 'width=80')).body)).toBe(0)
    expect((await transformed(file, 'width=80')).info.hdr).toBeUndefined()
  })

  it.each<[string, string, [string, string | undefined]]>([
    ['as JPEG if the map is kept', 'width=80&format=auto&hdr=1', ['jpeg', 'kept']],
    ['as usual if the map is dropped', 'width=80&format=auto&hdr=1&blur=3', ['webp', 'dropped']],
    ['as usual without hdr', 'width=80&format=auto', ['webp', undefined]],
  ])('chooses format=auto %s', async (_, query, expected) => {
    const { info } = await transformed(FILE, { ...intentOf(query), accepts: ['webp'] })
    expect([info.format, info.hdr]).toEqual(expected)
  })
})

/** Returns a JPEG whose frame header has another size. */
function sized(jpeg: Uint8Array, width: number, height: number): Uint8Array {
  const changed = Buffer.from(jpeg)
  const frame = changed.indexOf(Buffer.of(0xff, 0xc0)) + 5
  changed.writeUInt16BE(height, frame)
  changed.writeUInt16BE(width, frame + 2)
  return new Uint8Array(changed)
}

describe('a file with a gain map', () => {
  test('is never returned in place of its re-encoding', async () => {
    const coarse = ultraHdr({ base: await jpegOf(picture.clone(), 10), map: await jpegOf(sharp(MAP), 5) })
    for (const query of ['quality=100', 'quality=100&hdr=1'])
      expect(await transformed(coarse, query)).toMatchObject({ processed: 1 })
  })

  it.each(['metadata=1', 'metadata=all'])('loses the gain map with %s', async (query) => {
    const { body } = await transformed(FILE, query)
    for (const trace of ['hdrgm', 'MPF\0', 'GainMap']) expect(Buffer.from(body).includes(trace)).toBe(false)
    expect(body.indexOf(0xd8, 2)).not.toBe(body.indexOf(0xff, 2) + 1)
  })

  test('keeps its cleaned EXIF beside the map', async () => {
    const segments = [exifSegment(tiffFile('II', phoneWithThumbnail))]
    const { body } = await transformed(
      ultraHdr({ base: BASE, map: MAP, segments }),
      'width=80&hdr=1&metadata=1',
    )
    expect(readJpegGainMap(body)?.metadata.hdrgm).toBeDefined()
    expect(Buffer.from(body).includes('Exif\0\0')).toBe(true)
    expect(Buffer.from(body).includes(coordinateBytes('II'))).toBe(false)
  })

  it.each<[string, Uint8Array<ArrayBuffer>, object | undefined]>([
    ['its map', FILE, { width: 40, height: 30, channels: 1 }],
    [
      'its map, upright',
      ultraHdr({ base: BASE, map: MAP, segments: [exifSegment(tiff(6))] }),
      { width: 30, height: 40, channels: 1 },
    ],
    ['no map if there is none', join(BASE), undefined],
    ['no map if the second picture is none', ultraHdr({ base: BASE, map: MAP, hdrgm: false }), undefined],
  ])('has in output=json %s', async (_, file, gainMap) => {
    const { body } = await transformed(file, 'output=json')
    expect(JSON.parse(new TextDecoder().decode(body)).gainMap).toEqual(gainMap)
  })
})

describe('the memory of a gain map', () => {
  const long = join(FILE.subarray(0, 2), ...Array<Uint8Array>(6).fill(comment(60_000)), FILE.subarray(2))
  const filler = ultraHdr({ base: long.subarray(0, long.length), map: MAP })

  it.each<[string, Partial<Parameters<typeof sourceOf>[1]>]>([
    ['of known length', {}],
    ['of unknown length', { size: undefined }],
  ])('is leased before a long file %s is read', async (_, given) => {
    const leased: number[] = []
    const { admission } = admissionOf(LIMITS)
    const watched: Admission = {
      ...admission,
      acquire: (demand) => {
        leased.push(demand.bytes)
        return admission.acquire(demand)
      },
    }
    const { info } = await transformed(filler, 'width=80&hdr=1', {
      source: sourceOf(filler, given),
      admission: watched,
    })
    expect(info.hdr).toBe('kept')
    expect(leased).toHaveLength(1)
    expect(leased[0]).toBeGreaterThanOrEqual(filler.length)
  })

  test('is not used to search a file of more than 32 MB', async () => {
    const size = 2 * 16 * 2 ** 20 + 1
    const body = new Blob([filler, new Uint8Array(size - filler.length)]).stream()
    const { info } = await transformed(filler, 'width=80&hdr=1', { source: sourceOf(filler, { size, body }) })
    expect(info.hdr).toBe('dropped')
  })

  it.each(['width=400&hdr=1', 'width=40&hdr=1', 'quality=100&hdr=1'])('is planned for %s', async (query) => {
    const noise = Buffer.from(Uint8Array.from({ length: 640 * 480 }, (_, at) => (at * at * 31) >> 3))
    const gray = sharp(noise, { raw: { width: 640, height: 480, channels: 1 } }).toColourspace('b-w')
    const file = ultraHdr({
      base: await jpegOf(sharp(await gray.clone().resize(320).png().toBuffer()), 95),
      map: await jpegOf(gray, 100),
    })
    const watch = watchMemories()
    const { admission } = admissionOf(LIMITS)
    let planned = 0
    const watched: Admission = {
      ...admission,
      acquire: async (demand) => {
        const lease = await admission.acquire(demand)
        return {
          ...lease,
          resize: (next) => {
            planned = next.bytes
            return lease.resize(next)
          },
        }
      },
      admit: (demand, task) => {
        planned = demand.bytes
        return admission.admit(demand, task)
      },
    }
    const { info } = await watch.track(() => transformed(file, query, { admission: watched }))
    expect(info.hdr).toBe('kept')
    expect(watch.max).toBeLessThan(planned)
  })
})

function comment(length: number): Uint8Array {
  return join([0xff, 0xfe, (length + 2) >> 8, (length + 2) & 255], new Uint8Array(length))
}
