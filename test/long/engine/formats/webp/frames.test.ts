import sharp, { type WebpOptions } from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { decoders } from '../../../../../src/engine/formats/codecs.ts'
import { openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { Failure } from '../../../../../src/errors.ts'
import {
  imageChunks,
  join,
  le16,
  le24,
  vp8x,
  WEBP,
  webp,
  webpChunk,
} from '../../../../support/bytes/image-writers.ts'
import { decodeFilm, type Film, filmMemory, sharpFilm } from '../../../../support/engine/animated.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { headerOf } from '../../../../support/engine/decode-whole.ts'
import { rawOf } from '../../../../support/picture/decoded.ts'
import { movingWebp } from '../../../../support/picture/films.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { spreadRows } from '../../../../support/properties/runs.ts'
import { encodeWebp, WEBP_OPTIONS } from '../../../../support/webp/vp8-frames.ts'

const CANVAS = { width: 46, height: 38 }

type Kind = 'lossy' | 'lossy with alpha' | 'lossless' | 'lossless with alpha'

const KINDS: Readonly<Record<Kind, readonly ['none' | 'soft', WebpOptions]>> = {
  lossy: ['none', { quality: 70 }],
  'lossy with alpha': ['soft', { quality: 70 }],
  lossless: ['none', { lossless: true }],
  'lossless with alpha': ['soft', { lossless: true }],
}

interface Frame {
  readonly kind: Kind
  readonly x?: number
  readonly y?: number
  readonly width?: number
  readonly height?: number
  readonly duration?: number
  readonly isRemoved?: boolean
  readonly isPut?: boolean
}

async function image({ kind, width = CANVAS.width, height = CANVAS.height }: Frame): Promise<Uint8Array> {
  const [alpha, options] = KINDS[kind]
  const picture = makePicture(width, height, { alpha, noise: 20 })
  const raw = sharp(picture.data, rawOf(picture))
  const file = await (alpha === 'none' ? raw.removeAlpha() : raw).webp(options).toBuffer()
  return imageChunks(file)
}

async function anmf(frame: Frame): Promise<Uint8Array> {
  const { x = 0, y = 0, width = CANVAS.width, height = CANVAS.height, duration = 70 } = frame
  const place = [x / 2, y / 2, width - 1, height - 1, duration].map(le24)
  const flags = Number(frame.isRemoved ?? false) | (Number(frame.isPut ?? false) << 1)
  return webpChunk('ANMF', join(...place, flags, await image(frame)))
}

const ANIM = webpChunk('ANIM', join([9, 80, 200, 255], le16(3)))

async function animation(...frames: readonly Frame[]): Promise<Uint8Array<ArrayBuffer>> {
  const head = vp8x(WEBP.animation | WEBP.alpha, CANVAS.width, CANVAS.height)
  return webp(head, ANIM, ...(await Promise.all(frames.map(anmf))))
}

const small = { x: 6, y: 12, width: 21, height: 17 }
const wide = { x: 12, y: 2, width: 33, height: 9 }

const FILMS: Readonly<Record<string, readonly Frame[]>> = {
  'lossy frames': [{ kind: 'lossy' }, { kind: 'lossy', ...small }, { kind: 'lossy', ...wide, duration: 0 }],
  'lossy frames with alpha': [
    { kind: 'lossy' },
    { kind: 'lossy with alpha', ...small },
    { kind: 'lossy with alpha', ...wide, isPut: true },
  ],
  'lossless frames': [{ kind: 'lossless' }, { kind: 'lossless', ...small }, { kind: 'lossless', ...wide }],
  'frames laid over each other': [
    { kind: 'lossless with alpha', ...wide },
    { kind: 'lossless with alpha', ...small },
    { kind: 'lossless with alpha' },
  ],
  'frames put in place of each other': [
    { kind: 'lossless' },
    { kind: 'lossless with alpha', ...small, isPut: true },
    { kind: 'lossless with alpha', ...wide, isPut: true },
  ],
  'removed frames': [
    { kind: 'lossless', isRemoved: false },
    { kind: 'lossy', ...small, isRemoved: true },
    { kind: 'lossless with alpha', ...wide, isRemoved: true },
    { kind: 'lossy with alpha', ...small },
  ],
  'all kinds': (['lossy', 'lossless with alpha', 'lossy with alpha', 'lossless'] as const).flatMap((kind) => [
    { kind, ...small },
    { kind, ...wide },
  ]),
}

const files = new Map<string, Uint8Array>()
beforeAll(async () => {
  for (const [name, frames] of Object.entries(FILMS)) files.set(name, await animation(...frames))
})
const fileOf = (name: string) => files.get(name) ?? new Uint8Array(0)

/** Compares two animations. Colors of transparent pixels do not matter. */
function expectAlike(found: Film, expected: Film, most: number): void {
  expect(found.loops).toBe(expected.loops)
  expect(found.frames.map(({ duration }) => duration)).toEqual(
    expected.frames.map(({ duration }) => duration),
  )
  for (const [index, { data }] of found.frames.entries()) {
    const other = expected.frames[index]?.data ?? new Uint8Array(0)
    expect(data.length).toBe(other.length)
    let farthest = 0
    for (let at = 0; at < data.length; at++) {
      const isShown = (other[at | 3] ?? 0) > 0 || at % 4 === 3
      if (isShown) farthest = Math.max(farthest, Math.abs((data[at] ?? 0) - (other[at] ?? 0)))
    }
    expect(farthest, `frame ${index}`).toBeLessThanOrEqual(most)
  }
}

describe('the frames of an animated WebP', () => {
  it.each(Object.keys(FILMS))('look as in sharp: %s', async (name) => {
    expectAlike(await decodeFilm(fileOf(name)), await sharpFilm(fileOf(name)), 2)
  })
})

it('takes at most the planned memory, for any number of frames', async () => {
  const [still, small, large] = await Promise.all([
    animation({ kind: 'lossy with alpha' }),
    animation({ kind: 'lossless with alpha', ...wide }, { kind: 'lossy with alpha' }),
    animation(...Array.from({ length: 10 }, () => FILMS['all kinds'] ?? []).flat(), {
      kind: 'lossy with alpha',
    }),
  ])
  const helds = []
  for (const file of [still, small, large, ...files.values()]) {
    for (const size of [file.length, 0]) {
      const { planned, held } = await filmMemory(file, size)
      expect(held).toBeLessThanOrEqual(planned)
      helds.push(held)
    }
  }
  // A two-frame animation takes as much as one with 81 frames.
  expect(helds[2]).toBe(helds[4])
})

it('plans enough memory for lossy frames of several partitions', async () => {
  const { width, height } = CANVAS
  const frame = await encodeWebp(width, height, { ...WEBP_OPTIONS['of eight partitions'], quality: 100 })
  const place = [0, 0, width - 1, height - 1, 70].map(le24)
  const chunk = webpChunk('ANMF', join(...place, 0, imageChunks(frame)))
  const file = webp(vp8x(WEBP.animation, width, height), ANIM, chunk)
  const { planned, held } = await filmMemory(file)
  expect(held).toBeLessThanOrEqual(planned)
})

it('gives the same frames for any chunks of input', async () => {
  const file = fileOf('removed frames')
  const pieces = Array.from({ length: file.length }, (_, at) => at)
  expectAlike(await decodeFilm(file, byteInput(file, pieces)), await decodeFilm(file), 0)
})

it('gives the frames before a truncation, then fails', async () => {
  const file = fileOf('removed frames')
  const { frames } = await decodeFilm(file)
  const counts = new Set<number>()
  for (let length = 12 + 18 + 14 + 120; length < file.length; length += 67) {
    let count = 0
    const input = byteInput(file.subarray(0, length))
    const reading = (async () => {
      const film = await decoders.webp.animation?.open(input, headerOf(file), openKernel())
      for await (const _ of film?.frames ?? []) count++
    })()
    await expect(reading).rejects.toMatchObject({ code: 'corrupt' })
    expect(input.left).toBe(true)
    counts.add(count)
  }
  expect([...counts]).toEqual(frames.map((_, index) => index))
})

it('is corrupt wherever it is truncated', async () => {
  const file = movingWebp(5)
  const header = headerOf(file)
  // The last byte is padding.
  for (const length of spreadRows([...file.keys()].slice(0, -1), 120)) {
    let count = 0
    const input = byteInput(file.subarray(0, length))
    const reading = (async () => {
      const film = await decoders.webp.animation?.open(input, header, openKernel())
      for await (const _ of film?.frames ?? []) count++
    })()
    await expect(reading, `${length} bytes`).rejects.toMatchObject({ code: 'corrupt' })
    expect(input.left).toBe(true)
    expect(count).toBeLessThan(5)
  }
})

it('skips unknown chunks inside frames and between them', async () => {
  const junk = (length: number) => webpChunk('JUNK', new Uint8Array(length).fill(0x56))
  const kinds: Frame[] = [
    { kind: 'lossy with alpha' },
    { kind: 'lossless with alpha', ...small },
    { kind: 'lossy', ...wide },
  ]
  const frames = await Promise.all(kinds.map(anmf))
  const within = frames.map((frame, at) =>
    webpChunk('ANMF', join(frame.subarray(8, 24), junk(at), junk(3), frame.subarray(24), junk(7))),
  )
  const head = vp8x(WEBP.animation | WEBP.alpha, CANVAS.width, CANVAS.height)
  const file = webp(head, junk(1), ANIM, junk(5), ...within.flatMap((frame) => [frame, junk(1)]))
  expectAlike(await decodeFilm(file), await decodeFilm(await animation(...kinds)), 0)
})

const BROKEN: Readonly<Record<string, [Frame, (frame: Uint8Array) => Uint8Array, RegExp]>> = {
  'exceeds its canvas': [
    { kind: 'lossy', x: 40, y: 0, width: 8, height: 8 },
    (it) => it,
    /exceeds its canvas/,
  ],
  'is larger than its image': [
    { kind: 'lossless', ...small },
    (it) => it.with(8 + 6, small.width),
    /the image and its frame differ/,
  ],
  'has no image': [{ kind: 'lossless', ...small }, (it) => it.with(8 + 16, 0x20), /has no image/],
  'has no header': [
    { kind: 'lossless', ...small },
    () => webpChunk('ANMF', new Uint8Array(15)),
    /has no image/,
  ],
  'has an image that leaves it': [
    { kind: 'lossless', ...small },
    (it) => it.with(8 + 16 + 7, 1),
    /has no image/,
  ],
  'has more data than pixels can have': [
    { kind: 'lossy', ...small },
    () => webpChunk('ANMF', join(...[0, 0, 1, 1, 1].map(le24), 0, webpChunk('ALPH', new Uint8Array(70_000)))),
    /more bytes than its size allows/,
  ],
  'has too many chunks': [
    { kind: 'lossless', ...small },
    (it) => webpChunk('ANMF', join(it.subarray(8, 24), ...Array(10_010).fill(webpChunk('JUNK', [])))),
    /too many chunks/,
  ],
  'has damaged pixels': [
    { kind: 'lossless', ...small },
    (it) => it.with(8 + 16 + 8 + 6, 0xff),
    /damaged|ends before/,
  ],
}

it.each(Object.entries(BROKEN))('refuses a frame that %s', async (_, [frame, damage, message]) => {
  const head = vp8x(WEBP.animation, CANVAS.width, CANVAS.height)
  const first = await anmf({ kind: 'lossless' })
  const file = webp(head, ANIM, first, damage(await anmf(frame)))
  const failing = decodeFilm(file)
  await expect(failing).rejects.toBeInstanceOf(Failure)
  await expect(failing).rejects.toThrow(message)
})

it('refuses a file that differs from its header', async () => {
  const file = fileOf('lossy frames')
  const { animation: decoder } = decoders.webp
  const headers = [{ ...headerOf(file), width: 9 }, headerOf(file)]
  const still = Uint8Array.from(await sharp(file).webp().toBuffer())
  for (const [index, source] of [file, still].entries()) {
    const input = byteInput(source)
    const opening = decoder?.open(input, headers[index] ?? headerOf(file), openKernel())
    await expect(opening).rejects.toThrow('contradicts its header')
    expect(input.left).toBe(true)
  }
})
