import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { landscape } from '../../../samples/landscape.ts'
import { lighthouse } from '../../../samples/lighthouse.ts'
import { pebbles } from '../../../samples/pebbles.ts'
import { vp8Encoder } from '../../../src/engine/wasm/vp8-encoder.ts'
import { bytes, kernel } from '../../support/kernel/kernel.ts'
import { psnr } from '../../support/picture/psnr.ts'
import { type GivenYuv, pictureYuv, yuvOf } from '../../support/picture/yuv.ts'
import { randomNumbers } from '../../support/properties/random.ts'
import { runs, spreadRows } from '../../support/properties/runs.ts'
import { openVp8Encoder, paintYuv, type Yuv } from '../../support/webp/vp8-encoder.ts'
import { webpFile } from '../../support/webp/vp8-frames.ts'
import { decodeVp8, VP8_STATUS } from '../../support/webp/vp8-kernel.ts'
import { rgbBySharp, rgbOf } from '../../support/webp/vp8-reference.ts'

const MAX_PIECE = 65_536

const encode = (picture: Yuv, quality: number, effort = 0) =>
  openVp8Encoder(picture.width, picture.height, quality, effort).encode(picture)

function decode(frame: Uint8Array) {
  const { status, planes } = decodeVp8(frame)
  expect(status).toBe(VP8_STATUS.done)
  return planes
}

/** Expects the kernel's decoder and libwebp to return the same samples. */
async function expectSame(frame: Uint8Array): Promise<void> {
  expect(Buffer.compare(rgbOf(decode(frame)), await rgbBySharp(webpFile(frame)))).toBe(0)
}

const PHOTOGRAPHS = {
  landscape: yuvOf(landscape(210, 157)),
  lighthouse: yuvOf(lighthouse(174, 222)),
  pebbles: yuvOf(pebbles(203, 150)),
}

function noise(width: number, height: number): Yuv {
  const random = randomNumbers(5)
  return paintYuv(width, height, () => random() & 255)
}

const side = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 300 }))
const anyPicture: fc.Arbitrary<GivenYuv> = fc.record({
  width: side,
  height: side,
  quality: fc.integer({ min: 1, max: 100 }),
  seed: fc.nat(0xffff_ffff),
})

describe('a frame of the VP8 encoder', () => {
  it.each([0, 1])(
    'is decoded alike by libwebp and by the kernel: any picture at any quality, effort %d',
    async (effort) => {
      await fc.assert(
        fc.asyncProperty(anyPicture, (given) => expectSame(encode(pictureYuv(given), given.quality, effort))),
        { numRuns: runs(150) },
      )
    },
  )

  test.each(Object.entries(PHOTOGRAPHS))(
    'is decoded alike by libwebp and by the kernel: %s at every quality',
    async (_, picture) => {
      const qualities = Array.from({ length: 34 }, (_, at) => 1 + 3 * at)
      for (const quality of spreadRows(qualities, 11)) await expectSame(encode(picture, quality, quality % 2))
    },
  )

  test.each([
    [16_383, 3],
    [2, 16_383],
  ])('is decoded alike by libwebp and by the kernel: %d × %d', async (width, height) => {
    await expectSame(
      encode(
        paintYuv(width, height, (_plane, x, y) => (x ^ y) & 255),
        60,
      ),
    )
  })

  test.each(Object.entries(PHOTOGRAPHS))('is longer and better at a higher quality: %s', (_, picture) => {
    let [length, similarity] = [0, 0]
    for (const quality of [1, 10, 25, 40, 55, 70, 80, 90, 95, 100]) {
      const frame = encode(picture, quality)
      const found = psnr(decode(frame)[0]?.data ?? [], picture.planes[0] ?? [])
      expect(frame.length).toBeGreaterThan(length)
      expect(found).toBeGreaterThan(similarity)
      length = frame.length
      similarity = found
    }
    expect(similarity).toBeGreaterThan(45)
  })

  it('keeps one color, in few bytes', () => {
    for (const values of [
      [16, 128, 128],
      [235, 90, 240],
      [81, 90, 220],
    ]) {
      const frame = encode(
        paintYuv(320, 240, (plane) => values[plane] ?? 0),
        75,
      )
      for (const [plane, { data }] of decode(frame).entries())
        expect(data.every((sample) => Math.abs(sample - (values[plane] ?? 0)) <= 2)).toBe(true)
      expect(frame.length).toBeLessThan(250)
    }
  })

  it('does not depend on gaps between rows', () => {
    const picture = PHOTOGRAPHS.pebbles
    const { width, height, planes } = picture
    const wasm = kernel()
    const gap = 13
    const [y = 0, u = 0, v = 0] = planes.map((plane, at) => {
      const [wide, high] = at === 0 ? [width, height] : [Math.ceil(width / 2), Math.ceil(height / 2)]
      // The last row ends with its block.
      const address = wasm.alloc((wide + gap) * high - gap)
      for (let row = 0; row < high; row++)
        bytes(wasm, address + row * (wide + gap), wide).set(plane.subarray(row * wide, (row + 1) * wide))
      return address
    })
    const encoder = vp8Encoder(wasm)
    expect(encoder.vp8EncodeOpen(width, height, 75, 0)).toBe(0)
    encoder.vp8EncodePlanes(y, width + gap, u, v, Math.ceil(width / 2) + gap)
    const pieces: Buffer[] = []
    for (let size = encoder.vp8EncodeNext(); size > 0; size = encoder.vp8EncodeNext())
      pieces.push(Buffer.from(bytes(wasm, encoder.vp8EncodeOutput(), size)))
    expect(Buffer.concat(pieces).equals(encode(picture, 75))).toBe(true)
  })

  // The encoder computes with integers alone. A change of the encoder changes these digests.
  it('has the same bytes at every run and on every machine', () => {
    // Integers alone, because `Math.sin` may differ between engines.
    const picture = paintYuv(
      170,
      130,
      (plane, x, y) => 40 + (((x * x + y * y) >> 6) % 150) + ((x ^ y) & 15) + 10 * plane,
    )
    const digest = (quality: number, effort = 0) =>
      createHash('sha256')
        .update(encode(picture, quality, effort))
        .digest('hex')
        .slice(0, 16)
    expect([digest(30, 1), digest(75, 1), digest(95, 1)]).toEqual([
      'af3f9383cac3aa38',
      '48daa1fd9d1dd284',
      'd407ea1204bd557b',
    ])
    expect([digest(30), digest(75), digest(95)]).toEqual([
      '475f47103b48512c',
      '6e458c17783d88d9',
      'bf165a5b17d4e00e',
    ])
  })
})

