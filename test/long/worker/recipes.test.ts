import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { RECIPES } from '../../../playground/recipes.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { decoded } from '../../support/picture/decoded.ts'
import { meanDifference } from '../../support/picture/differences.ts'
import { paintedSamples } from '../../support/picture/painted-samples.ts'
import { FONTS } from '../../support/text/fonts.ts'
import type { Answer } from '../../support/worker/exchange.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../../support/worker/worker.ts'

let worker: Worker

beforeAll(async () => {
  // The samples are painted first, because workerd closes idle connections after some seconds.
  const files = await paintedSamples()
  worker = await startWorker(inject('bundle'), { ...inject('bundle').variables, SIGNING_KEYS })
  for (const { name, bytes } of files) await worker.bucket.put(`samples/${name}`, bytes)
  await worker.bucket.put('fonts/noto-sans.ttf', FONTS.latin())
}, 240_000)

afterAll(() => worker.close())

type Look = (picture: Frame, answer: Answer) => void | Promise<void>

/** Returns red, green, blue and alpha at a place. Places are shares of width and height. */
function pixelAt({ width, height, data }: Frame, across: number, down: number): readonly number[] {
  const at = 4 * (Math.round(down * (height - 1)) * width + Math.round(across * (width - 1)))
  return [...data.subarray(at, at + 4)]
}

const alphaAt = (picture: Frame, across: number, down: number) => pixelAt(picture, across, down)[3]

/** Returns the greatest difference of two colors, without alpha. */
const colorDifference = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.slice(0, 3).map((value, at) => Math.abs(value - (b[at] ?? 0))))

/** Returns the greatest difference of two channels in any pixel. */
function colorfulness({ data }: Frame): number {
  let most = 0
  for (let at = 0; at < data.length; at += 4) {
    const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3)
    most = Math.max(most, Math.max(r, g, b) - Math.min(r, g, b))
  }
  return most
}

const isOpaque: Look = ({ data }) => {
  expect(data.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true)
}

const hasRoundCorners: Look = (picture) => {
  for (const [across, down] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const)
    expect(alphaAt(picture, across, down)).toBe(0)
  expect(alphaAt(picture, 0.5, 0.5)).toBe(255)
}

/** Checks that a picture differs from the answer to a target without its overlays. */
const isDrawnOver =
  (target: string): Look =>
  async (picture) => {
    const { body } = await worker.get(target)
    expect(meanDifference(picture, await decoded(body))).toBeGreaterThan(0.5)
  }

