import { describe, expect, it, test } from 'vitest'
import type { EncodeSettings } from '../../../../src/engine/formats/codec.ts'
import { encoders } from '../../../../src/engine/formats/codecs.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import '../../../support/engine/codecs.ts'
import { SETTINGS } from '../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../support/engine/operate.ts'
import { makePicture } from '../../../support/picture/pictures.ts'

type Format = 'jpeg' | 'webp' | 'avif' | 'jxl'

async function encode(format: Format, frame: Frame, settings: EncodeSettings): Promise<Uint8Array> {
  const { kernel, picture } = inKernel(frame)
  return encoders[format].encode(picture, settings, kernel)
}

const QUALITIES = [90, 30, 1, 60, 90]

describe.each<[Format, 'none' | 'soft']>([
  ['jpeg', 'none'],
  ['webp', 'none'],
  ['webp', 'soft'],
  ['jxl', 'none'],
  ['jxl', 'soft'],
  ['avif', 'soft'],
])('attempts of %s with alpha %s', (format, alpha) => {
  const frame = makePicture(61, 47, { alpha, noise: 8 })
  const settings = { ...SETTINGS, quality: 90, alpha: alpha === 'soft' }

  it('have the files of separate encodes', async () => {
    const { kernel, picture } = inKernel(frame)
    const attempts = encoders[format].attempts?.(picture, settings, kernel)
    for (const quality of QUALITIES) {
      const estimate = await attempts?.encode(quality)
      const length = attempts?.exactLength?.() ?? estimate
      const file = await attempts?.file()
      expect(file).toEqual(await encode(format, frame, { ...settings, quality }))
      expect(length).toBe(file?.length)
      expect(Math.abs((estimate ?? 0) - (file?.length ?? 0))).toBeLessThan(16)
    }
  })

  it('need no file to be taken', async () => {
    const { kernel, picture } = inKernel(frame)
    const attempts = encoders[format].attempts?.(picture, settings, kernel)
    for (const quality of QUALITIES) await attempts?.encode(quality)
    expect(await attempts?.file()).toEqual(await encode(format, frame, settings))
  })
})

test('PNG has no attempts', () => {
  expect('attempts' in encoders.png).toBe(false)
})
