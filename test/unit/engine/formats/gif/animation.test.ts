import { describe, expect, it } from 'vitest'
import { decoders } from '../../../../../src/engine/formats/codecs.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { Failure } from '../../../../../src/errors.ts'
import { decodeFilm, type Film, filmMemory, sharpFilm } from '../../../../support/engine/animated.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { headerOf } from '../../../../support/engine/decode-whole.ts'
import { type AnimatedGif, type AnimatedImage, writeAnimatedGif } from '../../../../support/gif/animation.ts'
import { gifPicture, indices, palette } from '../../../../support/gif/writer.ts'

const [WIDTH, HEIGHT] = [23, 17]

/**
 * Returns a noise image with a transparent color. Without one, sharp paints the background instead
 * of leaving it transparent.
 */
function image(width: number, height: number, rest: Partial<AnimatedImage> = {}): AnimatedImage {
  return { ...gifPicture(width, height, 8), delay: 7, transparent: 3, ...rest }
}

const gif = (...images: AnimatedImage[]) => of({ images })
const of = (file: Partial<AnimatedGif> & Pick<AnimatedGif, 'images'>) =>
  writeAnimatedGif({ width: WIDTH, height: HEIGHT, palette: palette(8), ...file })

const whole = image(WIDTH, HEIGHT)
const part = image(9, 8, { left: 4, top: 5, indices: indices(72, 8, 5) })
const other = image(12, 6, { left: 8, top: 9, indices: indices(72, 8, 9), delay: 31 })

const FILMS: Readonly<Record<string, Uint8Array>> = {
  'parts over each other': gif(whole, part, other, part),
  'parts alone': gif(part, other),
  'opaque parts': gif(whole, { ...part, transparent: undefined }, other),
  'removed parts': gif({ ...whole, disposal: 1 }, { ...part, disposal: 2 }, { ...other, disposal: 2 }, part),
  'restored parts': gif(
    whole,
    { ...part, disposal: 3 },
    { ...other, disposal: 3 },
    { ...part, disposal: 4 },
    other,
  ),
  'a restored first image': gif({ ...part, disposal: 3 }, other),
  'a removed first image': gif({ ...whole, disposal: 2 }, other),
  'disposals that nobody has defined': gif(whole, { ...part, disposal: 5 }, { ...other, disposal: 7 }, part),
  'local colors': gif(whole, { ...part, palette: palette(200).slice(90), disposal: 2 }, other),
  'no colors for all': of({
    palette: undefined,
    images: [whole, part].map((it) => ({ ...it, palette: palette(8) })),
  }),
  'no colors for the first image': of({
    palette: undefined,
    images: [
      { ...whole, indices: indices(WIDTH * HEIGHT, 2) },
      { ...part, palette: palette(8) },
    ],
  }),
  'no colors for the second image': of({
    palette: undefined,
    images: [
      { ...whole, palette: palette(8) },
      { ...part, indices: indices(72, 2) },
    ],
  }),
  interlaced: gif(
    { ...whole, interlaced: true },
    { ...part, interlaced: true, disposal: 3 },
    { ...other, interlaced: true },
  ),
  'beyond the screen': gif(
    whole,
    { ...image(WIDTH, HEIGHT), left: 11, top: 6 },
    { ...part, left: 99, top: 3 },
    { ...other, left: 2, top: 77 },
  ),
  'a first image beyond the screen': gif({ ...image(WIDTH, HEIGHT), left: 11, top: 6 }, whole),
  'without a control': gif(whole, { ...gifPicture(WIDTH, HEIGHT, 8), delay: undefined }, part),
  'an image of no size': gif(whole, { ...image(0, 4), disposal: 2 }, part),
}

function expectSame(found: Film, expected: Film): void {
  expect(found.loops).toBe(expected.loops)
  expect(found.frames.map(({ duration }) => duration)).toEqual(
    expected.frames.map(({ duration }) => duration),
  )
  for (const [index, { data }] of found.frames.entries())
    expect(Buffer.compare(data, expected.frames[index]?.data ?? new Uint8Array(0)), `frame ${index}`).toBe(0)
}

describe('the frames of a GIF', () => {
  it.each(Object.entries(FILMS))('are those of sharp: %s', async (_, file) => {
    expectSame(await decodeFilm(file), await sharpFilm(file))
  })
})

const LOOPS = [undefined, 0, 1, 2, 65_535]
const TIMES = [0, 1, 2, 10, 65_535]

it.each(LOOPS)('repeats as often as in sharp: %s', async (loops) => {
  for (const application of ['NETSCAPE2.0', 'ANIMEXTS1.0'] as const) {
    const file = of({ loops, application, images: [whole, part] })
    expect((await decodeFilm(file)).loops).toBe((await sharpFilm(file)).loops)
  }
})

it.each([
  ['before the first image', of({ loops: 1, images: [{ ...whole, loops: 2 }, part] }), 3],
  ['between images', of({ loops: 1, images: [whole, { ...part, loops: 2 }, part] }), 3],
  ['between images, forever', of({ loops: 1, images: [whole, { ...part, loops: 0 }] }), 0],
  ['after all images', of({ loops: 1, images: [whole, part], lastLoops: 2 }), 3],
])('repeats as its last extension says, as in sharp: %s', async (_, file, loops) => {
  expect((await sharpFilm(file)).loops).toBe(loops)
  expect((await decodeFilm(file)).loops).toBe(loops)
})

