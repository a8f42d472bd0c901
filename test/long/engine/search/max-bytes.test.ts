import sharp, { type Sharp } from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { readJpegGainMap } from '../../../../src/engine/formats/jpeg/gain-map.ts'
import type { TransformOptions } from '../../../../src/engine/options/transform-options.ts'
import { toFailure } from '../../../../src/errors.ts'
import { transformed } from '../../../support/engine/transformed.ts'
import { ultraHdr } from '../../../support/gain-map/ultra-hdr-writer.ts'
import { admissionOf } from '../../../support/isolate/admission.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { rawOf } from '../../../support/picture/decoded.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { spreadRows } from '../../../support/properties/runs.ts'

type Lossy = 'jpeg' | 'webp' | 'avif' | 'jxl'

const FORMATS: readonly Lossy[] = ['jpeg', 'webp', 'avif', 'jxl']

const PICTURE = makePicture(276, 184, { noise: 90 })
/** A photograph's spectrum falls; a noise spectrum does not. */
const SIGMA = 1.1
const raw = () => sharp(PICTURE.data, rawOf(PICTURE)).blur(SIGMA)
const bytes = async (image: Sharp) => new Uint8Array(await image.toBuffer())

const PNG = await bytes(raw().removeAlpha().png())
const CLEAR = makePicture(240, 160, { noise: 90, alpha: 'soft' })
const SOFT = await bytes(sharp(CLEAR.data, rawOf(CLEAR)).blur(SIGMA).png())
const PIXEL = await bytes(raw().resize(1, 1).removeAlpha().png())
const JPEG = await bytes(raw().removeAlpha().jpeg({ quality: 85 }))

async function refused(file: Uint8Array, options: TransformOptions) {
  const { code, detail } = toFailure(
    await transformed(file, options).then(
      ({ length }) => new Error(`${length} bytes`),
      (error: unknown) => error,
    ),
  )
  return { code, detail }
}

describe.each(FORMATS)('max_bytes of %s', (format) => {
  test.each([
    ['an opaque picture', PNG],
    ['a transparent picture', SOFT],
  ])('uses what it allows for %s', async (_, file) => {
    const best = await transformed(file, { format })
    const least = await transformed(file, { format, quality: 1 })
    for (const share of spreadRows([0.2, 0.5, 0.8], 2)) {
      const limit = Math.round(least.length + share * (best.length - least.length))
      const { body, info } = await transformed(file, { format, max_bytes: limit })
      expect(body.length).toBeLessThanOrEqual(limit)
      // A step of the quality changes an AVIF by up to a fifth here.
      expect(body.length).toBeGreaterThan((format === 'avif' ? 0.5 : 0.85) * limit)
      expect(info.tries).toBeLessThanOrEqual(4)
      // The file is that of the quality that the answer names.
      const named = await transformed(file, { format, quality: info.quality ?? 0 })
      expect(Buffer.compare(named.body, body)).toBe(0)
    }
  })

  it('names a lower alphaquality where the alpha channel is stored without loss', async () => {
    const ways = async (file: Uint8Array, options: TransformOptions = {}) =>
      (await refused(file, { format, max_bytes: 100, ...options })).detail?.split('or for ')[1]
    expect(await ways(PNG)).toBe('a smaller width')
    const hasQuality = format === 'webp' || format === 'jxl'
    expect(await ways(SOFT)).toBe(`a smaller width${hasQuality ? ' or a lower alphaquality' : ''}`)
    expect(await ways(SOFT, { alphaquality: 50 })).toBe('a smaller width')
  })

  it('encodes once if the requested quality fits', async () => {
    const plain = await transformed(PNG, { format, quality: 70 })
    const made = await transformed(PNG, { format, quality: 70, max_bytes: plain.length })
    expect(made.info).toEqual({ ...plain.info, quality: 70, tries: 1 })
    expect(Buffer.compare(made.body, plain.body)).toBe(0)
  })

  it('names the bytes of the lowest quality if nothing fits', async () => {
    const { length } = await transformed(PNG, { format, quality: 1 })
    const { code, detail } = await refused(PNG, { format, max_bytes: 100 })
    expect(code).toBe('over-max-bytes')
    const named = Number(/takes (\d+) bytes/.exec(detail ?? '')?.[1])
    expect(named).toBeGreaterThanOrEqual(length)
    expect(named).toBeLessThan(1.01 * length)
    expect((await transformed(PNG, { format, max_bytes: named })).length).toBeLessThanOrEqual(named)
  })

  it('takes pictures of one pixel', async () => {
    const { length } = await transformed(PIXEL, { format })
    expect((await transformed(PIXEL, { format, max_bytes: Math.max(100, length) })).length).toBe(length)
    const small = await transformed(PIXEL, { format, width: 9, max_bytes: 2000 })
    expect(small.length).toBeLessThanOrEqual(2000)
  })

  it.each(['1', 'all'] as const)('counts metadata=%s', async (metadata) => {
    const profiled = raw()
      .removeAlpha()
      .withIccProfile('p3')
      .withExif({ IFD0: { Copyright: 'x'.repeat(3000) } })
    for (const file of [
      await bytes(profiled.clone().jpeg({ quality: 95 })),
      await bytes(profiled.clone().webp()),
    ]) {
      const best = await transformed(file, { format, metadata, quality: 75 })
      for (const share of spreadRows([0.6, 0.75, 0.9], 2)) {
        const limit = Math.round(share * best.length)
        const { body } = await transformed(file, { format, metadata, quality: 75, max_bytes: limit })
        expect(body.length).toBeLessThanOrEqual(limit)
        expect(body.length).toBeGreaterThan(0.85 * limit)
      }
    }
  })
})