const isJson: Look = (_, { body }) => {
  const { dominant, thumbhash, width, height } = JSON.parse(body.toString())
  expect({ width, height }).toEqual({ width: 1200, height: 1600 })
  expect(dominant).toMatch(/^#[\da-f]{6}$/)
  expect(Buffer.from(thumbhash, 'base64').length).toBeGreaterThan(10)
}

type Kind = 'webp' | 'jpeg' | 'avif' | 'json'

/** Format, width and height, and look of each recipe by its id. */
const EXPECTED: Readonly<Record<string, readonly [kind: Kind, width: number, height: number, look?: Look]>> =
  {
    thumbnail: ['webp', 240, 180, isOpaque],
    avatar: ['webp', 192, 192, hasRoundCorners],
    'smart-crop': ['webp', 480, 480, isOpaque],
    banner: ['webp', 1200, 360, isOpaque],
    story: ['webp', 540, 960, isOpaque],
    'product-card': [
      'jpeg',
      480,
      420,
      (picture) => {
        expect(colorDifference(pixelAt(picture, 0.02, 0.02), [0xee, 0xf2, 0xf6])).toBeLessThan(4)
        expect(colorfulness(picture)).toBeGreaterThan(60)
      },
    ],
    hero: [
      'webp',
      1600,
      700,
      isDrawnOver('/samples/landscape.jpg?crop=fp,0.5,0.42&width=1600&height=700&format=webp'),
    ],
    'social-card': [
      'jpeg',
      1200,
      630,
      isDrawnOver('/samples/landscape.jpg?width=1200&height=630&format=jpeg'),
    ],
    responsive: ['webp', 1280, 853],
    'rounded-corners': ['webp', 600, 400, hasRoundCorners],
    polaroid: [
      'jpeg',
      528,
      600,
      (picture) => {
        for (const down of [0.01, 0.5, 0.99])
          expect(colorDifference(pixelAt(picture, 0.01, down), [255, 255, 255])).toBeLessThan(3)
        expect(colorfulness(picture)).toBeGreaterThan(60)
      },
    ],
    'blurred-placeholder': [
      'webp',
      64,
      43,
      (_, { body }) => {
        expect(body.length).toBeLessThan(400)
      },
    ],
    thumbhash: ['json', 1200, 1600, isJson],
    'logo-watermark': ['webp', 960, 640, isDrawnOver('/samples/landscape.jpg?width=960&format=webp')],
    'repeated-watermark': ['webp', 960, 640, isDrawnOver('/samples/landscape.jpg?width=960&format=webp')],
    proof: ['webp', 720, 960, isDrawnOver('/samples/portrait.jpg?width=720&format=webp')],
    redaction: [
      'webp',
      640,
      480,
      (picture) => {
        const [left, top] = [340, 780]
        for (const x of [562, 640, 717])
          expect(
            colorDifference(pixelAt(picture, (x - left) / 639, (1088 - top) / 479), [0, 0, 0]),
          ).toBeLessThan(12)
      },
    ],
    'black-and-white': [
      'webp',
      900,
      600,
      (picture) => {
        expect(colorfulness(picture)).toBeLessThan(4)
        expect(pixelAt(picture, 0.6, 0.2)[0]).toBeGreaterThan(90)
      },
    ],
    duotone: [
      'webp',
      600,
      800,
      ({ data }) => {
        // The tint is blue, so that no pixel is clearly more red than blue.
        let red = 0
        for (let at = 0; at < data.length; at += 4) red += Number((data[at] ?? 0) > (data[at + 2] ?? 0) + 24)
        expect(red).toBe(0)
      },
    ],
    'transparent-webp': [
      'webp',
      800,
      600,
      (picture, { body }) => {
        expect(alphaAt(picture, 0, 0)).toBe(0)
        expect(alphaAt(picture, 0.45, 0.5)).toBeGreaterThan(0)
        expect(body.length).toBeLessThan(200_000)
      },
    ],
    'animated-webp': [
      'webp',
      480,
      320,
      async (_, { body }) => {
        expect((await sharp(body, { animated: true }).metadata()).pages).toBe(16)
      },
    ],
    'still-frame': [
      'webp',
      480,
      320,
      async (_, { body }) => {
        expect((await sharp(body, { animated: true }).metadata()).pages ?? 1).toBe(1)
      },
    ],
    'small-avif': ['avif', 1200, 800, isOpaque],
    hdr: ['jpeg', 1200, 800],
    print: [
      'jpeg',
      1772,
      1181,
      (_, { headers }) => {
        expect(headers.get('content-disposition')).toContain('lake-15x10.jpg')
      },
    ],
  }

/** `Accept` header of an `<img>` in current browsers. */
const headers = { accept: 'image/avif,image/webp,image/*,*/*;q=0.8' }

describe('recipes of the playground', () => {
  it('are all expected', () => {
    expect(RECIPES.map(({ id }) => id).sort()).toEqual(Object.keys(EXPECTED).sort())
  })

  it.each(RECIPES)('make what their description says: $id', async ({ id, sample, query }) => {
    const [kind, width, height, look] = EXPECTED[id] ?? ['json', 0, 0]
    const answer = await worker.get(`/samples/${sample}?${query}`, { headers })
    expect(answer.status, answer.body.toString().slice(0, 200)).toBe(200)
    expect(answer.headers.get('content-type')).toBe(kind === 'json' ? 'application/json' : `image/${kind}`)
    expect(answer.headers.get('x-ip-info')).toContain(`odim=${width}x${height}; `)
    const picture = kind === 'json' ? { width, height, data: new Uint8Array(0) } : await decoded(answer.body)
    expect(picture).toMatchObject({ width, height })
    await look?.(picture, answer)
  })
})
