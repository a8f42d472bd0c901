import sharp from 'sharp'
import { afterAll, describe, expect, it, test, vi } from 'vitest'
import type { Header } from '../../../src/engine/formats/header.ts'
import { losslessThreshold } from '../../../src/engine/formats/lossless-rival.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { makePlan } from '../../../src/engine/plan/make-plan.ts'
import { inKernel } from '../../support/engine/operate.ts'
import { intentOf, transformed } from '../../support/engine/transformed.ts'
import { heapAdmission, watchHeaps } from '../../support/isolate/heap-watch.ts'
import { LIMITS } from '../../support/isolate/limits.ts'
import { rawOf } from '../../support/picture/decoded.ts'
import { makePicture } from '../../support/picture/pictures.ts'

const heaps = watchHeaps()
afterAll(() => vi.unstubAllGlobals())

/** Returns an RGBA picture whose colors are given by a function. */
function painted(width: number, height: number, color: (x: number, y: number) => readonly number[]): Frame {
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(color(x, y), 4 * (y * width + x))
  return { width, height, data }
}

/** Bars, lines and a checkered area in five colors. */
const CHART = painted(320, 240, (x, y) => {
  if (x % 40 === 0 || y % 30 === 0) return [200, 200, 200, 255]
  if (x > 200 && y < 60) return (x + y) % 2 === 0 ? [0, 0, 0, 255] : [255, 255, 255, 255]
  if (x % 40 < 20 && y > 240 - ((x * 7) % 200)) return [30, 90, 200, 255]
  return [255, 255, 255, 255]
})
/** Chart with a transparent area, which has colors of its own. */
const CLEAR = painted(320, 240, (x, y) => {
  const pixel = [...CHART.data.subarray(4 * (y * 320 + x), 4 * (y * 320 + x) + 4)]
  return x < 120 && y < 90 ? [x & 255, y & 255, 90, 0] : pixel
})
/** Gradient whose near-lossless file is longer than the lossless one. */
const SKY = painted(800, 600, (_, y) => [
  70 + (120 * y) / 600,
  130 + (90 * y) / 600,
  220 + (20 * y) / 600,
  255,
])
const PHOTO = makePicture(320, 240, { noise: 30 })

const png = async (frame: Frame) => new Uint8Array(await sharp(frame.data, rawOf(frame)).png().toBuffer())
const pixels = async (file: Uint8Array) => sharp(file).ensureAlpha().raw().toBuffer()

test.each([
  ['chart', CHART],
  ['sky', SKY],
  ['transparent chart', CLEAR],
])('a near-lossless WebP of a %s is not longer than a lossless one', async (_, frame) => {
  const file = await png(frame)
  const { length } = await transformed(file, 'format=webp&lossless=1')
  for (const quality of [100, 60, 1])
    expect(
      (await transformed(file, `format=webp&nearlossless=1&quality=${quality}`)).length,
    ).toBeLessThanOrEqual(length)
})

it('sends the lossless WebP of a drawing whose near-lossless one is longer', async () => {
  const file = await png(SKY)
  const made = await transformed(file, 'format=webp&nearlossless=1&quality=60')
  expect((await pixels(made.body)).equals(await pixels(file))).toBe(true)
})

describe.each([
  ['chart', CHART],
  ['transparent chart', CLEAR],
])('the JPEG XL of a %s', (_, frame) => {
  it('is the lossless one if that is shorter', async () => {
    const file = await png(frame)
    const lossless = await transformed(file, 'format=jxl&lossless=1')
    for (const query of ['format=jxl', 'format=jxl&quality=95', 'format=jxl&quality=95&alphaquality=50'])
      expect(Buffer.compare((await transformed(file, query)).body, lossless.body)).toBe(0)
    const lossy = await transformed(file, 'format=jxl&quality=1')
    expect(lossy.length).toBeLessThanOrEqual(lossless.length)
  })

  it('is at most as long as the lossless one within max_bytes', async () => {
    const file = await png(frame)
    const { length } = await transformed(file, 'format=jxl&lossless=1')
    const made = await transformed(file, `format=jxl&quality=95&max_bytes=${length}`)
    expect(made.length).toBeLessThanOrEqual(length)
    expect(made.info.tries).toBeLessThanOrEqual(4)
  })
})

it('names quality 100 if a search finds nothing that is shorter than the lossless JPEG XL', async () => {
  const file = await png(CHART)
  const { body } = await transformed(file, 'format=jxl&lossless=1')
  const made = await transformed(file, `format=jxl&max_bytes=${body.length}`)
  expect(Buffer.compare(made.body, body)).toBe(0)
  expect(made.info.quality).toBe(100)
  const refused = transformed(file, `format=jxl&max_bytes=${body.length - 1}`)
  await expect(refused).rejects.toMatchObject({ code: 'over-max-bytes' })
})

describe('the threshold for a lossless encode', () => {
  const thresholdOf = (frame: Frame) => {
    const { kernel, picture } = inKernel(frame)
    return losslessThreshold(picture, kernel)
  }

  it('is infinite for photographs', () => {
    expect(thresholdOf(PHOTO)).toBe(Number.POSITIVE_INFINITY)
    expect(thresholdOf(makePicture(800, 600, { noise: 4 }))).toBe(Number.POSITIVE_INFINITY)
  })

  it('is zero for drawings in few colors', () => {
    expect(thresholdOf(CHART)).toBe(0)
  })

  it('is an estimate of the lossless file for drawings in many colors', () => {
    const glow = painted(400, 300, (x, y) => [x >> 1, y >> 1, (x + y) >> 2, 255])
    expect(thresholdOf(glow)).toBeGreaterThan(0)
    expect(thresholdOf(glow)).toBeLessThan((glow.width * glow.height) / 8)
  })
})

describe('memory for a lossless encode', () => {
  const gray = async (frame: Frame) =>
    new Uint8Array(await sharp(frame.data, rawOf(frame)).removeAlpha().toColourspace('b-w').png().toBuffer())

  it.each(['format=jxl', 'format=jxl&quality=95&max_bytes=3000', 'format=webp&nearlossless=1'])(
    'is planned: %s',
    async (query) => {
      for (const file of [await png(CHART), await png(CLEAR), await gray(CHART)])
        await transformed(file, query, { admission: heapAdmission(heaps) })
    },
  )

  const header: Header = {
    format: 'png',
    width: 3000,
    height: 2000,
    depth: 8,
    components: 4,
    alpha: true,
    icc: false,
    frames: 1,
    progressive: false,
    orientation: 1,
  }
  const triesAt = (memory: number, query: string) =>
    makePlan(header, intentOf(query), 300_000, { ...LIMITS, memory, output_pixels: 1e8 }).settings
      .triesLossless

  it.each(['format=webp&nearlossless=1&width=1500', 'format=jxl&width=1500'])('is optional: %s', (query) => {
    const found: (true | undefined)[] = []
    for (let memory = 2 ** 24; memory <= 2 ** 28; memory += 2 ** 20)
      try {
        found.push(triesAt(memory, query))
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/over-budget|too-large/) })
      }
    expect([found[0], found.at(-1)]).toEqual([undefined, true])
  })

  it('is planned for still pictures that are encoded with loss alone', () => {
    expect(triesAt(2 ** 28, 'format=webp&width=300')).toBe(undefined)
    expect(triesAt(2 ** 28, 'format=jxl&lossless=1&width=300')).toBe(undefined)
    expect(triesAt(2 ** 28, 'format=png&width=300')).toBe(undefined)
  })
})