describe('the pieces of a frame', () => {
  it.each([50, 90, 100])('have at most 64 KiB, and the announced length: noise at quality %d', (quality) => {
    const { width, height, planes } = noise(511, 401)
    const wasm = kernel()
    const encoder = vp8Encoder(wasm)
    expect(encoder.vp8EncodeOpen(width, height, quality, 0)).toBe(0)
    const [y = 0, u = 0, v = 0] = planes.map((plane) => {
      const at = wasm.alloc(plane.length)
      bytes(wasm, at, plane.length).set(plane)
      return at
    })
    const before = wasm.heapCheckpoint()
    const length = encoder.vp8EncodePlanes(y, width, u, v, Math.ceil(width / 2))
    const pieces: Buffer[] = []
    for (let size = encoder.vp8EncodeNext(); size > 0; size = encoder.vp8EncodeNext()) {
      expect(size).toBeLessThanOrEqual(MAX_PIECE)
      pieces.push(Buffer.from(bytes(wasm, encoder.vp8EncodeOutput(), size)))
    }
    const frame = Buffer.concat(pieces)
    expect(frame.length).toBe(length)
    decode(frame)
    expect(wasm.heapCheckpoint()).toBe(before)
  })

  // The buffer cannot hold records for the whole picture, so the rest is written with the first
  // part's statistics.
  it.each([
    [75, 0],
    [90, 0],
    [100, 0],
    [75, 1],
    [100, 1],
  ])('keep the end of noise that differs from its start: quality %d, effort %d', (quality, effort) => {
    const [width, height] = [320, 304]
    const random = randomNumbers(6)
    const half = (plane: number) => (plane === 0 ? height / 2 : height / 4)
    const picture = paintYuv(width, height, (plane, _x, y) =>
      y < half(plane) ? random() & 255 : random() & 128 ? 255 : 0,
    )
    const end = (plane: Uint8Array = new Uint8Array(0)) => plane.subarray((width * height * 3) / 4)
    const [luma] = decode(encode(picture, quality, effort))
    expect(psnr(end(luma?.data), end(picture.planes[0]))).toBeGreaterThan(35)
  })

  it('do not exist before the encoder has planes', () => {
    const encoder = vp8Encoder(kernel())
    expect(encoder.vp8EncodeOpen(8, 8, 75, 0)).toBe(0)
    expect(encoder.vp8EncodeNext()).toBe(0)
  })
})

test.each([0, 1])(
  'pictures after each other are encoded as if each were the only one, effort %d',
  (effort) => {
    const many = openVp8Encoder(300, 300, 70, effort)
    const { landscape, lighthouse, pebbles } = PHOTOGRAPHS
    const point = paintYuv(1, 1, () => 60)
    const flat = paintYuv(300, 17, (plane) => 60 + plane)
    for (const picture of [noise(300, 300), lighthouse, point, pebbles, flat, landscape, lighthouse])
      expect(many.encode(picture).equals(encode(picture, 70, effort))).toBe(true)
  },
)
