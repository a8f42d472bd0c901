import { expect, test } from 'vitest'
import { pointAt, qualitiesBy, type Sample, sampleAround } from '../../../bench/formats/curve.ts'
import { encodeBySharp } from '../../../bench/formats/encode.ts'
import { compareWithSharp, summarizePeer } from '../../../bench/formats/peers.ts'
import { compareFormats } from '../../../bench/formats/qualities.ts'
import { judgeBySsim } from '../../../bench/formats/similarity.ts'
import { DEFAULT_QUALITY } from '../../../src/engine/options/default-quality.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'

const CURVE: readonly Sample[] = [
  { quality: 90, ssim: 0.98, ssimulacra2: 90, bytes: 1.6 },
  { quality: 70, ssim: 0.94, ssimulacra2: 50, bytes: 0.4 },
  { quality: 80, ssim: 0.96, ssimulacra2: 80, bytes: 0.8 },
]

test('a point is interpolated between samples: quality linearly, bytes by their ratio', () => {
  const bytes = expect.closeTo(0.8 * Math.SQRT2)
  expect(pointAt(CURVE, 'ssim', 0.97)).toEqual({ quality: expect.closeTo(85), bytes })
  expect(pointAt(CURVE, 'ssimulacra2', 85)).toEqual({ quality: expect.closeTo(85), bytes })
  expect(pointAt(CURVE, 'ssim', 0.96)).toEqual({ quality: 80, bytes: expect.closeTo(0.8) })
})

test('the distance of a point is interpolated if both samples have one', () => {
  const distances = CURVE.map((sample) => ({ ...sample, butteraugli: 10 - sample.quality / 10 }))
  expect(pointAt(distances, 'ssim', 0.97)?.butteraugli).toBeCloseTo(1.5)
  const [high, ...others] = distances
  expect(pointAt([...CURVE.slice(0, 1), ...others], 'ssim', 0.97)).not.toHaveProperty('butteraugli')
  expect(pointAt([...CURVE.slice(1), ...(high ? [high] : [])], 'ssim', 0.97)).not.toHaveProperty(
    'butteraugli',
  )
})

test('no point exists outside the samples or for a metric that was not measured', () => {
  expect(pointAt(CURVE, 'ssim', 0.93)).toBeUndefined()
  expect(pointAt(CURVE, 'ssim', 0.99)).toBeUndefined()
  expect(pointAt([], 'ssim', 0.9)).toBeUndefined()
  const unscored = CURVE.map(({ quality, ssim, bytes }) => ({ quality, ssim, bytes }))
  expect(pointAt(unscored, 'ssimulacra2', 85)).toBeUndefined()
})

/** Returns a format whose score is a hundredth of its quality. */
function linear() {
  const tried: number[] = []
  const sample = async (quality: number) => {
    tried.push(quality)
    return { quality, ssim: quality / 100, bytes: quality }
  }
  return { tried, sample }
}

test('the search finds the qualities around a score from any start', async () => {
  for (const near of [1, 30, 61, 100]) {
    const around = await sampleAround(linear().sample, 'ssim', 0.61, near)
    expect(around.map(({ quality }) => quality)).toEqual([60, 64])
    expect(pointAt(around, 'ssim', 0.61)?.quality).toBeCloseTo(61)
  }
})

test('the search tries finer steps if it is given them', async () => {
  expect(qualitiesBy(2).slice(0, 3)).toEqual([1, 2, 4])
  const around = await sampleAround(linear().sample, 'ssim', 0.61, 30, qualitiesBy(2))
  expect(around.map(({ quality }) => quality)).toEqual([60, 62])
})

test('the search tries few qualities if it starts near the score', async () => {
  const { tried, sample } = linear()
  await sampleAround(sample, 'ssim', 0.61, 66)
  expect(new Set(tried)).toEqual(new Set([68, 64, 56, 60]))
})

test('the search returns a sample on one side only for a score that no quality reaches', async () => {
  const qualities = async (score: number) =>
    (await sampleAround(linear().sample, 'ssim', score, 50)).map(({ quality }) => quality)
  expect(await qualities(1.01)).toEqual([100])
  expect(await qualities(0.001)).toEqual([1])
})

