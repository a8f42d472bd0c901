import { beforeAll, describe, expect, it } from 'vitest'
import '../../../../src/engine/codecs/standard.ts'
import type { EncodeSettings } from '../../../../src/engine/formats/codec.ts'
import { encoders, type OutputFormat } from '../../../../src/engine/formats/codecs.ts'
import { fileLimit } from '../../../../src/engine/formats/file-limit.ts'
import { shorterFile } from '../../../../src/engine/formats/shorter-file.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { SETTINGS } from '../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../support/engine/operate.ts'
import { asUrlLater } from '../../../support/engine/url-terms.ts'
import { watchReleases } from '../../../support/isolate/releases.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { failure } from '../../../support/process/failure.ts'

type Case = readonly [OutputFormat, Partial<EncodeSettings>, advice: string]

const CASES: readonly Case[] = [
  ['jpeg', {}, 'a smaller width or a lower quality'],
  ['jpeg', { quality: 100 }, 'a smaller width or a lower quality'],
  ['jpeg', { progressive: true }, 'a smaller width or a lower quality'],
  ['png', {}, 'a smaller width or format=webp'],
  ['png', { alpha: true, adaptive: true }, 'a smaller width or format=webp'],
  ['webp', { quality: 100 }, 'a smaller width or a lower quality'],
  ['webp', { alpha: true }, 'a smaller width or a lower quality'],
  ['webp', { effort: 'best', alpha: true }, 'a smaller width or a lower quality'],
  ['webp', { lossless: true, alpha: true }, 'a smaller width or lossless=0'],
  ['webp', { nearLossless: true }, 'a smaller width or nearlossless=0'],
  ['avif', { quality: 100 }, 'a smaller width or a lower quality'],
  ['jxl', { quality: 100 }, 'a smaller width or a lower quality'],
  ['jxl', { alpha: true }, 'a smaller width or a lower quality'],
  ['jxl', { lossless: true, alpha: true }, 'a smaller width or lossless=0'],
  ['jxl', { nearLossless: true, effort: 'best' }, 'a smaller width or nearlossless=0'],
]

function encode(frame: Frame, [format, changed]: Case, maxFile?: number): Promise<Uint8Array> {
  const settings = { ...SETTINGS, ...changed }
  const limit = maxFile === undefined ? [] : [fileLimit(maxFile, 'image', shorterFile(format, settings))]
  const { kernel, picture } = inKernel(frame)
  return encoders[format].encode(picture, settings, kernel, ...limit)
}

describe.each(CASES)('an encoded file: %s, %o', (...each) => {
  const [format, changed, advice] = each
  const noise = makePicture(300, 200, { noise: 255, alpha: changed.alpha ? 'soft' : 'none' })

  it('is not longer than the encoder says', async () => {
    const settings = { ...SETTINGS, ...changed }
    for (const [width, height] of [
      [300, 200],
      [1, 1],
      [1, 90],
      [17, 3],
    ] as const) {
      const frame = makePicture(width, height, { noise: 255, alpha: changed.alpha ? 'soft' : 'none' })
      const { length } = await encode(frame, each)
      expect(length).toBeLessThanOrEqual(encoders[format].maxFile({ width, height }, settings))
    }
  })

  let file: Uint8Array
  beforeAll(async () => {
    file = await encode(noise, each)
  })

  it('may have as many bytes as its limit', async () => {
    expect(Buffer.compare(await encode(noise, each, file.length), file)).toBe(0)
  })

  it('is refused if it has one byte more', async () => {
    const encoding = asUrlLater(encode(noise, each, file.length - 1))
    const refused = await encoding.catch((error: unknown) => error)
    expect(refused).toEqual(failure('over-budget'))
    expect(refused).toMatchObject({ detail: expect.stringContaining(`MB that fit: ask for ${advice}`) })
  })
})

it('an encoded file that is too long is freed: avif', async () => {
  const noise = makePicture(60, 40, { noise: 255 })
  const { length } = await encode(noise, ['avif', {}, ''])
  const freed = watchReleases()
  await expect(encode(noise, ['avif', {}, ''], length - 1)).rejects.toThrow(failure('over-budget'))
  expect(freed()).toContain(length)
})

describe('the limit of a file', () => {
  it.each([
    [11_999_999, '11 MB'],
    [3_990_000, '3.9 MB'],
    [600_000, '0.6 MB'],
  ])('is named in megabytes: %d', (bytes, named) => {
    const limit = fileLimit(bytes, 'animation', 'less')
    expect(() => limit.check(bytes)).not.toThrow()
    expect(() => limit.check(bytes + 1)).toThrow(
      expect.objectContaining({
        detail: `the animation would have more than the ${named} that fit: ask for less`,
      }),
    )
  })
})
