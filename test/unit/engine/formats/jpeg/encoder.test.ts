import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'

import { pebbles } from '../../../../../samples/pebbles.ts'

import type { EncodeSettings } from '../../../../../src/engine/formats/codec.ts'

import { encoder } from '../../../../../src/engine/formats/jpeg/encoder.ts'
import type { Frame } from '../../../../../src/engine/picture/picture.ts'
import { SETTINGS } from '../../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../../support/engine/operate.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { psnr } from '../../../../support/picture/psnr.ts'
import { failure } from '../../../../support/process/failure.ts'

function encode(
  frame: Frame,
  settings: Partial<Pick<EncodeSettings, 'quality' | 'progressive' | 'subsampling'>> = {},
): Promise<Uint8Array> {
  const { kernel, picture } = inKernel(frame)
  return encoder.encode(picture, { ...SETTINGS, ...settings }, kernel)
}

async function likeness(file: Uint8Array, { data }: Frame): Promise<number> {
  return psnr(
    await sharp(file).ensureAlpha().raw().toBuffer(),
    data.map((value, at) => (at % 4 === 3 ? 255 : value)),
  )
}

const picture = makePicture(61, 47, { noise: 6 })

describe.each([false, true])('the JPEG encoder, progressive: %s', (progressive) => {
  test.each([
    [20, '420', '4:2:0'],
    [20, '444', '4:4:4'],
    [80, '420', '4:2:0'],
    [95, '444', '4:4:4'],
    [100, '420', '4:2:0'],
    [100, '444', '4:4:4'],
  ] as const)(
    'writes the requested file at quality %d, %s',
    async (quality, subsampling, chromaSubsampling) => {
      const file = await encode(picture, { quality, subsampling, progressive })
      const { width, height, isProgressive, ...rest } = await sharp(file).metadata()
      expect({ width, height, isProgressive }).toEqual({ width: 61, height: 47, isProgressive: progressive })
      expect(rest).toMatchObject({ format: 'jpeg', chromaSubsampling, hasAlpha: false })
    },
  )

  it('comes closer to the picture at a higher quality, in more bytes', async () => {
    const files = await Promise.all(
      [20, 50, 80, 95].map((quality) => encode(picture, { quality, progressive })),
    )
    const found = await Promise.all(files.map((file) => likeness(file, picture)))
    const sizes = files.map(({ length }) => length)
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
    expect(found).toEqual([...found].sort((a, b) => a - b))
    expect(found[0]).toBeGreaterThan(28)
    expect(found[3]).toBeGreaterThan(38)
  })

  test.each([
    [1, 1],
    [1, 40],
    [300, 2],
  ])('encodes %d x %d', async (width, height) => {
    const small = makePicture(width, height)
    expect(await likeness(await encode(small, { progressive }), small)).toBeGreaterThan(25)
  })

  it('ignores alpha', async () => {
    const transparent = makePicture(61, 47, { alpha: 'soft' })
    expect(await likeness(await encode(transparent, { progressive }), transparent)).toBeGreaterThan(30)
  })

  it('refuses a side above the maximum of JPEG', async () => {
    await expect(encode(makePicture(65_501, 1), { progressive })).rejects.toThrow(
      failure('too-large', 'JPEG: an image has at most 65500 pixels a side; make it smaller'),
    )
  })
})

it('saves at least 2 % in progressive files', async () => {
  const [baseline, progressive] = await Promise.all(
    [false, true].map((progressive) => encode(pebbles(600, 400), { progressive })),
  )
  expect(progressive?.length).toBeLessThan((baseline?.length ?? 0) * 0.98)
})