/** Draws a soft pattern with some noise. */
function pattern(width: number, height: number): Frame {
  const data = new Uint8Array(width * height * 4).fill(255)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    const light = 128 + 60 * Math.sin(x / 5) + 40 * Math.cos(y / 7) + ((pixel * 7919) % 13)
    data.set([light, 255 - light, light / 2], pixel * 4)
  }
  return { width, height, data }
}

test('files that sharp wrote itself are compared with sharp at the same score', async () => {
  const frame = pattern(96, 64)
  const judge = judgeBySsim(frame)
  const { result } = await encodeBySharp(frame, { format: 'jpeg' }, 60)
  const own = { quality: 60, bytes: result.length, ...(await judge(result)) }
  expect(await compareWithSharp(frame, { format: 'jpeg' }, own, judge)).toEqual({ ssim: expect.closeTo(1) })
  const twice = { ...own, bytes: own.bytes * 2 }
  expect(await compareWithSharp(frame, { format: 'jpeg' }, twice, judge)).toEqual({ ssim: expect.closeTo(2) })
})

test('ratios of pictures become medians for each metric that was measured', () => {
  const peer = { format: 'avif', effort: 1 } as const
  const ratios = [{ ssim: 1, ssimulacra2: 1.1 }, { ssim: 3 }, { ssim: 2 }]
  expect(summarizePeer(800, peer, ratios)).toEqual({
    width: 800,
    format: 'avif',
    effort: 1,
    pictures: 3,
    quality: DEFAULT_QUALITY.avif,
    bytes: {
      ssim: { low: 1.5, median: 2, high: 2.5 },
      ssimulacra2: { low: 1.1, median: 1.1, high: 1.1 },
    },
  })
  expect(summarizePeer(800, peer, [{}]).bytes).toEqual({})
})

/**
 * Returns samples at the default quality and at the qualities that the bench tries. Each sample's
 * length is a share of the JPEG's length.
 */
function curves(jpegBytes: number, scored: boolean) {
  const sample = (quality: number, share: number, ssim: number): Sample => ({
    quality,
    bytes: jpegBytes * share,
    ssim,
    ...(scored && { ssimulacra2: ssim * 100 }),
  })
  return {
    jpeg: [sample(82, 1, 0.9)] as [Sample],
    webp: [
      sample(77, 0.8, 0.92),
      ...[66, 74, 82, 90].map((quality, at) => sample(quality, 0.5 + at / 10, 0.88 + at / 50)),
    ] as [Sample, ...Sample[]],
    avif: [sample(58, 0.6, 0.8), ...[42, 50, 66, 74, 82].map((quality) => sample(quality, 0.5, 0.8))] as [
      Sample,
      ...Sample[],
    ],
    jxl: [
      sample(80, 0.7, 0.91),
      ...[60, 68, 76, 84, 92].map((quality, at) => sample(quality, 0.4 + at / 10, 0.86 + at / 50)),
    ] as [Sample, ...Sample[]],
  }
}

test('formats are compared by bytes relative to the JPEG of each picture', () => {
  const [jpeg, webp, avif, jxl] = compareFormats(400, [curves(1000, true), curves(9000, true)])
  expect(jpeg).toMatchObject({ format: 'jpeg', quality: 82, bytes: 1, ssimulacra2: 90, like: {} })
  expect(webp).toMatchObject({ format: 'webp', quality: 77, bytes: expect.closeTo(0.8), pictures: 2 })
  const point = { quality: expect.closeTo(74), bytes: expect.closeTo(0.6) }
  expect(webp?.like).toEqual({ ssim: point, ssimulacra2: point })
  expect(avif?.like).toEqual({})
  expect(jxl).toMatchObject({ format: 'jxl', quality: 80, bytes: expect.closeTo(0.7) })
  expect(jxl?.like.ssimulacra2).toEqual({ quality: expect.closeTo(76), bytes: expect.closeTo(0.6) })
})

test('a mean SSIMULACRA2 score needs the score of every picture', () => {
  const [jpeg, webp] = compareFormats(400, [curves(1000, true), curves(1000, false)])
  expect(jpeg).not.toHaveProperty('ssimulacra2')
  expect(Object.keys(webp?.like ?? {})).toEqual(['ssim'])
})
