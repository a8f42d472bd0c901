import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import type { Frame } from '../../src/codecs/codec.ts'
import { decoders } from '../../src/codecs/codecs.ts'
import { openKernel, view } from '../../src/codecs/kernel.ts'
import { colorConversion } from '../../src/color/conversion.ts'
import { resample } from '../../src/image/resample.ts'
import { perform } from '../../src/ops/ops.ts'
import { turnOf } from '../../src/ops/orientation.ts'
import { rgba } from '../../src/ops/rgba.ts'
import { lighthouse } from '../../src/samples/lighthouse.ts'
import { byteInput } from '../support/byte-input.ts'
import { meanDeltaE } from '../support/delta-e.ts'
import { EMBED } from '../support/embed-profile.ts'
import { PROFILES } from '../support/icc-writer.ts'
import { makePicture } from '../support/pictures.ts'
import { headerOf } from '../support/whole.ts'

interface Size {
  readonly width: number
  readonly height: number
}

type Format = keyof typeof EMBED

/** A file as it comes out: decoded, resized, and brought to sRGB. */
async function bySignet(file: Uint8Array, size: Size): Promise<Frame> {
  const header = headerOf(file)
  const kernel = openKernel()
  const pixels = await decoders[header.format].decode(byteInput(file), header, kernel, 1)
  const resampled = await resample(kernel, pixels, {
    box: { x: 0, y: 0, width: header.width, height: header.height },
    size,
    filter: 'lanczos3',
    halved: false,
    turn: turnOf(1),
    weighed: false,
  })
  const args = colorConversion(header)
  const picture = rgba(kernel, resampled)
  const { planes } = args ? perform(kernel, picture, { op: 'convert', args }) : picture
  return { ...size, data: view(kernel, planes[0]?.address ?? 0, size.width * size.height * 4) }
}

async function bySharp(file: Uint8Array, { width, height }: Size): Promise<Frame> {
  const image = sharp(file).resize(width, height, { fit: 'fill' }).toColourspace('srgb')
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}

/** Samples that a profile gives another meaning: in wide spaces, some of what sRGB cannot show. */
const PHOTO = lighthouse(120, 160)
const PICTURES: Readonly<Record<string, Frame>> = {
  photograph: PHOTO,
  'soft alpha': makePicture(160, 120, { alpha: 'soft', noise: 8 }),
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

describe.each(['displayP3', 'adobeRgb', 'proPhoto', 'linearSrgb'] as const)(
  '%s as sharp shows it',
  (space) => {
    const profile = PROFILES[space]

    test.each(Object.entries(PICTURES))('%s', async (_, frame) => {
      const file = EMBED.png(await encoded(frame, 'png'), profile, frame)
      expect(await difference(file, frame)).toBeLessThan(0.1)
    })

    test.each(['jpeg', 'png', 'webp'] as const)('%s, resized', async (format) => {
      const file = EMBED[format](await encoded(PHOTO, format), profile, PHOTO)
      expect(await difference(file, PHOTO)).toBeLessThan(0.1)
      expect(await difference(file, half(PHOTO))).toBeLessThan(1)
    })
  },
)

test.each(['jpeg', 'png'] as const)('gray of gamma 1.8 as sharp shows it: %s', async (format) => {
  const file = EMBED[format](await encoded(PHOTO, format, true), PROFILES.gray18, PHOTO)
  expect(await difference(file, PHOTO)).toBeLessThan(0.1)
  expect(await difference(file, half(PHOTO))).toBeLessThan(1)
})

test('an AVIF of Display P3 as sharp shows it', async () => {
  const { data, ...size } = makePicture(60, 40)
  const image = sharp(data, { raw: { ...size, channels: 4 } })
    .removeAlpha()
    .withIccProfile('p3')
  const file = await image.avif({ quality: 90, effort: 0, chromaSubsampling: '4:4:4' }).toBuffer()
  expect(await difference(file, size)).toBeLessThan(0.1)
})

test('an unconverted picture would be told from a converted one', async () => {
  const plain = await encoded(PHOTO, 'png')
  const file = EMBED.png(plain, PROFILES.displayP3, PHOTO)
  expect(meanDeltaE(await bySignet(plain, PHOTO), await bySharp(file, PHOTO))).toBeGreaterThan(1)
})
