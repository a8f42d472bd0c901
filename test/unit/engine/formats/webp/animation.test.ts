import sharp, { type WebpOptions } from 'sharp'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/webp/codec.ts'
import type { Frame } from '../../../../../src/engine/picture/picture.ts'
import { Failure } from '../../../../../src/errors.ts'
import {
  anmf,
  join,
  le24,
  vp8,
  vp8x,
  WEBP,
  webp,
  webpChunk,
} from '../../../../support/bytes/image-writers.ts'
import { decodeWhole, headerOf } from '../../../../support/engine/decode-whole.ts'
import { mutations } from '../../../../support/hostile/mutations.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { failure } from '../../../../support/process/failure.ts'

const VP8X = 30
const RIFF = 12

async function chunksOf({ data, width, height }: Frame, options: WebpOptions): Promise<Uint8Array> {
  const still = await sharp(data, { raw: { width, height, channels: 4 } })
    .webp(options)
    .toBuffer()
  return still.subarray(still.toString('latin1', 12, 16) === 'VP8X' ? VP8X : RIFF)
}

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function frame({ x, y, width, height }: Place, image: Uint8Array): Uint8Array {
  const place = [x / 2, y / 2, width - 1, height - 1].map(le24)
  return webpChunk('ANMF', join(...place, le24(100), 0, image))
}

const CANVAS = { width: 70, height: 56 }
const anim = webpChunk('ANIM', [9, 80, 200, 255, 0, 0])

const animation = (...frames: readonly Uint8Array[]) =>
  webp(vp8x(WEBP.animation, CANVAS.width, CANVAS.height), anim, ...frames)

const decode = async (file: Uint8Array, header = headerOf(file)): Promise<Uint8Array> =>
  (await decodeWhole(decoder, file, header)).data

const KINDS: [string, 'none' | 'soft', WebpOptions][] = [
  ['lossy', 'none', { quality: 70 }],
  ['lossy with alpha', 'soft', { quality: 70 }],
  ['lossless', 'none', { lossless: true }],
  ['lossless with alpha', 'soft', { lossless: true }],
]

describe.each(KINDS)('the first frame of an animated WebP, %s', (_, alpha, options) => {
  const full: Place = { x: 0, y: 0, ...CANVAS }
  const part: Place = { x: 12, y: 6, width: 41, height: 23 }
  let files: Record<'full' | 'part', Uint8Array>
  beforeAll(async () => {
    const made = await Promise.all(
      [full, part].map(async (place) => {
        const image = await chunksOf(makePicture(place.width, place.height, { alpha, noise: 9 }), options)
        return animation(frame(place, image), anmf(20, 10))
      }),
    )
    files = { full: made[0] ?? new Uint8Array(), part: made[1] ?? new Uint8Array() }
  })

  it('looks as in libvips', async () => {
    for (const file of Object.values(files)) {
      const theirs = await sharp(file).ensureAlpha().raw().toBuffer()
      expect(Buffer.compare(await decode(file), theirs)).toBe(0)
    }
  })

  it('leaves the rest of the canvas transparent, as its header says', async () => {
    expect(headerOf(files.full).alpha).toBe(alpha === 'soft')
    expect(headerOf(files.part).alpha).toBe(true)
    const pixels = await decode(files.part)
    const outside = (at: number) => {
      const [x, y] = [(at >> 2) % CANVAS.width, Math.floor(at / 4 / CANVAS.width)]
      return x < 12 || x >= 53 || y < 6 || y >= 29
    }
    expect(pixels.filter((_, at) => outside(at)).every((value) => value === 0)).toBe(true)
  })

  it('is refused wherever it is truncated, and needs no bytes after it', async () => {
    const file = files.part
    const header = headerOf(file)
    const last = file.length - anmf(20, 10).length
    expect(await decode(file.subarray(0, last), header)).toEqual(await decode(file))
    for (let length = 0; length < last - 1; length += 97)
      await expect(decode(file.subarray(0, length), header)).rejects.toThrow(failure('corrupt'))
  })

  it('becomes a picture or a Failure if damaged', async () => {
    const header = headerOf(files.part)
    let failed = 0
    for (const mutant of mutations(files.part, 30)) {
      try {
        expect(await decode(mutant, header)).toHaveLength(CANVAS.width * CANVAS.height * 4)
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
        failed++
      }
    }
    expect(failed).toBeGreaterThan(0)
  })
})

test('shows animations written by libvips like libvips', async () => {
  const { data } = makePicture(31, 3 * 22, { alpha: 'soft' })
  const file = await sharp(data, { raw: { width: 31, height: 66, channels: 4, pageHeight: 22 } })
    .webp({ lossless: true, delay: [100, 100, 100] })
    .toBuffer()
  const theirs = await sharp(file).ensureAlpha().raw().toBuffer()
  expect(Buffer.compare(await decode(file), theirs)).toBe(0)
})

test.each<[string, readonly Uint8Array[]]>([
  ['WebP: there is no image', []],
  ['WebP: there is no image', [vp8(70, 56)]],
  ['WebP: a frame has no image', [webpChunk('ANMF', new Uint8Array(16))]],
  ['WebP: a frame exceeds its canvas', [frame({ x: 32, y: 0, width: 40, height: 30 }, vp8(40, 30))]],
  ['WebP: a frame exceeds its canvas', [frame({ x: 0, y: 28, width: 40, height: 30 }, vp8(40, 30))]],
  ['WebP: a frame exceeds its canvas', [frame({ x: 0, y: 0, width: 71, height: 1 }, vp8(71, 1))]],
  [
    'WebP: the image and its frame differ in size',
    [frame({ x: 0, y: 0, width: 40, height: 30 }, vp8(40, 31))],
  ],
  [
    'WebP: a frame has no image',
    [
      frame({ x: 0, y: 0, width: 40, height: 30 }, webpChunk('VP8 ', vp8(40, 30).slice(8), 5000)),
      vp8(40, 30),
    ],
  ],
])('is corrupt: %s', (detail, frames) => {
  const file = animation(...frames)
  expect(() => headerOf(file)).toThrow(failure('corrupt', detail))
})

test('refuses a frame beyond a canvas that differs from the header', async () => {
  const image = await chunksOf(makePicture(40, 30), { lossless: true })
  const file = animation(frame({ x: 12, y: 6, width: 40, height: 30 }, image))
  const header = headerOf(file)
  await expect(decode(file, { ...header, width: 51 })).rejects.toThrow(failure('corrupt'))
  await expect(decode(file, { ...header, height: 35 })).rejects.toThrow(failure('corrupt'))
})
