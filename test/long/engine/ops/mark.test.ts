import fc from 'fast-check'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { lumaOf } from '../../../../bench/reference.ts'
import { ssim } from '../../../../bench/ssim.ts'
import { MAX_CHANCE } from '../../../../cli/mark/chance.ts'
import { detect, planOf, wavesOf } from '../../../../cli/mark/detect.ts'
import { readPicture } from '../../../../cli/mark/picture.ts'
import { EQUAL } from '../../../../cli/mark/shapes.ts'
import { stepMemory } from '../../../../src/engine/ops/operations.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { type OpenMarkKey, openMarkKey } from '../../../../src/signing/auth/mark-keys.ts'
import { ATTACKS } from '../../../../tools/mark-trial/attacks.ts'
import { marked } from '../../../../tools/mark-trial/marked.ts'
import { differencesOnSmooth } from '../../../../tools/mark-trial/visible.ts'
import { paint } from '../../../support/picture/frames.ts'
import { makePicture } from '../../../support/picture/pictures.ts'

const VALUE = '0123456789abcdef'

let key: OpenMarkKey
let other: OpenMarkKey

beforeAll(async () => {
  const bytes = (by: number) => Uint8Array.from({ length: 32 }, (_, at) => (at * by + 3) % 256)
  key = await openMarkKey({ id: 'm1', bytes: bytes(7) })
  other = await openMarkKey({ id: 'm2', bytes: bytes(11) })
})

const SMALL = makePicture(330, 250, { noise: 12 })
const LARGE = makePicture(640, 420, { noise: 8 })

async function readAfter(attack: string, picture: Frame) {
  const run = ATTACKS.find(({ name }) => name === attack)?.run ?? Promise.reject
  return detect(await readPicture(await run(marked(picture, VALUE, key))), wavesOf(key))
}

describe('a mark', () => {
  it.each([
    'none',
    'JPEG 60',
    'WebP 75',
    'cut to two thirds of the sides',
    'mirrored left to right',
    'gamma 1.6',
    '75 % of the width',
  ])('of 32 bits is read after: %s', async (attack) => {
    expect(await readAfter(attack, SMALL)).toMatchObject({ value: '01234567', key: 'm1' })
  })

  it.each(['JPEG 80', '50 % of the width'])('of 64 bits is read after: %s', async (attack) => {
    const found = await readAfter(attack, LARGE)
    expect(found).toMatchObject({ value: VALUE, key: 'm1' })
    expect(found?.chance).toBeLessThanOrEqual(MAX_CHANCE)
  })

  it('is read at any scale', async () => {
    const { data, width, height } = marked(LARGE, VALUE, key)
    const copy = sharp(data, { raw: { width, height, channels: 4 } })
    const shares = fc.noBias(fc.double({ min: 0.5, max: 1.3, noNaN: true }))
    await fc.assert(
      fc.asyncProperty(shares, async (share) => {
        const size = { width: Math.round(share * width), height: Math.round(share * height) }
        const file = await copy
          .clone()
          .resize({ ...size, fit: 'fill' })
          .png()
          .toBuffer()
        const found = detect(await readPicture(file), wavesOf(key))
        expect(found).toMatchObject({
          value: VALUE,
          shape: { across: expect.closeTo(1 / share, 1), turn: 0 },
        })
      }),
      { numRuns: 4 },
    )
  })

  it.each([
    ['small', SMALL],
    ['large', LARGE],
  ])('keeps the structural similarity (SSIM): %s', (_, picture) => {
    const copy = marked(picture, VALUE, key)
    expect(
      ssim(lumaOf(picture.data, 4), lumaOf(copy.data, 4), picture.width, picture.height),
    ).toBeGreaterThan(0.985)
  })

  it('is not found with another key, nor in a picture without a mark', () => {
    const picture = makePicture(256, 192, { noise: 12 })
    const copy = marked(picture, VALUE, key)
    const plan = planOf(picture, EQUAL, ({ across }) => Math.abs(across - 1) < 0.01)
    expect(detect(copy, wavesOf(other), plan)).toBeUndefined()
    expect(detect(copy, wavesOf(key), plan)).toMatchObject({ value: '01234567' })
    expect(detect(picture, wavesOf(key), plan)).toBeUndefined()
  })

  it('changes flat ground by one level at most, beside edges, too', () => {
    const text = (x: number, y: number) => (y % 24 < 2 && x % 50 < 40 ? 0 : 240)
    const page = paint(300, 200, (x, y) => [text(x, y), text(x, y), text(x, y), 255])
    const { data } = marked(page, VALUE, key)
    const changes = data.map((value, at) => Math.abs(value - (page.data[at] ?? 0)))
    const ground = changes.filter((_, at) => page.data[at] === 240)
    expect(ground.filter((change) => change > 2).length / ground.length).toBeLessThan(0.01)
  })

  it.each([
    ['small', 330, 250],
    ['large', 608, 128],
  ])('is invisible on smooth ground with grain, and weaker on dark ground: %s', (_, width, height) => {
    const seen = (luma: number) => {
      const picture = paint(width, height, (x, y) => {
        const grain = luma + ((Math.imul(y * width + x + 1, 0x9e3779b1) >>> 13) % 5) - 2
        return [grain, grain, grain, 255]
      })
      const plane = (data: Uint8Array) => ({ width, height, luma: lumaOf(data, 4) })
      const blocks = differencesOnSmooth(plane(picture.data), plane(marked(picture, VALUE, key).data))
      expect(blocks.length).toBeGreaterThan(250)
      return Math.sqrt(blocks.reduce((sum, value) => sum + value * value, 0) / blocks.length)
    }
    expect(seen(150)).toBeGreaterThan(0.2)
    expect(seen(150)).toBeLessThan(0.5)
    expect(seen(40)).toBeLessThan(0.8 * seen(150))
  })

  it('does not change alpha, and fits pictures of any size', () => {
    for (const [width, height] of [
      [1, 1],
      [2, 7],
      [5, 3],
      [131, 9],
    ] as const) {
      const picture = makePicture(width, height, { alpha: 'soft', noise: 20 })
      const { data } = marked(picture, VALUE, key)
      expect(data.filter((_, at) => at % 4 === 3)).toEqual(picture.data.filter((_, at) => at % 4 === 3))
    }
  })

  it('is the same each time, and differs for another value or key', () => {
    const first = marked(SMALL, VALUE, key).data
    expect(marked(SMALL, VALUE, key).data).toEqual(first)
    expect(marked(SMALL, '1123456789abcdef', key).data).not.toEqual(first)
    expect(marked(SMALL, VALUE, other).data).not.toEqual(first)
  })

  it('takes less memory than half of the picture, plus its tiles', () => {
    const args = { value: VALUE, stream: key.streams[64] }
    const [width, height] = [4000, 3000]
    expect(stepMemory({ width, height }, { op: 'mark', args })).toBeLessThan(2 * width * height + 300_000)
  })
})

it('reads a mark from a PNG of a JPEG that the Worker may have written', async () => {
  const { data, width, height } = marked(SMALL, VALUE, key)
  const file = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
  const { data: again, info } = await sharp(await file.jpeg({ quality: 82 }).toBuffer())
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const copy = { data: again, width: info.width, height: info.height }
  expect(detect(copy, wavesOf(key))?.value).toBe('01234567')
})
