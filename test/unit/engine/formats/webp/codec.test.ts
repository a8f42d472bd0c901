import sharp, { type WebpOptions } from 'sharp'
import { beforeAll, describe, expect, it, test } from 'vitest'
import type { EncodeSettings } from '../../../../../src/engine/formats/codec.ts'
import { decoder, encoder } from '../../../../../src/engine/formats/webp/codec.ts'
import type { Frame } from '../../../../../src/engine/picture/picture.ts'
import { Failure } from '../../../../../src/errors.ts'
import { decodeWhole, headerOf } from '../../../../support/engine/decode-whole.ts'
import { SETTINGS } from '../../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../../support/engine/operate.ts'
import { mutations, truncations } from '../../../../support/hostile/mutations.ts'
import { decoded } from '../../../../support/picture/decoded.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { psnr } from '../../../../support/picture/psnr.ts'
import { failure } from '../../../../support/process/failure.ts'

function encode(frame: Frame, settings: Partial<EncodeSettings> = {}): Promise<Uint8Array> {
  const { kernel, picture } = inKernel(frame)
  return encoder.encode(picture, { ...SETTINGS, ...settings }, kernel)
}

const decode = (file: Uint8Array) => decodeWhole(decoder, file)

const opaque = makePicture(61, 47, { noise: 12 })
const transparent = makePicture(61, 47, { noise: 12, alpha: 'soft' })

const channel = ({ data }: Frame, index: number) => data.filter((_, at) => at % 4 === index)

function weighedByAlpha({ data }: Frame): number[] {
  return Array.from(data, (value, at) => (at % 4 === 3 ? value : (value * (data[at | 3] ?? 0)) / 255))
}

describe('an encoding round trip', () => {
  it('returns a lossless opaque picture unchanged', async () => {
    expect(await decode(await encode(opaque, { lossless: true }))).toEqual(opaque)
  })

  it('keeps the visible colors of a lossless picture', async () => {
    const back = await decode(await encode(transparent, { lossless: true, alpha: true }))
    expect(weighedByAlpha(back)).toEqual(weighedByAlpha(transparent))
  })

  it('stays close to the picture if lossy', async () => {
    const smooth = makePicture(61, 47)
    expect(psnr((await decode(await encode(smooth))).data, smooth.data)).toBeGreaterThan(36)
  })

  it('keeps alpha exact and not premultiplied', async () => {
    const back = await decode(await encode(transparent, { alpha: true }))
    expect(channel(back, 3)).toEqual(channel(transparent, 3))
    expect(psnr(weighedByAlpha(back), weighedByAlpha(transparent))).toBeGreaterThan(30)
  })

  it('stays closer to the picture at a higher quality, in more bytes', async () => {
    const files = await Promise.all([20, 60, 95].map((quality) => encode(opaque, { quality })))
    const likeness = await Promise.all(
      files.map(async (file) => psnr((await decode(file)).data, opaque.data)),
    )
    const sizes = files.map(({ length }) => length)
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
    expect(likeness).toEqual([...likeness].sort((a, b) => a - b))
  })

  it.each(['none', 'soft'] as const)(
    'makes a smaller file with the effort best, alpha: %s',
    async (shape) => {
      const alpha = shape === 'soft'
      const picture = makePicture(200, 150, { noise: 20, alpha: shape })
      const [fast, best] = await Promise.all(
        (['fast', 'best'] as const).map((effort) => encode(picture, { alpha, effort })),
      )
      expect(best?.length).toBeLessThan(fast?.length ?? 0)
      const likeness = psnr((await decode(best ?? Uint8Array.of())).data, picture.data)
      const usual = psnr((await decode(fast ?? Uint8Array.of())).data, picture.data)
      expect(likeness).toBeGreaterThan(usual - 1)
    },
  )

  it('spends fewer bytes on alpha of lower quality, and keeps the colors', async () => {
    const { data: rough } = makePicture(61, 47, { noise: 90 })
    const picture = {
      ...transparent,
      data: transparent.data.map((value, at) => (at % 4 === 3 ? (rough[at - 3] ?? 0) : value)),
    }
    const files = await Promise.all(
      [100, 60, 10].map((alphaQuality) => encode(picture, { alpha: true, alphaQuality })),
    )
    const [exact, ...others] = await Promise.all(files.map(decode))
    const sizes = files.map(({ length }) => length)
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => b - a))
    for (const other of others) {
      expect([0, 1, 2].map((index) => channel(other, index))).toEqual(
        [0, 1, 2].map((index) => channel(exact ?? other, index)),
      )
      expect(channel(other, 3)).not.toEqual(channel(picture, 3))
    }
  })

  it('changes little if near-lossless, and less at a higher quality', async () => {
    const picture = makePicture(96, 70, { noise: 12 })
    const settings = [
      { lossless: true },
      ...[100, 60, 10].map((quality) => ({ nearLossless: true, quality })),
    ]
    const files = await Promise.all(settings.map((each) => encode(picture, each)))
    const [lossless, full, medium, low] = await Promise.all(
      files.map(async (file) => psnr((await decode(file)).data, picture.data)),
    )
    expect([lossless, full]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
    expect(medium).toBeGreaterThan(42)
    expect(medium).toBeGreaterThan(low ?? 0)
    const [, ...sizes] = files.map(({ length }) => length)
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => b - a))
  })

  test.each([
    [1, 1],
    [1, 40],
    [300, 2],
  ])('encodes %d x %d', async (width, height) => {
    const small = makePicture(width, height)
    expect(await decode(await encode(small, { lossless: true }))).toEqual(small)
    expect((await decode(await encode(small))).data).toHaveLength(width * height * 4)
  })

  test.each([
    [16_384, 1],
    [1, 16_384],
  ])('refuses to write %d x %d', async (width, height) => {
    await expect(encode(makePicture(width, height))).rejects.toThrow(
      failure('too-large', 'WebP: an image has at most 16383 pixels a side; make it smaller'),
    )
  })
})

