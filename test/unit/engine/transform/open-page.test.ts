import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { decoders } from '../../../../src/engine/formats/codecs.ts'
import type { Header } from '../../../../src/engine/formats/header.ts'
import { onPage } from '../../../../src/engine/transform/open-page.ts'
import { openKernel } from '../../../../src/engine/wasm/kernel.ts'
import { decodeFilm } from '../../../support/engine/animated.ts'
import { byteInput } from '../../../support/engine/byte-input.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { transformed } from '../../../support/engine/transformed.ts'
import { asUrl, asUrlLater } from '../../../support/engine/url-terms.ts'
import { type AnimatedImage, writeAnimatedGif } from '../../../support/gif/animation.ts'
import { gifPicture, palette } from '../../../support/gif/writer.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { decoded } from '../../../support/picture/decoded.ts'
import { movingGif, movingWebp } from '../../../support/picture/films.ts'
import { failure } from '../../../support/process/failure.ts'

const [WIDTH, HEIGHT] = [64, 48]
const BOX = { left: 20, top: 10, width: 30, height: 24 }

const whole: AnimatedImage = { ...gifPicture(WIDTH, HEIGHT, 8), delay: 5 }
const solid = (index: number, rest: Partial<AnimatedImage> = {}): AnimatedImage => ({
  width: BOX.width,
  height: BOX.height,
  left: BOX.left,
  top: BOX.top,
  indices: new Uint8Array(BOX.width * BOX.height).fill(index),
  delay: 5,
  ...rest,
})

const gif = writeAnimatedGif({
  width: WIDTH,
  height: HEIGHT,
  palette: palette(8),
  images: [whole, solid(2), solid(5, { disposal: 2 }), solid(1, { left: 0, top: 0 })],
})
const webp = Uint8Array.from(
  await sharp(gif, { animated: true }).webp({ lossless: true, minSize: true }).toBuffer(),
)
const still = Uint8Array.from(await sharp(gif).webp().toBuffer())
const RAW = { raw: { width: WIDTH, height: HEIGHT, channels: 4 } } as const

const FILES = [
  ['GIF', gif],
  ['WebP', webp],
] as const