describe('max_bytes of a format without a quality', () => {
  it('is refused for a PNG, with a way out', async () => {
    const { code, detail } = await refused(PNG, { width: 50, max_bytes: 3000 })
    expect(code).toBe('bad-parameter')
    expect(detail).toContain('format=webp')
  })

  it('is a WebP for format=auto, also for transparent pictures', async () => {
    for (const accepts of [[], ['webp']] as const) {
      const { type, length } = await transformed(SOFT, { format: 'auto', accepts, max_bytes: 3000 })
      expect([type, length <= 3000]).toEqual(['image/webp', true])
    }
  })

  it('does not limit a PNG if it is only a default of the zone', async () => {
    const plain = await transformed(PNG, { width: 50 })
    const made = await transformed(PNG, { width: 50, defaults: { max_bytes: 100 } })
    expect(made.info).toEqual(plain.info)
    const { length } = await transformed(PNG, { format: 'webp', defaults: { max_bytes: 4000 } })
    expect(length).toBeLessThanOrEqual(4000)
  })
})

describe('an original', () => {
  it('is served if it fits and is smaller than its re-encoding', async () => {
    const { body, processed } = await transformed(JPEG, { quality: 95, max_bytes: JPEG.length })
    expect([processed, body.length]).toEqual([2, JPEG.length])
  })

  it('is served rather than a file of a lower quality', async () => {
    const over = await transformed(JPEG, { quality: 95, keepSmaller: false })
    expect(over.length).toBeGreaterThan(JPEG.length)
    const { processed } = await transformed(JPEG, { quality: 95, max_bytes: JPEG.length + 1 })
    expect(processed).toBe(2)
  })

  it('is not served if it has too many bytes', async () => {
    const { length, processed } = await transformed(JPEG, { quality: 95, max_bytes: JPEG.length - 1 })
    expect(processed).toBe(1)
    expect(length).toBeLessThan(JPEG.length)
  })

  it('is not served if the request forbids it', async () => {
    const { processed, info } = await transformed(JPEG, {
      quality: 95,
      max_bytes: JPEG.length,
      keepSmaller: false,
    })
    expect([processed, info.tries]).not.toEqual([2, undefined])
  })
})

describe('format=jxl of a JPEG whose pixels do not change', () => {
  it('is a transcode if that fits', async () => {
    const plain = await transformed(JPEG, { format: 'jxl' })
    const made = await transformed(JPEG, { format: 'jxl', max_bytes: plain.length })
    expect(made.info).toEqual(plain.info)
    expect(Buffer.compare(made.body, plain.body)).toBe(0)
  })

  it('is encoded with loss otherwise', async () => {
    const plain = await transformed(JPEG, { format: 'jxl' })
    const { length, info } = await transformed(JPEG, { format: 'jxl', max_bytes: plain.length - 1 })
    expect(length).toBeLessThan(plain.length)
    expect(info.tries).toBeGreaterThan(0)
  })
})

describe('max_bytes of an HDR photo', () => {
  const gray = () => raw().removeAlpha().resize(90, 60).toColourspace('b-w')

  it('counts the picture and its gain map together', async () => {
    const file = ultraHdr({ base: JPEG, map: await bytes(gray().jpeg({ quality: 90 })) })
    const best = await transformed(file, { hdr: true })
    for (const share of [0.6, 0.75, 0.9]) {
      const limit = Math.round(share * best.length)
      const { body, info } = await transformed(file, { hdr: true, max_bytes: limit })
      expect(info.hdr).toBe('kept')
      expect(readJpegGainMap(body)?.file.length).toBeGreaterThan(100)
      expect(body.length).toBeLessThanOrEqual(limit)
      expect(body.length).toBeGreaterThan(0.85 * limit)
    }
  })

  it('frees a gain map that was made before its picture, also when the client leaves', async () => {
    const file = ultraHdr({ base: JPEG, map: await bytes(gray().jpeg({ quality: 90 })) })
    const controller = new AbortController()
    const { admission } = admissionOf(LIMITS)
    const owned: Uint8Array[] = []
    const own = (each: Uint8Array) => {
      if (each[0] === 0xff && each[1] === 0xd8 && each.length < JPEG.length) {
        owned.push(each)
        controller.abort(new Error('the client left'))
      }
      admission.own(each)
    }
    const making = transformed(
      file,
      { hdr: true, max_bytes: JPEG.length },
      { signal: controller.signal, admission: { ...admission, own } },
    )
    await expect(making).rejects.toThrow('the client left')
    expect(owned.map(({ length }) => length)).toEqual([0])
  })

  it('drops a gain map with which nothing fits', async () => {
    const file = ultraHdr({ base: JPEG, map: await bytes(gray().resize(276, 184).jpeg({ quality: 100 })) })
    const map = readJpegGainMap((await transformed(file, { hdr: true })).body)?.file.length ?? 0
    const least = await transformed(JPEG, { quality: 1 })
    const limit = least.length + Math.round(map / 2)
    const { length, info } = await transformed(file, { hdr: true, max_bytes: limit })
    expect(info.hdr).toBe('dropped')
    expect(length).toBeLessThanOrEqual(limit)
  })
})

it('leaves output=json as it is', async () => {
  const { body, type } = await transformed(PNG, { output: 'json', max_bytes: 100 })
  expect(type).toBe('application/json')
  expect(body).toEqual((await transformed(PNG, { output: 'json' })).body)
})

it('ends between two encodes when the client leaves', async () => {
  const controller = new AbortController()
  const making = transformed(PNG, { format: 'webp', max_bytes: 8000 }, { signal: controller.signal })
  setTimeout(() => controller.abort(new Error('the client left')), 0)
  await expect(making).rejects.toThrow('the client left')
})
