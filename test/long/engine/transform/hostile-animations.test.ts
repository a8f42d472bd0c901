import { describe, expect, it, test } from 'vitest'
import { join, le24, webpChunk } from '../../../support/bytes/image-writers.ts'
import { decodeFilm, type Film, sharpFilm } from '../../../support/engine/animated.ts'
import { intentOf, transformed } from '../../../support/engine/transformed.ts'
import { type AnimatedImage, writeAnimatedGif } from '../../../support/gif/animation.ts'
import { movingGif, movingWebp } from '../../../support/picture/films.ts'
import { shownAt } from '../../../support/picture/moving.ts'
import { failure } from '../../../support/process/failure.ts'
import { flatImage, type WebpFrame, writeAnimatedWebp } from '../../../support/webp/animation.ts'

const SIZE = { width: 24, height: 16 }
const AREA = SIZE.width * SIZE.height
const PALETTE = [
  [0, 0, 0],
  [250, 0, 0],
  [0, 250, 0],
] as const

const image = (indices: Uint8Array, rest: Partial<AnimatedImage> = {}): AnimatedImage => ({
  ...SIZE,
  indices,
  delay: 10,
  ...rest,
})
const flat = (color: number) => new Uint8Array(AREA).fill(color)
const gif = (images: readonly AnimatedImage[], loops?: number) =>
  writeAnimatedGif({ ...SIZE, palette: PALETTE, images, loops })

const made = async (file: Uint8Array, query: string) =>
  sharpFilm((await transformed(file, { ...intentOf(`animate=1&${query}`), keepSmaller: false })).body)

/**
 * Returns the shown pictures with the colors of transparent pixels set to 0, since these do not
 * matter.
 */
const visible = (film: Film) =>
  shownAt(film).map((data) => data.map((value, at) => ((data[at | 3] ?? 0) === 0 ? 0 : value)))

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, at) => make(at))

/** Animations whose frames each cover the canvas, or change its corners. */
const FILMS: Readonly<Record<string, Uint8Array>> = {
  'a GIF whose frames cover the screen and are removed': gif(
    times(8, (at) => image(flat(1 + (at % 2)), { disposal: 2 })),
  ),
  'a GIF whose frames cover the screen and give back what they covered': gif(
    times(8, (at) => image(flat(at % 3), { disposal: at === 0 ? 1 : 3 })),
  ),
  'a GIF that shows nothing every other time': gif(
    times(8, (at) => image(flat(at % 2), { disposal: 2, transparent: 0 })),
  ),
  'a GIF that changes opposite corners': gif(
    times(8, (at) =>
      image(
        flat(0)
          .fill(at % 3, 0, 1)
          .fill((at + 1) % 3, AREA - 1),
        { disposal: at % 4 },
      ),
    ),
  ),
  'a GIF of squares that come and go': movingGif(40),
  'a WebP of squares that come and go': movingWebp(40),
  'a WebP whose frames cover the canvas, half transparent, laid over or put': writeAnimatedWebp({
    ...SIZE,
    frames: times(
      9,
      (at): WebpFrame => ({
        ...SIZE,
        image: flatImage(SIZE.width, SIZE.height, [9 * at, 200, 255 - at, at % 2 ? 128 : 0]),
        replaces: at % 3 === 0,
        cleared: at % 4 === 1,
      }),
    ),
  }),
}

describe('a lossless animation', () => {
  test.each(Object.entries(FILMS))('shows the same as its source: %s', async (_, file) => {
    const [source, film] = [await decodeFilm(file), await made(file, 'lossless=1')]
    expect(visible(film)).toEqual(visible(source))
  })
})

describe('a near-lossless animation', () => {
  test.each(Object.entries(FILMS))('changes as little as its quality says: %s', async (_, file) => {
    const [source, film] = [await decodeFilm(file), await made(file, 'nearlossless=1&quality=40')]
    const [before, after] = [visible(source), visible(film)]
    expect(after).toHaveLength(before.length)
    for (const [at, data] of after.entries()) {
      const differences = data.map((value, index) => Math.abs(value - (before[at]?.[index] ?? 0)))
      expect(Math.max(...differences)).toBeLessThanOrEqual(4)
      expect(Math.max(...differences.filter((_, index) => index % 4 === 3))).toBe(0)
    }
  })

  it('takes fewer bytes than a lossless one', async () => {
    const file = movingGif(6)
    const sizeOf = async (query: string) =>
      (await transformed(file, intentOf(`animate=1&width=100&${query}`))).body.length
    expect(await sizeOf('nearlossless=1&quality=20')).toBeLessThan(0.8 * (await sizeOf('lossless=1')))
  })
})

it('keeps frames of duration 0', async () => {
  const file = gif(times(6, (at) => image(flat(at % 3), { delay: 0 })))
  expect((await made(file, 'lossless=1')).frames.map(({ duration }) => duration)).toEqual(Array(6).fill(0))
})

it('divides a frame whose duration exceeds the maximum of WebP', async () => {
  const file = gif([...times(30, () => image(flat(1), { delay: 65_535 })), image(flat(2))])
  for (const query of ['quality=80', 'lossless=1']) {
    const { frames } = await made(file, query)
    expect(frames.map(({ duration }) => duration)).toEqual([0xffffff, 30 * 655_350 - 0xffffff, 100])
    expect(frames[1]?.data).toEqual(frames[0]?.data)
  }
})

it.each([
  [0, 0],
  [1, 2],
  [65_534, 65_535],
  [65_535, 65_535],
])('turns %d repetitions of a GIF into %d plays, at most 65,535', async (repeats, shown) => {
  expect((await made(gif([image(flat(1)), image(flat(2))], repeats), 'width=9')).loops).toBe(shown)
})

it('plays as often as the last extension of a GIF says', async () => {
  const file = gif([image(flat(1)), image(flat(2), { loops: 65_535 })], 1)
  expect((await made(file, 'width=9')).loops).toBe(65_535)
  expect((await made(gif([image(flat(1)), image(flat(2), { loops: 2 })], 1), 'width=9')).loops).toBe(3)
})

it.each([0, 1, 65_535])('plays as often as a WebP source does: %d', async (loops) => {
  const file = movingWebp(3, { loops })
  expect((await made(file, 'width=9')).loops).toBe(loops)
})

describe('an animation of 65,535 frames', () => {
  function manyOfGif(): Uint8Array {
    const [one, two] = [gif([image(flat(1))]), gif(times(2, () => image(flat(1))))]
    const next = two.subarray(one.length - 1, -1)
    return Buffer.concat([one.subarray(0, -1), ...Array(65_534).fill(next), Uint8Array.of(0x3b)])
  }

  function manyOfWebp(): Uint8Array {
    const image = flatImage(2, 2, [1, 2, 3])
    const next = webpChunk('ANMF', join(...[0, 0, 1, 1, 100].map(le24), 0, image))
    const behind = [Buffer.concat(Array(65_534).fill(next))]
    return writeAnimatedWebp({ ...SIZE, frames: [{ width: 2, height: 2, image }], behind })
  }

  it.each([
    ['GIF', manyOfGif],
    ['WebP', manyOfWebp],
  ])('is counted and refused before it is decoded: %s', async (_, make) => {
    const file = make()
    const { body } = await transformed(file, 'output=json')
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({ frames: 65_535 })
    await expect(transformed(file, 'animate=1')).rejects.toThrow(
      failure('too-large', expect.stringContaining('the animation has 65535 frames of 24x16')),
    )
    await expect(transformed(file, 'page=10000')).rejects.toThrow(failure('too-large'))
  })
})
