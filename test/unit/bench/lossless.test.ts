import { expect, test } from 'vitest'
import { measureLossless, summarizeLossless } from '../../../bench/formats/lossless.ts'
import { makePicture } from '../../support/picture/pictures.ts'

test('pictures are encoded without loss in both formats', async () => {
  const { bytes, jxl, webp, cpu } = await measureLossless(makePicture(64, 48, { noise: 20 }))
  for (const value of [bytes, jxl, webp, cpu]) expect(value).toBeGreaterThan(0)
  expect(bytes).toBeLessThan(2)
})

test('ratios become medians with quartiles, and times medians', () => {
  const measured = [1, 2, 3].map((value) => ({ bytes: value, jxl: 10 * value, webp: 100, cpu: value / 10 }))
  expect(summarizeLossless(800, measured)).toEqual({
    width: 800,
    pictures: 3,
    bytes: { low: 1.5, median: 2, high: 2.5 },
    jxl: 20,
    webp: 100,
    cpu: { low: expect.closeTo(0.15), median: 0.2, high: 0.25 },
  })
})