describe('the reference decoder', () => {
  const kinds: [string, () => Promise<Uint8Array>][] = [
    ['our lossy', () => encode(opaque)],
    ['our lossy with alpha', () => encode(transparent, { alpha: true })],
    ['our lossless', () => encode(opaque, { lossless: true })],
    ['our lossless with alpha', () => encode(transparent, { lossless: true, alpha: true })],
    ['another lossy', () => bySharp(opaque, { quality: 60 })],
    ['another lossy with alpha', () => bySharp(transparent, { quality: 60, alphaQuality: 50 })],
    ['another near-lossless with alpha', () => bySharp(transparent, { nearLossless: true, quality: 40 })],
  ]

  function bySharp({ data, width, height }: Frame, options: WebpOptions) {
    return sharp(data, { raw: { width, height, channels: 4 } })
      .webp(options)
      .toBuffer()
  }

  test.each(kinds)('decodes the same pixels from %s file', async (_, make) => {
    const file = await make()
    expect((await decode(file)).data).toEqual((await decoded(file)).data)
  })
})

describe('a damaged WebP', () => {
  let files: Record<string, Uint8Array>
  beforeAll(async () => {
    files = {
      lossy: await encode(opaque),
      'lossy with alpha': await encode(transparent, { alpha: true }),
      lossless: await encode(opaque, { lossless: true }),
    }
  })

  test.each(['lossy', 'lossy with alpha', 'lossless'])(
    'is refused wherever its pixels are truncated: %s',
    async (kind) => {
      const file = files[kind] ?? new Uint8Array(0)
      const header = headerOf(file)
      const whole = await decode(file)
      const complete: Frame[] = []
      for (const beginning of truncations(file, 20)) {
        const result = await decodeWhole(decoder, beginning, header).catch((error: unknown) => error)
        if (result instanceof Failure) expect(result.code).toBe('corrupt')
        else complete.push(result as Frame)
      }
      // The last bytes may be redundant.
      expect(complete.length).toBeLessThanOrEqual(1)
      for (const picture of complete) expect(picture).toEqual(whole)
    },
  )

  test.each(['lossy', 'lossy with alpha', 'lossless'])(
    'becomes a picture of the right size or a Failure: %s',
    async (kind) => {
      const file = files[kind] ?? new Uint8Array(0)
      const header = headerOf(file)
      let failed = 0
      for (const mutant of mutations(file, 50)) {
        try {
          const { data } = await decodeWhole(decoder, mutant, header)
          expect(data).toHaveLength(header.width * header.height * 4)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
          failed++
        }
      }
      expect(failed).toBeGreaterThan(0)
      expect((await decode(file)).width).toBe(header.width)
    },
  )

  it('is refused if its header announced another size', async () => {
    const file = files['lossy'] ?? new Uint8Array(0)
    const header = headerOf(file)
    await expect(decodeWhole(decoder, file, { ...header, height: header.height + 1 })).rejects.toThrow(
      failure('corrupt'),
    )
  })
})