describe.each(FILES)('a frame of a %s', (_, file) => {
  let frame: (page: number) => Uint8Array
  beforeAll(async () => {
    const { frames } = await decodeFilm(file)
    frame = (page) => frames[page - 1]?.data ?? new Uint8Array(0)
  })

  it.each(['webp&lossless=1', 'png'])('is drawn on its canvas, as %s', async (format) => {
    for (const page of [2, 3, 4]) {
      const { body, processed } = await transformed(file, `page=${page}&format=${format}`)
      expect(processed).toBe(1)
      const { data } = await decoded(body)
      expect(Buffer.compare(data, frame(page))).toBe(0)
    }
  })

  it.each(['jpeg', 'avif', 'auto'])('is written as %s', async (format) => {
    const { body } = await transformed(file, `page=2&width=32&format=${format}`)
    const { width, height, data } = await decoded(body)
    expect({ width, height }).toEqual({ width: 32, height: 24 })
    const expected = await sharp(frame(2), RAW).resize(32).raw().toBuffer()
    const middle = (12 * 32 + 17) * 4
    for (let at = middle; at < middle + 3; at++) expect(data[at] ?? 0).toBeCloseTo(expected[at] ?? 0, -1.3)
  })

  it('defaults to the first one', async () => {
    const [first, none] = await Promise.all([
      transformed(file, 'page=1&format=png'),
      transformed(file, 'format=png'),
    ])
    expect(Buffer.compare(first.body, none.body)).toBe(0)
    expect(Buffer.compare((await decoded(none.body)).data, frame(1))).toBe(0)
  })

  it('has its redactions', async () => {
    const { body } = await transformed(file, 'page=3&format=png&redact=22,12,10,9')
    const { data } = await decoded(body)
    for (let y = 12; y < 21; y++)
      for (let x = 22; x < 32; x++)
        expect([...data.subarray((y * WIDTH + x) * 4, (y * WIDTH + x) * 4 + 4)]).toEqual([0, 0, 0, 255])
  })

  it('is the input of a trim and a smart crop', async () => {
    const still = await sharp(frame(4), RAW).png().toBuffer()
    for (const query of ['trim=0', 'crop=smart&width=20&height=20', 'trim=10&crop=smart&width=9&height=12']) {
      const [page, same] = await Promise.all([
        transformed(file, `page=4&format=png&${query}`),
        transformed(new Uint8Array(still), `format=png&${query}`),
      ])
      expect(page.info).toEqual(same.info)
      expect(await decoded(page.body)).toEqual(await decoded(same.body))
    }
  })

  it('has colors of its own in output=json', async () => {
    const facts = async (query: string) =>
      JSON.parse(Buffer.from((await transformed(file, query)).body).toString())
    const first = await facts('output=json')
    const third = await facts('output=json&page=3')
    expect(third).toMatchObject({ frames: 4, width: WIDTH, height: HEIGHT })
    expect(third.thumbhash).not.toBe(first.thumbhash)
    expect(await facts('output=json&animate=1&linear=1')).toEqual(first)
    await expect(transformed(file, 'output=json&page=5')).rejects.toThrow(failure('bad-parameter'))
    await expect(transformed(file, 'output=json&page=5&trim=3')).rejects.toThrow(failure('bad-parameter'))
  })

  it('is refused if the file has fewer frames, whatever its length', async () => {
    await expect(transformed(file, 'page=5&width=9')).rejects.toThrow(
      'page=5: the image has 4 frames; ask for one of them',
    )
    const header = onPage({ ...headerOf(file), frames: undefined }, 9000, LIMITS)
    const { decode } = decoders[header.format]
    const input = byteInput(file)
    await expect(asUrlLater(decode(input, header, openKernel(), 8))).rejects.toThrow(
      'page=9000: the image has 4 frames',
    )
    expect(input.left).toBe(true)
  })
})

it('refuses page= for a picture without frames', async () => {
  const png = Uint8Array.from(await sharp(gif).png().toBuffer())
  await expect(transformed(png, 'page=2')).rejects.toThrow('only GIF and WebP have frames; leave page out')
  await expect(transformed(still, 'page=2')).rejects.toThrow('the image has 1 frame; leave page out')
  expect((await transformed(png, 'page=1')).processed).toBe(1)
})

it('plans a frame with the size of its canvas', () => {
  const header: Header = headerOf(gif)
  expect(onPage(header, undefined, LIMITS)).toBe(header)
  expect(onPage(header, 1, LIMITS)).toBe(header)
  expect(onPage(headerOf(webp), 2, LIMITS)).toMatchObject({ alpha: true, canvas: { page: 2 } })
  expect(onPage(headerOf(webp), 2, LIMITS).sampling).toBeUndefined()
})

it('refuses a frame if too many pixels have to be decoded before it', () => {
  const header = { ...headerOf(gif), width: 1000, height: 1000, frames: undefined }
  const limits = { animation_pixels: 5_500_000 }
  expect(onPage(header, 5, limits).canvas).toEqual({ page: 5 })
  expect(() => asUrl(() => onPage(header, 6, limits))).toThrow(
    'page=6: of an animation of 1000x1000 only the first 5 frames can be shown, because at most 5500000 pixels may be decoded for one',
  )
  const small = { ...header, width: 1, height: 1 }
  expect(() => onPage(small, 336, limits)).toThrow('the first 335 frames')
})

it.each([
  ['GIF', movingGif(200)],
  ['WebP', movingWebp(200)],
])('yields to others before a late frame of a %s, and stops with the client', async (_, file) => {
  const client = new AbortController()
  const header = onPage(headerOf(file), 200, LIMITS)
  const { decode } = decoders[header.format]
  const input = byteInput(file)
  setTimeout(() => client.abort(new Error('gone')), 0)
  const { signal } = client
  await expect(decode(input, header, openKernel(), 8, { signal })).rejects.toThrow('gone')
  expect(input.left).toBe(true)
})
