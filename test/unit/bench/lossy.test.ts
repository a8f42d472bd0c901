import sharp from 'sharp'
import { expect, test } from 'vitest'
import { type MeasuredLossy, QUALITIES, summarizeLossy } from '../../../bench/formats/lossy.ts'
import { lossySection } from '../../../bench/formats/lossy-report.ts'
import { compareAtScores, sharpSampler } from '../../../bench/formats/peers.ts'
import { fitted } from '../../../bench/formats/pictures.ts'
import type { LossySet } from '../../../bench/formats/results.ts'
import { judgeBySsim } from '../../../bench/formats/similarity.ts'
import { makePicture } from '../../support/picture/pictures.ts'

/** Returns a picture with the same ratio at every quality, or with one at each. */
const picture = (name: string, ssim: number, ssimulacra2?: readonly number[]): MeasuredLossy => ({
  name,
  ratios: QUALITIES.map((_, at) => ({
    ssim,
    ...(ssimulacra2 && { ssimulacra2: ssimulacra2[at] as number }),
  })),
})

test('ratios are averaged over pictures and qualities as logarithms, beside the largest picture', () => {
  const pictures = [picture('bay', 0.5), picture('hill', 2, [1, 1, 1, 1, 32]), picture('wood', 1)]
  expect(summarizeLossy(pictures)).toEqual({
    qualities: QUALITIES,
    bytes: {
      ssim: { mean: expect.closeTo(1), largest: { name: 'hill', value: expect.closeTo(2) } },
      ssimulacra2: { mean: expect.closeTo(2), largest: { name: 'hill', value: expect.closeTo(2) } },
    },
  })
  const { bytes } = summarizeLossy(pictures, [90])
  expect(bytes.ssimulacra2?.mean).toBeCloseTo(32)
  expect(summarizeLossy([{ name: 'bay', ratios: [] }]).bytes).toEqual({})
})

test('libwebp itself has the ratio 1 at qualities that are not tried', async () => {
  const frame = makePicture(200, 150, { noise: 20 })
  const judge = judgeBySsim(frame)
  const theirs = sharpSampler(frame, { format: 'webp', effort: 2 }, judge)
  for (const quality of [41, 75]) {
    const { ssim } = await compareAtScores(theirs, await theirs(quality))
    expect(ssim).toBeGreaterThan(0.98)
    expect(ssim).toBeLessThan(1.02)
  }
})

test('pictures are only made smaller', async () => {
  const { data } = makePicture(120, 80, { alpha: 'soft' })
  const open = () => sharp(data, { raw: { width: 120, height: 80, channels: 4 } })
  expect(await fitted({ name: 'any', width: 120, open }, 60)).toMatchObject({ width: 60, height: 40 })
  const { width, height, data: rgba } = await fitted({ name: 'any', width: 120, open }, 300)
  expect({ width, height, bytes: rgba.length }).toEqual({ width: 120, height: 80, bytes: 4 * 120 * 80 })
  expect(rgba.every((value, at) => at % 4 < 3 || value === 255)).toBe(true)
})

const SET: LossySet = {
  set: 'cameras',
  date: '2026-11-29',
  command: 'npm run bench -- --only webp --photos FOLDER',
  versions: { sharp: '1.2', wrangler: '5' },
  names: ['bay', 'hill'],
  results: [
    summarizeLossy([picture('bay', 0.5), picture('hill', 1)], [75]),
    summarizeLossy([picture('bay', 0.9, [1, 1, 1, 1, 1])]),
  ],
}

test('the report names the set, and has a row for each quality and for all', () => {
  const lines = lossySection([SET]).split('\n')
  expect(lines).toContain(
    '- **cameras**: 2 pictures. Measured on 2026-11-29 by `npm run bench -- --only webp --photos FOLDER`; sharp 1.2.',
  )
  expect(lines).toContain('| cameras | 75 | **0.707** | 1.000 (hill) | – | – |')
  expect(lines).toContain('| cameras | all | **0.900** | 0.900 (bay) | **1.000** | 1.000 (bay) |')
})
