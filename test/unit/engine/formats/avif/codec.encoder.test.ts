import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/avif/decoder.ts'
import { encoder } from '../../../../../src/engine/formats/avif/encoder.ts'
import type { Frame } from '../../../../../src/engine/picture/picture.ts'
import type { Size } from '../../../../../src/engine/picture/size.ts'
import { decodeWhole, headerOf } from '../../../../support/engine/decode-whole.ts'
import { SETTINGS } from '../../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../../support/engine/operate.ts'
import { decoded } from '../../../../support/picture/decoded.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { psnr } from '../../../../support/picture/psnr.ts'

function encode(frame: Frame, quality = 50): Promise<Uint8Array> {
  const { kernel, picture } = inKernel(frame)
  return encoder.encode(picture, { ...SETTINGS, quality, alpha: true }, kernel)
}

const opaque = makePicture(61, 47, { noise: 6 })
const transparent = makePicture(61, 47, { noise: 6, alpha: 'soft' })

describe.each([
  ['an opaque picture', opaque, false],
  ['a transparent picture', transparent, true],
])('the AVIF of %s', (_, picture, alpha) => {
  it('has its size, sRGB colors, and alpha only if needed', async () => {
    expect(headerOf(await encode(picture))).toMatchObject({
      format: 'avif',
      width: 61,
      height: 47,
      alpha,
      depth: 8,
      color: { kind: 'cicp', primaries: 1, transfer: 13 },
    })
  })

  it('decodes to the same picture with our decoder and another', async () => {
    const file = await encode(picture, 90)
    expect(psnr((await decodeWhole(decoder, file)).data, picture.data)).toBeGreaterThan(34)
    expect(psnr((await decoded(file)).data, picture.data)).toBeGreaterThan(34)
  })

  it('comes closer to the picture at a higher quality, in more bytes', async () => {
    const files = await Promise.all([10, 40, 70, 90, 100].map((quality) => encode(picture, quality)))
    const likeness = await Promise.all(
      files.map(async (file) => psnr((await decoded(file)).data, picture.data)),
    )
    const sizes = files.map(({ length }) => length)
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b))
    expect(likeness).toEqual([...likeness].sort((a, b) => a - b))
  })
})

test.each([
  ['red', [230, 20, 30]],
  ['green', [20, 200, 40]],
  ['blue', [30, 40, 220]],
  ['white', [255, 255, 255]],
  ['black', [0, 0, 0]],
])('keeps %s within 3 levels', async (_, color) => {
  const data = new Uint8Array(24 * 16 * 4).map((_, at) => color[at % 4] ?? 255)
  const shown = (await decoded(await encode({ width: 24, height: 16, data }, 90))).data
  expect(Math.max(...shown.map((value, at) => Math.abs(value - (data[at] ?? 0))))).toBeLessThanOrEqual(3)
})

test('is lossless at quality 100', async () => {
  expect((await decoded(await encode(transparent, 100))).data).toEqual(transparent.data)
})

test('keeps the color of thin red lines', async () => {
  const size = { width: 48, height: 32 }
  const data = new Uint8Array(size.width * size.height * 4).fill(255)
  const isLine = (at: number) => (at >> 2) % 3 === 0
  for (let at = 0; at < data.length; at += 4) if (isLine(at)) data.set([230, 0, 18], at)
  const shown = (await decoded(await encode({ ...size, data }, 60))).data
  const reds = shown.filter((_, at) => at % 4 === 0 && isLine(at))
  const greens = shown.filter((_, at) => at % 4 === 1 && isLine(at))
  expect(Math.min(...reds)).toBeGreaterThan(190)
  expect(Math.max(...greens)).toBeLessThan(60)
})

test('uses no palettes for a picture with a nearly white half, which would double its bytes', async () => {
  const size = { width: 64, height: 64 }
  const noise = makePicture(size.width, size.height, { noise: 10 }).data
  const shade = (at: number) => {
    const [x, y] = [(at >> 2) % size.width, Math.floor(at / 4 / size.width)]
    const grain = (noise[at] ?? 0) & 7
    if (y <= 32) return 254 - (grain & 1)
    return (((x >> 3) + (y >> 3)) & 1 ? 220 : 90) + grain
  }
  const data = new Uint8Array(size.width * size.height * 4).map((_, at) =>
    at % 4 === 3 ? 255 : shade(at & ~3),
  )
  expect((await encode({ ...size, data }, 80)).length).toBeLessThan(700)
})

test('plans more memory for a larger output', () => {
  const side = fc.integer({ min: 1, max: 4000 })
  fc.assert(
    fc.property(side, side, side, side, (width, height, wider, higher) => {
      const larger = { width: width + wider, height: height + higher }
      // Chroma at half its size takes less.
      fc.pre(encoder.keepsChroma({ width, height }, SETTINGS) === encoder.keepsChroma(larger, SETTINGS))
      const memory = (size: Size) => encoder.memory(size, SETTINGS) + encoder.maxFile(size, SETTINGS)
      expect(memory(larger)).toBeGreaterThan(memory({ width, height }))
    }),
  )
})

test('keeps the edges of transparency sharp at the lowest quality', async () => {
  const { width, height, data } = makePicture(64, 64)
  for (let at = 3; at < data.length; at += 4)
    data[at] = Math.hypot((at >> 2) % width, Math.floor(at / 4 / width)) < 40 ? 255 : 0
  const shown = (await decoded(await encode({ width, height, data }, 1))).data
  const errors = shown
    .filter((_, at) => at % 4 === 3)
    .map((value, at) => Math.abs(value - (data[4 * at + 3] ?? 0)))
  expect(Math.max(...errors)).toBeLessThan(32)
})

test.each([
  [1, 1],
  [1, 7],
  [7, 1],
  [3, 5],
  [300, 2],
])('encodes %d x %d', async (width, height) => {
  const small = makePicture(width, height)
  const file = await encode(small, 95)
  expect(headerOf(file)).toMatchObject({ width, height })
  expect(psnr((await decodeWhole(decoder, file)).data, small.data)).toBeGreaterThan(25)
  expect(psnr((await decoded(file)).data, small.data)).toBeGreaterThan(25)
})
