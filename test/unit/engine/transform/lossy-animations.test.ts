import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_QUALITY } from '../../../../src/engine/options/default-quality.ts'
import type { Size } from '../../../../src/engine/picture/size.ts'
import { type Film, sharpFilm } from '../../../support/engine/animated.ts'
import { intentOf, transformed } from '../../../support/engine/transformed.ts'
import { randomNumbers } from '../../../support/properties/random.ts'

const SIZE = { width: 160, height: 112 }
const FRAMES = 16

type Pixel = readonly [number, number, number, number]

/** Encodes an animation whose pixels are computed by a function of x, y and time. */
async function filmOf(
  { width, height }: Size,
  count: number,
  pixel: (x: number, y: number, t: number) => Pixel,
) {
  const data = new Uint8Array(width * height * count * 4)
  for (let at = 0; at < data.length / 4; at++) {
    const row = Math.floor(at / width)
    data.set(pixel(at % width, row % height, Math.floor(row / height)), at * 4)
  }
  const film = sharp(data, { raw: { width, height: height * count, channels: 4, pageHeight: height } })
  const options = { lossless: true, exact: true, delay: Array(count).fill(40), loop: 0 }
  return new Uint8Array(await film.webp(options).toBuffer())
}

const animated = async (file: Uint8Array, query = '') =>
  transformed(file, { ...intentOf(`animate=1&format=webp${query}`), keepSmaller: false })

/** Returns the picture shown in each interval of 40 ms. */
const shownOf = ({ frames }: Film) =>
  frames.flatMap(({ data, duration }) => Array.from({ length: Math.round(duration / 40) }, () => data))

/** Returns the mean difference of two animations, in levels. */
function differenceOf(one: readonly Uint8Array[], other: readonly Uint8Array[]): number {
  const means = one.map(
    (data, at) =>
      data.reduce((sum, value, i) => sum + Math.abs(value - (other[at]?.[i] ?? 0)), 0) / data.length,
  )
  return means.reduce((sum, mean) => sum + mean, 0) / means.length
}

describe('a lossy animation of two squares over a still picture', () => {
  let file = new Uint8Array()
  beforeAll(async () => {
    const random = randomNumbers(7)
    const grain = Array.from({ length: SIZE.width * SIZE.height }, () => (random() >>> 27) - 16)
    file = await filmOf(SIZE, FRAMES, (x, y, t) => {
      if (x >= 8 * t && x < 8 * t + 16 && y >= 10 && y < 26) return [220, 30, 40, 255]
      if (x >= 144 - 8 * t && x < 160 - 8 * t && y >= 90 && y < 106) return [30, 60, 220, 255]
      const level = 120 + 60 * Math.sin(x / 5 + y / 11) + (grain[y * SIZE.width + x] ?? 0)
      return [level, level / 2 + y, 200 - level / 2, 255]
    })
  })

  it('takes no more bytes than libwebp, and looks no worse', async () => {
    const ours = await animated(file)
    const theirs = await sharp(file, { animated: true }).webp({ quality: DEFAULT_QUALITY.webp }).toBuffer()
    expect(ours.length).toBeLessThan(1.1 * theirs.length)
    const [source, film, other] = await Promise.all(
      [file, ours.body, theirs].map(async (it) => sharpFilm(it)),
    )
    if (!source || !film || !other) return expect.fail()
    const loss = differenceOf(shownOf(source), shownOf(film))
    expect(loss).toBeLessThan(1.1 * differenceOf(shownOf(source), shownOf(other)))
  })

  it('is the same file each time', async () => {
    const [one, other] = [await animated(file), await animated(file)]
    expect(one.body).toEqual(other.body)
  })
})

it('leaves no traces of a moving square on a smooth ground', async () => {
  const file = await filmOf(SIZE, FRAMES, (x, y, t) => {
    const far = Math.abs(Math.hypot(x - 8 * t - 16, y - 56) - 14)
    return far < 2.5 ? [20, 20, 20, 255] : [140, 200, 250, 255]
  })
  const last = shownOf(await sharpFilm((await animated(file)).body)).at(-1) ?? expect.fail()
  const ground = [...last.keys()].filter((at) => (at >> 2) % SIZE.width < 90)
  const levels = [140, 200, 250, 255]
  const worst = Math.max(...ground.map((at) => Math.abs((last[at] ?? 0) - (levels[at & 3] ?? 0))))
  expect(worst).toBeLessThanOrEqual(4)
})

it('follows a slow fade to the end', async () => {
  const light = (x: number, y: number, t: number) =>
    200 - 2 * t + Math.round(10 * Math.sin(x / 9) * Math.cos(y / 7))
  const file = await filmOf({ width: 64, height: 48 }, 60, (x, y, t) => {
    const level = light(x, y, t)
    return [level, level, level, 255]
  })
  const shown = shownOf(await sharpFilm((await animated(file)).body))
  expect(shown).toHaveLength(60)
  for (const [t, data] of shown.entries()) {
    const worst = data.reduce((most, value, at) => {
      if (at % 4 === 3) return most
      return Math.max(most, Math.abs(value - light((at >> 2) % 64, Math.floor(at / 256), t)))
    }, 0)
    expect(worst).toBeLessThanOrEqual(12)
  }
})

it('keeps the transparency of every frame', async () => {
  const file = await filmOf(SIZE, FRAMES, (x, y, t) => {
    if (x < 40 && y < 40) return [30, 160, 90, 255]
    const far = Math.hypot(x - 6 * t - 30, y - 60)
    return far < 20 ? [240, 120, 20, 255] : far < 24 ? [240, 120, 20, 128] : [0, 0, 0, 0]
  })
  const [source, film] = [await sharpFilm(file), await sharpFilm((await animated(file)).body)]
  const alphas = (film: Film) => shownOf(film).map((data) => data.filter((_, at) => at % 4 === 3))
  expect(alphas(film)).toEqual(alphas(source))
})
