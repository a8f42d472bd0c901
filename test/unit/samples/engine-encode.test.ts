import sharp from 'sharp'
import { expect, test } from 'vitest'
import { ENGINE_ENCODERS } from '../../../samples/engine-encode.ts'

const [width, height] = [32, 24]
const data = new Uint8Array(width * height * 4).map((_, at) => (at % 4 === 3 ? 255 : (at * 7) % 256))

test.each(['jpeg', 'png', 'webp'] as const)('the engine encodes a sample as %s', async (format) => {
  const file = await ENGINE_ENCODERS[format]({ width, height, data })
  expect(await sharp(file).metadata()).toMatchObject({ format, width, height })
})

test('the sample with transparency keeps it', async () => {
  const clear = data.map((value, at) => (at % 4 === 3 ? 128 : value))
  const { data: pixels } = await sharp(await ENGINE_ENCODERS.png({ width, height, data: clear }))
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect(pixels[3]).toBe(128)
})