it.each(TIMES)('keeps durations: %d hundredths of a second', async (delay) => {
  const { frames } = await decodeFilm(gif(whole, { ...part, delay }))
  expect(frames[1]?.duration).toBe(delay * 10)
})

it('shows interlaced images that exceed the screen like other images', async () => {
  const film = (interlaced: boolean) =>
    decodeFilm(gif(whole, { ...whole, left: 11, top: 6, interlaced }, { ...part, top: 12, interlaced }))
  expectSame(await film(true), await film(false))
})

it('makes the area of a removed opaque image transparent', async () => {
  const box = { left: 4, top: 5, width: 9, height: 8 }
  const opaque = { ...gifPicture(9, 8, 8), ...box, delay: 7, disposal: 2 }
  const { frames } = await decodeFilm(
    gif({ ...whole, transparent: undefined }, opaque, { ...part, left: 99 }),
  )
  const data = frames[2]?.data ?? []
  for (let at = 3; at < data.length; at += 4) {
    const [x, y] = [((at - 3) / 4) % WIDTH, Math.floor(at / 4 / WIDTH)]
    expect(data[at]).toBe(x >= 4 && x < 13 && y >= 5 && y < 13 ? 0 : 255)
  }
})

it('takes at most the planned memory, for any number of frames', async () => {
  for (const count of [1, 3, 40]) {
    const kinds = [whole, { ...part, disposal: 3 }, { ...other, interlaced: true }]
    const file = gif(...Array.from({ length: count }, (_, index) => kinds[index % 3] ?? whole))
    const { planned, held } = await filmMemory(file)
    // Only an animation that restores a picture has a second canvas.
    expect(held).toBe(planned)
  }
})

it('gives the same frames for any chunks of input', async () => {
  for (const file of Object.values(FILMS)) {
    const pieces = Array.from({ length: file.length }, (_, at) => at)
    expectSame(await decodeFilm(file, byteInput(file, pieces)), await decodeFilm(file))
  }
})

it('gives the frames before a truncation, and fails if it is inside a frame', async () => {
  const file = gif(whole, { ...part, disposal: 3 }, other)
  const { frames } = await decodeFilm(file)
  const counts = new Set<number>()
  for (let length = headerLength(file); length < file.length; length++) {
    const cut = file.subarray(0, length)
    const found = await decodeFilm(cut).catch((error: unknown) => error)
    if (found instanceof Failure) expect(found.code).toBe('corrupt')
    else {
      const film = found as Film
      counts.add(film.frames.length)
      expectSame(film, { loops: 1, frames: frames.slice(0, film.frames.length) })
    }
  }
  expect([...counts]).toEqual([1, 2, 3])
})

/** Returns the number of bytes that the probe needs. */
function headerLength(file: Uint8Array): number {
  let length = 0
  while (!probe(file.subarray(0, length), false)) length++
  return length
}

it('closes its input when the reader stops', async () => {
  const file = gif(whole, part, other)
  const input = byteInput(file, [100, 130, 160, 180])
  const { animation } = decoders.gif
  const film = await animation?.open(input, headerOf(file), openKernel())
  for await (const { duration } of film?.frames ?? []) {
    expect(duration).toBe(70)
    break
  }
  expect(input.left).toBe(true)
  expect(input.read).toBeLessThan(file.length)
})

it('refuses a file that differs from its header', async () => {
  const header = { ...headerOf(gif(whole)), width: WIDTH + 1 }
  const input = byteInput(gif(whole))
  await expect(decoders.gif.animation?.open(input, header, openKernel())).rejects.toThrow(
    'contradicts its header',
  )
  expect(input.left).toBe(true)
})

it('refuses a file of too many extensions, and accepts long extensions', async () => {
  const file = gif(whole, part)
  const at = file.length - 1
  const withMany = (count: number, extension: readonly number[]) =>
    Uint8Array.from([...file.subarray(0, at), ...Array(count).fill(extension).flat(), ...file.subarray(at)])
  const comment = [0x21, 0xfe, 3, 1, 2, 3, 0]
  await expect(decodeFilm(withMany(10_020, comment))).rejects.toThrow('too many extensions')
  const long = [0x21, 0xff, ...Array(9000).fill([2, 1, 1]).flat(), 0]
  expect((await decodeFilm(withMany(2, long))).frames).toHaveLength(2)
})

it('decodes only the visible part of an image', async () => {
  const file = gif(whole, { ...image(10, 200), top: 10 })
  const cut = file.subarray(0, file.length - 150)
  const found = await decodeFilm(cut)
  expect(Buffer.compare(found.frames[1]?.data ?? cut, (await decodeFilm(file)).frames[1]?.data ?? file)).toBe(
    0,
  )
  const screens = { width: 600, height: 120, indices: new Uint8Array(600 * 120) }
  await expect(decodeFilm(gif(whole, { ...screens, interlaced: true }))).rejects.toThrow(
    'far larger than the screen',
  )
  expect((await decodeFilm(gif(whole, screens))).frames).toHaveLength(2)
})
