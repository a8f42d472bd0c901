import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Header } from '../../../../src/engine/formats/header.ts'
import { cleanIcc } from '../../../../src/engine/metadata/icc.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import { exifSegment, join, tiff } from '../../../support/bytes/image-writers.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { intentOf, transformed } from '../../../support/engine/transformed.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { coefficientsOf } from '../../../support/jpeg/coefficients.ts'
import { decodeJxl } from '../../../support/jxl/decoder/decode.ts'
import { transcodedBlocks } from '../../../support/jxl/transcode.ts'
import { EMBED } from '../../../support/metadata/embed-profile.ts'
import { makePicture } from '../../../support/picture/pictures.ts'

const WIDTH = 300
const HEIGHT = 200

const picture = () =>
  sharp(makePicture(WIDTH, HEIGHT, { noise: 20 }).data, {
    raw: { width: WIDTH, height: HEIGHT, channels: 4 },
  }).removeAlpha()

let photo: Buffer
let turned: Buffer
beforeAll(async () => {
  photo = await picture().jpeg({ quality: 90 }).toBuffer()
  const plain = await picture().jpeg({ progressive: true }).toBuffer()
  const exif = join(plain.subarray(0, 2), exifSegment(tiff(6)), plain.subarray(2))
  turned = Buffer.from(EMBED.jpeg(exif, PROFILES.adobeRgb, { width: WIDTH, height: HEIGHT }))
})

/** Block counts for the components in a JPEG whose chroma has half the width and height. */
const SIZES = [
  { wide: Math.ceil(WIDTH / 8), high: Math.ceil(HEIGHT / 8) },
  { wide: Math.ceil(WIDTH / 16), high: Math.ceil(HEIGHT / 16) },
  { wide: Math.ceil(WIDTH / 16), high: Math.ceil(HEIGHT / 16) },
]

function expectTranscode(body: Uint8Array, jpeg: Uint8Array): void {
  expect(transcodedBlocks(body, SIZES)).toEqual(coefficientsOf(jpeg).components)
}

const accepting = (query: string) => ({ ...intentOf(query), accepts: ['jxl', 'webp'] as const })

describe('an unchanged JPEG with format=jxl', () => {
  it('is transcoded', async () => {
    const { body, info, type } = await transformed(photo, 'format=jxl')
    expectTranscode(body, photo)
    expect(body.length).toBeLessThan(photo.length)
    expect(type).toBe('image/jxl')
    expect(info.size).toEqual({ width: WIDTH, height: HEIGHT })
  })

  it('keeps its orientation and its colors in the codestream', async () => {
    const { body, info } = await transformed(turned, 'format=jxl')
    const { header, icc } = decodeJxl(body)
    expect(header.orientation).toBe(6)
    expect(icc).toEqual(cleanIcc(PROFILES.adobeRgb))
    expect(info.size).toEqual({ width: HEIGHT, height: WIDTH })
    expectTranscode(body, turned)
  })

  it('leaves out bytes after the end of its profile', async () => {
    const hidden = Buffer.concat([PROFILES.adobeRgb, Buffer.from('a secret after the profile')])
    const embedded = EMBED.jpeg(photo, hidden, { width: WIDTH, height: HEIGHT })
    const { body } = await transformed(embedded, 'format=jxl')
    expect(decodeJxl(body).icc).toEqual(cleanIcc(PROFILES.adobeRgb))
    expectTranscode(body, photo)
  })

  it.each([50, -50])('is encoded again if its profile announces %i bytes more than it has', async (more) => {
    const profile = Buffer.from(PROFILES.adobeRgb)
    profile.writeUInt32BE(profile.length + more, 0)
    const embedded = EMBED.jpeg(photo, profile, { width: WIDTH, height: HEIGHT })
    const { frame, icc } = decodeJxl((await transformed(embedded, 'format=jxl')).body)
    expect(frame.transform).toBe('xyb')
    expect(icc).toBeUndefined()
  })

  it('is turned by its orientation', async () => {
    const orientations = await Promise.all(
      ['rotate=90', 'rotate=180', 'rotate=270', 'flip=1', 'flop=1', 'rotate=90&flop=1'].map(async (query) => {
        const { body } = await transformed(photo, `format=jxl&${query}`)
        expectTranscode(body, photo)
        return decodeJxl(body).header.orientation
      }),
    )
    expect(orientations).toEqual([6, 3, 8, 4, 2, 7])
  })

  it('keeps metadata in boxes', async () => {
    const { body } = await transformed(turned, 'format=jxl&metadata=1')
    expect(decodeJxl(body).boxes.map(({ type }) => type)).toContain('Exif')
    expectTranscode(body, turned)
  })

  it.each(['lossless=1', 'nearlossless=1', 'effort=best'])('is transcoded with %s', async (query) => {
    const { body } = await transformed(photo, `format=jxl&${query}`)
    expectTranscode(body, photo)
  })

  it('is read from a source of unknown length', async () => {
    const source = { body: new Blob([new Uint8Array(photo)]).stream(), size: undefined }
    const { body } = await transformed(photo, 'format=jxl', {
      source: { ...source, etag: undefined, maxAge: undefined },
    })
    expectTranscode(body, photo)
  })

  it.each(['width=100', 'quality=50', 'blur=2', 'rotate=45', 'crop=100,100,0,0'])(
    'is encoded again with %s',
    async (query) => {
      const { body } = await transformed(photo, `format=jxl&${query}`)
      expect(decodeJxl(body).frame.transform).toBe('xyb')
    },
  )

  it('is refused if JPEG XL cannot store its coefficients', async () => {
    const cmyk = await picture().toColourspace('cmyk').jpeg().toBuffer()
    await expect(transformed(cmyk, 'format=jxl')).rejects.toMatchObject({ code: 'unsupported' })
    const { body } = await transformed(cmyk, 'format=jxl&width=100')
    expect(decodeJxl(body).width).toBe(100)
  })
})

