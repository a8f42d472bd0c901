import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { lighthouse } from '../../../samples/lighthouse.ts'
import { fromSrgb } from '../../../src/engine/color/transfer.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { meanDeltaE } from '../../support/color/delta-e.ts'
import { TABLE_PROFILES } from '../../support/color/icc-tables.ts'
import { PROFILES } from '../../support/color/icc-writer.ts'
import { transformed } from '../../support/engine/transformed.ts'
import { EMBED, iccpChunk } from '../../support/metadata/embed-profile.ts'
import { decoded } from '../../support/picture/decoded.ts'
import { makePicture } from '../../support/picture/pictures.ts'
import { pngFile, pngPicture } from '../../support/png/writer.ts'
import { randomNumbers } from '../../support/properties/random.ts'

interface Size {
  readonly width: number
  readonly height: number
}

type Format = keyof typeof EMBED

async function bySignet(file: Uint8Array, { width, height }: Size): Promise<Frame> {
  const query = `width=${width}&height=${height}&fit=fill&format=png&compression=0`
  return decoded((await transformed(file, query)).body)
}

async function bySharp(file: Uint8Array, { width, height }: Size): Promise<Frame> {
  const image = sharp(file).resize(width, height, { fit: 'fill' }).toColourspace('srgb')
  return decoded(await image.png({ compressionLevel: 0 }).toBuffer())
}

/** Interpreted in a wide profile, some of these colors lie outside sRGB. */
const PHOTO = lighthouse(120, 160)
const PICTURES: Readonly<Record<string, Frame>> = {
  photograph: PHOTO,
  'soft alpha': makePicture(112, 84, { alpha: 'soft', noise: 8 }),
  'every hue': makePicture(100, 80, { noise: 120 }),
  tiny: makePicture(5, 3),
}

async function encoded({ width, height, data }: Frame, format: Format, gray = false): Promise<Uint8Array> {
  const opaque = data.every((value, at) => at % 4 < 3 || value === 255)
  const image = sharp(data, { raw: { width, height, channels: 4 } }).toColourspace(gray ? 'b-w' : 'srgb')
  if (opaque) image.removeAlpha()
  if (format === 'jpeg') return image.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer()
  return (format === 'png' ? image.png() : image.webp({ lossless: true })).toBuffer()
}

async function difference(file: Uint8Array, size: Size): Promise<number> {
  return meanDeltaE(await bySignet(file, size), await bySharp(file, size))
}

const half = ({ width, height }: Size): Size => ({ width: width / 2, height: height / 2 })

describe.each(['displayP3', 'adobeRgb', 'proPhoto', 'linearSrgb'] as const)('the profile %s', (space) => {
  const profile = PROFILES[space]

  test.each(Object.entries(PICTURES))('gives the colors of sharp: %s', async (_, frame) => {
    const file = EMBED.png(await encoded(frame, 'png'), profile, frame)
    expect(await difference(file, frame)).toBeLessThan(0.1)
  })

  test.each(['jpeg', 'png', 'webp'] as const)('gives the colors of sharp: %s, resized', async (format) => {
    const file = EMBED[format](await encoded(PHOTO, format), profile, PHOTO)
    expect(await difference(file, PHOTO)).toBeLessThan(0.1)
    expect(await difference(file, half(PHOTO))).toBeLessThan(1)
  })
})

describe.each(Object.entries(TABLE_PROFILES))('the table profile %s', (name, profile) => {
  test.each(['soft alpha', 'every hue'])('gives the colors of sharp: %s', async (picture) => {
    const frame = PICTURES[picture] ?? PHOTO
    const file = EMBED.png(await encoded(frame, 'png'), profile, frame)
    expect(await difference(file, frame)).toBeLessThan(0.8)
  })

  test('gives the colors of sharp: JPEG, resized', async () => {
    const plain = await encoded(PHOTO, 'jpeg')
    const file = EMBED.jpeg(plain, profile, PHOTO)
    const ours = await bySignet(file, half(PHOTO))
    // sharp resamples after the color conversion.
    expect(meanDeltaE(ours, await bySharp(file, half(PHOTO)))).toBeLessThan(1.3)
    const difference = meanDeltaE(await bySignet(plain, half(PHOTO)), ours)
    if (name === 'srgb') expect(difference).toBe(0)
    else expect(difference).toBeGreaterThan(1)
  })
})

test('converts a 16-bit picture by a table profile as sharp does, though through 8 bits', async () => {
  const file = finer(PHOTO, TABLE_PROFILES.rotatedElements)
  const image = sharp(file).resize(PHOTO.width, PHOTO.height, { fit: 'fill' }).withIccProfile('srgb')
  const shown = await decoded(await image.png({ compressionLevel: 0 }).toBuffer())
  expect(meanDeltaE(await bySignet(file, PHOTO), shown)).toBeLessThan(0.7)
})

function finer({ width, height, data }: Frame, profile: Uint8Array, linear = false): Uint8Array {
  const random = randomNumbers(16)
  const light = linear ? fromSrgb : (sample: number) => sample
  const colors = data.filter((_, at) => at % 4 < 3)
  const samples = Uint16Array.from(colors, (code) => {
    return 65_535 * light(Math.min(1, (code + random() / 2 ** 32) / 255))
  })
  return pngFile(pngPicture(2, 16, width, height, { samples }), { chunks: [iccpChunk(profile)] })
}

// sharp ignores gray profiles in 16-bit pictures, so that only color profiles are compared.
test.each(['displayP3', 'adobeRgb', 'proPhoto', 'linearSrgb'] as const)(
  'converts a 16-bit picture with the profile %s as sharp does, within the error of 8-bit Display P3',
  async (space) => {
    const file = finer(PHOTO, PROFILES[space], space === 'linearSrgb')
    // sharp resamples after the color conversion, and therefore not in linear light.
    for (const size of space === 'linearSrgb' ? [PHOTO] : [PHOTO, half(PHOTO)]) {
      const image = sharp(file).resize(size.width, size.height, { fit: 'fill' }).withIccProfile('srgb')
      const shown = await decoded(await image.png({ compressionLevel: 0 }).toBuffer())
      expect(meanDeltaE(await bySignet(file, size), shown)).toBeLessThan(size === PHOTO ? 0.5 : 1)
    }
  },
)

test.each(['jpeg', 'png'] as const)('converts gray of gamma 1.8 as sharp does: %s', async (format) => {
  const file = EMBED[format](await encoded(PHOTO, format, true), PROFILES.gray18, PHOTO)
  expect(await difference(file, PHOTO)).toBeLessThan(0.1)
  expect(await difference(file, half(PHOTO))).toBeLessThan(1)
})

test('converts an AVIF in Display P3 as sharp does', async () => {
  const { data, ...size } = makePicture(60, 40)
  const image = sharp(data, { raw: { ...size, channels: 4 } })
    .removeAlpha()
    .withIccProfile('p3')
  const file = await image.avif({ quality: 90, effort: 0, chromaSubsampling: '4:4:4' }).toBuffer()
  expect(await difference(file, size)).toBeLessThan(0.1)
})

test('uses a tolerance that distinguishes unconverted from converted pictures', async () => {
  const plain = await encoded(PHOTO, 'png')
  const file = EMBED.png(plain, PROFILES.displayP3, PHOTO)
  expect(meanDeltaE(await bySignet(plain, PHOTO), await bySharp(file, PHOTO))).toBeGreaterThan(1)
})
