import sharp from 'sharp'
import { expect, it } from 'vitest'
import { encoders } from '../../src/engine/formats/codecs.ts'
import { UNLIMITED } from '../../src/engine/formats/file-limit.ts'
import { DEFAULT_QUALITY } from '../../src/engine/options/default-quality.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'
import { encodeSearched } from '../../src/engine/search/encode-file.ts'
import type { LossyFormat } from '../../src/engine/search/size-curve.ts'
import '../support/engine/codecs.ts'
import { SETTINGS } from '../support/engine/encode-settings.ts'
import { inKernel } from '../support/engine/operate.ts'
import { paintedSamples } from '../support/picture/painted-samples.ts'
import { randomNumbers } from '../support/properties/random.ts'

/** Selects the pictures and limits. `SEED=7 npm run tool robustness` tries others. */
const SEED = Number(process.env['SEED'] ?? 1)
/** Quality whose file is the lower limit. */
const LOW_QUALITY = 8
const context = { signal: new AbortController().signal }

const paintings = (await paintedSamples()).filter(({ name }) => /lake|mountains|headland|pebbles/.test(name))

/** Returns a random part of a painting in a random size. */
async function randomPicture(random: () => number): Promise<Frame> {
  const below = (count: number) => Math.floor((random() / 2 ** 32) * count)
  const { bytes } = paintings[below(paintings.length)] ?? { bytes: new Uint8Array() }
  const { width: w, height: h } = await sharp(bytes).metadata()
  const [across, down] = [200 + below(w - 200), 200 + below(h - 200)]
  const part = { left: below(w - across), top: below(h - down), width: across, height: down }
  const resized = sharp(bytes)
    .extract(part)
    .resize(80 + below(500))
    .removeAlpha()
    .ensureAlpha()
  const { data, info } = await resized.raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data) }
}

it.each<[LossyFormat, number]>([
  ['jpeg', 100],
  ['webp', 100],
  ['jxl', 40],
  ['avif', 20],
])('a %s is never longer than max_bytes: %d pictures and limits', async (format, count) => {
  const random = randomNumbers(SEED)
  const settings = { ...SETTINGS, subsampling: '420' as const, quality: DEFAULT_QUALITY[format] }
  const encoder = encoders[format]
  let used = 0
  for (let index = 0; index < count; index++) {
    const frame = await randomPicture(random)
    const lengthAt = async (quality: number) => {
      const { kernel, picture } = inKernel(frame)
      return (await encoder.encode(picture, { ...settings, quality }, kernel)).length
    }
    const [low, high] = [await lengthAt(LOW_QUALITY), await lengthAt(settings.quality)]
    const maxBytes = Math.round(low * (high / low) ** (random() / 2 ** 32))
    const { kernel, picture } = inKernel(frame)
    const goals = { maxBytes, similarity: undefined, planned: UNLIMITED, once: false }
    const found = await encodeSearched({ format, encoder, settings }, picture, kernel, goals, context)
    if (!found.file) throw new Error(`nothing fits into ${maxBytes} bytes, but ${low} would`)
    expect(found.file.length).toBeLessThanOrEqual(maxBytes)
    expect(found.search?.tries).toBeLessThanOrEqual(4)
    if (found.file.length >= 0.9 * maxBytes) used++
  }
  expect(used).toBeGreaterThanOrEqual(0.9 * count)
})
