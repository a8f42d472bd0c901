import { expect, it } from 'vitest'
import type { EncodeSettings } from '../../../../src/engine/formats/codec.ts'
import { encoders, type OutputFormat } from '../../../../src/engine/formats/codecs.ts'
import { SETTINGS } from '../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../support/engine/operate.ts'
import { makePicture } from '../../../support/picture/pictures.ts'

it.each<[OutputFormat, Partial<EncodeSettings>]>([
  ['jpeg', {}],
  ['jpeg', { quality: 100 }],
  ['png', {}],
  ['png', { alpha: true, adaptive: true }],
  ['webp', { quality: 100 }],
  ['webp', { alpha: true }],
  ['webp', { lossless: true, alpha: true }],
  ['webp', { nearLossless: true }],
  ['jxl', { quality: 100 }],
  ['jxl', { alpha: true }],
  ['jxl', { lossless: true, alpha: true }],
])('the memory that is held after an encode is that of one copy of the file: %s, %o', async (...each) => {
  const [format, changed] = each
  const noise = makePicture(912, 684, { noise: 255, alpha: changed.alpha ? 'soft' : 'none' })
  const { kernel, picture } = inKernel(noise)
  const before = process.memoryUsage().arrayBuffers
  const file = await encoders[format].encode(picture, { ...SETTINGS, ...changed }, kernel)
  const held = process.memoryUsage().arrayBuffers - before
  // A second copy would exceed the limit below.
  expect(file.length).toBeGreaterThan(420_000)
  // A PNG's stream and a JPEG's slack remain.
  expect(held).toBeLessThan(1.02 * file.length + 400_000)
})
