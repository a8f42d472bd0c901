import sharp from 'sharp'
import { expect, it } from 'vitest'
import { LARGE_BYTES } from '../../../../src/memory/index.ts'
import { intentOf, transformed } from '../../../support/engine/transformed.ts'
import { writeAnimatedGif } from '../../../support/gif/animation.ts'
import { gifPicture, palette } from '../../../support/gif/writer.ts'
import { memoriesOf } from '../../../support/isolate/memories.ts'
import { failure } from '../../../support/process/failure.ts'
import { randomNumbers } from '../../../support/properties/random.ts'

/** A little more than 4 megapixels. */
const SIZE = { width: 2464, height: 1632 }

/** Returns a GIF whose frames are as large as the screen. */
function largeGif(disposal: number): Uint8Array {
  const { width, height } = SIZE
  const images = [8, 16].map((colors) => ({ ...gifPicture(width, height, colors), delay: 5, disposal }))
  return writeAnimatedGif({ width, height, palette: palette(16), images })
}

/** Returns a WebP of two frames with a gradient, noise and smooth alpha. */
async function largeWebp(lossless: boolean): Promise<Uint8Array> {
  const { width, height } = SIZE
  const random = randomNumbers(3)
  const data = new Uint8Array(8 * width * height)
  for (let at = 0; at < data.length; at += 4) {
    const x = (at / 4) % width
    const level = x < 100 ? random() & 15 : 0
    data.set([x / 10 + level, 100 + level, at / 2 ** 18, 255 - x / 16], at)
  }
  const film = sharp(data, { raw: { width, height: 2 * height, channels: 4, pageHeight: height } })
  const options = { effort: 0, delay: [50, 50], lossless, quality: 80 }
  return new Uint8Array(await film.webp(options).toBuffer())
}

const SOURCES = [
  ['GIF', () => largeGif(1), 'quality=60'],
  ['lossy WebP with alpha', () => largeWebp(false), 'quality=60'],
  ['lossless WebP with alpha', () => largeWebp(true), 'lossless=1'],
] as const

it.each(SOURCES)('makes frames of 4 megapixels of a %s of the same size', async (_, source, query) => {
  const intent = { ...intentOf(`animate=1&${query}`), keepSmaller: false } as const
  const file = await source()
  const { result, bytes } = await memoriesOf(() => transformed(file, intent))
  expect(result.info).toMatchObject({ size: SIZE, format: 'webp', frames: 2 })
  expect(bytes).toBeLessThanOrEqual(LARGE_BYTES)
  const { width, pageHeight: height } = await sharp(result.body, { animated: true }).metadata()
  expect({ width, height }).toEqual(SIZE)
})

it('refuses such frames of a GIF that restores the frame before, naming a size', async () => {
  await expect(transformed(largeGif(3), 'animate=1')).rejects.toThrow(
    failure('over-budget', expect.stringMatching(/\b1\d\d\dx1\d\d\d would fit/)),
  )
})
