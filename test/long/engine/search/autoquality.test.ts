import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { ssim } from '../../../../bench/ssim.ts'
import { DEFAULT_QUALITY } from '../../../../src/engine/options/default-quality.ts'
import { transformed } from '../../../support/engine/transformed.ts'
import { rawOf } from '../../../support/picture/decoded.ts'
import { makePicture } from '../../../support/picture/pictures.ts'

const PICTURE = makePicture(320, 240, { noise: 60 })
const PNG = new Uint8Array(await sharp(PICTURE.data, rawOf(PICTURE)).blur(1.1).removeAlpha().png().toBuffer())
const CLEAR = makePicture(160, 120, { noise: 40, alpha: 'soft' })
const SOFT = new Uint8Array(await sharp(CLEAR.data, rawOf(CLEAR)).png().toBuffer())

async function lumaOf(file: Uint8Array): Promise<Float64Array> {
  const rgb = await sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer()
  return Float64Array.from({ length: rgb.length / 3 }, (_, at) => {
    const [r = 0, g = 0, b = 0] = rgb.subarray(3 * at, 3 * at + 3)
    return 0.299 * r + 0.587 * g + 0.114 * b
  })
}

const similarity = async (file: Uint8Array) => ssim(await lumaOf(PNG), await lumaOf(file), 320, 240)

describe.each(['jpeg', 'webp'] as const)('autoquality of %s', (format) => {
  test.each([0.8, 0.9, 0.95])('reaches %d with few bytes', async (autoquality) => {
    const { body, info } = await transformed(PNG, { format, quality: 100, autoquality })
    expect(await similarity(body)).toBeGreaterThan(autoquality - 0.004)
    expect(await similarity(body)).toBeLessThan(1 - (1 - autoquality) * 0.85)
    expect(info.tries).toBeLessThanOrEqual(4)
    // The chroma is that of the highest quality.
    const named = await transformed(PNG, { format, quality: info.quality ?? 0, subsampling: '444' })
    expect(Buffer.compare(named.body, body)).toBe(0)
  })

  it('takes at most the quality of the request', async () => {
    const plain = await transformed(PNG, { format, quality: 40 })
    const made = await transformed(PNG, { format, quality: 40, autoquality: 0.999 })
    expect(made.info).toMatchObject({ bytes: plain.length, quality: 40 })
  })

  it('yields to max_bytes', async () => {
    const { length } = await transformed(PNG, { format, quality: 100, autoquality: 0.9 })
    const max_bytes = Math.round(0.8 * length)
    const made = await transformed(PNG, { format, quality: 100, autoquality: 0.9, max_bytes })
    expect(made.length).toBeLessThanOrEqual(max_bytes)
    expect(made.length).toBeGreaterThan(0.85 * max_bytes)
    expect(made.info.tries).toBeLessThanOrEqual(7)
  })

  it('uses no more bytes than the similarity needs if max_bytes allows more', async () => {
    const alone = await transformed(PNG, { format, quality: 100, autoquality: 0.9 })
    const made = await transformed(PNG, {
      format,
      quality: 100,
      autoquality: 0.9,
      max_bytes: 2 * alone.length,
    })
    expect(made.info).toEqual(alone.info)
  })

  test.each([
    [1, 1],
    [3, 200],
    [200, 9],
  ])('takes a picture of %d x %d', async (width, height) => {
    const made = await transformed(PNG, { width, height, fit: 'fill', format, autoquality: 0.9 })
    expect(made.info.tries).toBeGreaterThan(0)
  })
})

describe.each(['fast', 'best'] as const)('autoquality of a progressive JPEG, effort %s', (effort) => {
  it.each([0.8, 0.93])('has the quality of the baseline JPEG for %d', async (autoquality) => {
    const options = { format: 'jpeg', effort, autoquality } as const
    const baseline = await transformed(PNG, { ...options, progressive: false })
    const made = await transformed(PNG, { ...options, progressive: true })
    expect(made.info.quality).toBe(baseline.info.quality)
    const rgb = (file: Uint8Array) => sharp(file).raw().toBuffer()
    expect(Buffer.compare(await rgb(made.body), await rgb(baseline.body))).toBe(0)
    const { isProgressive } = await sharp(made.body).metadata()
    expect(isProgressive).toBe(true)
  })
})

it('compares the colors of a transparent WebP', async () => {
  const { info } = await transformed(SOFT, { format: 'webp', autoquality: 0.9 })
  expect(info.quality).toBeLessThan(DEFAULT_QUALITY.webp)
})

it.each(['avif', 'jxl', 'png'] as const)('has no effect on %s', async (format) => {
  const plain = await transformed(SOFT, { width: 40, format })
  expect((await transformed(SOFT, { width: 40, format, autoquality: 0.9 })).info).toEqual(plain.info)
})
