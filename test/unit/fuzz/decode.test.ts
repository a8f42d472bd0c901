import sharp from 'sharp'
import { expect, test } from 'vitest'
import { decode } from '../../fuzz/decode.ts'

const picture = sharp({ create: { width: 40, height: 20, channels: 3, background: '#ff00ff' } })

test('the decoder returns size and color', async () => {
  expect(await decode(await picture.png().toBuffer())).toEqual({
    width: 40,
    height: 20,
    middle: [255, 0, 255],
  })
})

test.each(['jpeg', 'png', 'webp'] as const)('the decoder refuses a truncated %s', async (format) => {
  const file = await picture.toFormat(format).toBuffer()
  await expect(decode(file.subarray(0, -file.length / 4))).rejects.toThrow()
})