describe('an unchanged JPEG with format=auto', () => {
  it('is transcoded if its re-encoding would be longer', async () => {
    const small = await picture().jpeg({ quality: 20 }).toBuffer()
    const { body } = await transformed(small, accepting('format=auto'))
    expectTranscode(body, small)
    expect(body.length).toBeLessThan(small.length)
  })

  it('is encoded again if that makes it shorter', async () => {
    const large = await picture().jpeg({ quality: 100 }).toBuffer()
    const { body } = await transformed(large, accepting('format=auto'))
    expect(decodeJxl(body).frame.transform).toBe('xyb')
  })

  it('is not transcoded above 4 MP, nor if the source may not be the answer', () => {
    const header = headerOf(photo)
    const transcodeOf = (width: number, query: string, more: object = {}) =>
      makePlan({ ...header, width, height: 2000 }, { ...accepting(query), ...more }, 1_000_000, LIMITS)
        .transcode
    expect(transcodeOf(2000, 'format=auto')).toEqual({ when: 'instead', orientation: 1 })
    expect(transcodeOf(2001, 'format=auto')).toBeUndefined()
    expect(transcodeOf(2001, 'format=jxl')).toEqual({ when: 'always', orientation: 1 })
    expect(transcodeOf(2000, 'format=auto', { keepSmaller: false })).toBeUndefined()
    expect(transcodeOf(2000, 'format=auto&quality=60')).toBeUndefined()
  })
})

describe('the plan of a transcode', () => {
  const header: Header = {
    ...{ format: 'jpeg', width: 4032, height: 3024, orientation: 1, alpha: false, depth: 8 },
    ...{ components: 3, icc: false, frames: 1, progressive: false },
    sampling: [
      [2, 2],
      [1, 1],
      [1, 1],
    ],
  }
  const BYTES = 3_400_000

  it('takes 6 MB for a baseline file of 12 MP, beside the file and the output', () => {
    const { parts } = makePlan(header, intentOf('format=jxl'), BYTES, LIMITS)
    expect(parts.kernel).toBeLessThan(BYTES + 6_000_000)
    expect(parts.kernel).toBeGreaterThan(4_000_000)
    expect(parts.bytes).toBeLessThan(1.5 * BYTES)
  })

  it('takes the coefficients of a progressive file', () => {
    const baseline = makePlan(header, intentOf('format=jxl'), BYTES, LIMITS)
    const progressive = makePlan({ ...header, progressive: true }, intentOf('format=jxl'), BYTES, LIMITS)
    expect(progressive.parts.kernel - baseline.parts.kernel).toBeLessThan(3 * 4032 * 3024)
  })

  it('has no limit of output pixels', () => {
    const large = { ...header, width: 12_000, height: 10_000 }
    const limits = { ...LIMITS, pixels: 120_000_000 }
    const { output } = makePlan(large, intentOf('format=jxl'), 10_000_000, limits)
    expect(output).toEqual({ width: 12_000, height: 10_000 })
  })
})
