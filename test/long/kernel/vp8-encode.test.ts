import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { sizes } from '../../../src/engine/wasm/sizes.ts'
import { vp8Encoder } from '../../../src/engine/wasm/vp8-encoder.ts'
import { bytes, kernel } from '../../support/kernel/kernel.ts'
import { runs } from '../../support/properties/runs.ts'
import { openVp8Encoder, paintYuv, type Yuv } from '../../support/webp/vp8-encoder.ts'
import { webpFile } from '../../support/webp/vp8-frames.ts'
import { decodeVp8, VP8_STATUS } from '../../support/webp/vp8-kernel.ts'
import { rgbBySharp, rgbOf } from '../../support/webp/vp8-reference.ts'

const noise = (seed: number) => (Math.imul(seed + 1, 2654435761) >>> 24) & 255

/** Waves whose length and contrast change over the picture, with some noise. */
const scene = (width: number, height: number) =>
  paintYuv(width, height, (plane, x, y) => {
    const wave = Math.sin((x * (1 + y / 50)) / 9) + Math.cos((y * (1 + x / 70)) / 7)
    return Math.round(128 + 40 * wave * Math.sin(x / 40 + plane)) + (noise(x * 31 + y * 977 + plane) >> 5)
  })

const KINDS: Readonly<Record<string, (width: number, height: number) => Yuv>> = {
  'a scene': scene,
  'a flat color': (width, height) => paintYuv(width, height, (plane) => 90 + 40 * plane),
  noise: (width, height) => paintYuv(width, height, (plane, x, y) => noise(x * 7919 + y * 104729 + plane)),
  'black and white noise': (width, height) =>
    paintYuv(width, height, (plane, x, y) => (noise(x * 7919 + y * 104729 + plane) & 16 ? 235 : 16)),
  steps: (width, height) =>
    paintYuv(width, height, (plane, x, y) => (((x >> 3) + (y >> 4) + plane) & 1 ? 200 : 60)),
}

function meanError({ planes }: Yuv, decoded: readonly { readonly data: Uint8Array }[]): number {
  const errors = planes.map((plane, i) => {
    const other = decoded[i]?.data ?? new Uint8Array()
    return plane.reduce((sum, sample, at) => sum + (sample - (other[at] ?? 0)) ** 2, 0)
  })
  return errors.reduce((sum, error) => sum + error, 0) / planes.reduce((sum, { length }) => sum + length, 0)
}

describe('the VP8 encoder', () => {
  const SIZES = [
    [1, 1],
    [1, 40],
    [40, 1],
    [16, 16],
    [17, 15],
    [33, 31],
    [129, 77],
  ] as const

  it.each(SIZES)('makes frames that the kernel and libwebp decode alike, %d × %d', async (width, height) => {
    for (const paint of Object.values(KINDS)) {
      for (const quality of [1, 40, 75, 90, 100]) {
        const { encode } = openVp8Encoder(width, height, quality)
        const frame = encode(paint(width, height))
        const { status, planes } = decodeVp8(frame)
        expect(status).toBe(VP8_STATUS.done)
        expect(Buffer.compare(rgbOf(planes), await rgbBySharp(webpFile(frame)))).toBe(0)
      }
    }
  })

  it('has smaller errors at higher qualities', () => {
    for (const paint of Object.values(KINDS)) {
      const picture = paint(150, 90)
      const errors = [5, 30, 60, 80, 92, 100].map((quality) => {
        const { encode } = openVp8Encoder(150, 90, quality)
        return meanError(picture, decodeVp8(encode(picture)).planes)
      })
      errors.slice(1).forEach((error, i) => {
        expect(error).toBeLessThanOrEqual((errors[i] ?? 0) + 1)
      })
      expect(errors.at(-1)).toBeLessThan(8)
    }
  })

  // Chroma steps are larger than these pictures' slope from one block to the next.
  it.each([
    [0, 320, 240],
    [1, 320, 240],
    [0, 317, 211],
    [1, 317, 211],
  ])('gives smooth pictures no cast: effort %d, %d × %d', (effort, width, height) => {
    const skin = paintYuv(width, height, (plane, x, y) => {
      const wave = Math.sin(x / 90) * Math.cos(y / 70)
      return Math.round((plane === 0 ? 160 + 20 * wave : plane === 1 ? 114 : 143) + wave)
    })
    const flat = paintYuv(width, height, (plane) => [150, 121, 139][plane] ?? 0)
    for (const picture of [skin, flat]) {
      for (let quality = 40; quality <= 90; quality += 2) {
        const frame = openVp8Encoder(width, height, quality, effort).encode(picture)
        for (const [plane, { data }] of decodeVp8(frame).planes.entries()) {
          const original = picture.planes[plane] ?? new Uint8Array()
          const sum = data.reduce((total, sample, at) => total + sample - (original[at] ?? 0), 0)
          if (plane > 0) expect(Math.abs(sum / data.length), `${plane} ${quality}`).toBeLessThan(0.5)
        }
      }
    }
  })

  it('needs about the bytes of libwebp', async () => {
    const picture = scene(320, 240)
    const rgb = rgbOf(
      picture.planes.map((data, i) => ({ data, width: i ? 160 : 320, height: i ? 120 : 240 })),
    )
    for (const quality of [30, 60, 75, 90]) {
      const frame = openVp8Encoder(320, 240, quality).encode(picture)
      const image = sharp(rgb, { raw: { width: 320, height: 240, channels: 3 } })
      const file = await image.webp({ quality, effort: 2 }).toBuffer()
      expect(frame.length / file.length).toBeGreaterThan(0.6)
      expect(frame.length / file.length).toBeLessThan(1.2)
    }
  })

  it('encodes several pictures after each other, each as if it were the only one', () => {
    const many = openVp8Encoder(130, 90, 70)
    for (const [width, height] of [
      [130, 90],
      [17, 33],
      [130, 1],
      [130, 90],
    ] as const) {
      const alone = openVp8Encoder(width, height, 70).encode(scene(width, height))
      expect(Buffer.compare(many.encode(scene(width, height)), alone)).toBe(0)
    }
  })

  it('does not change the planes', () => {
    const { wasm, encoder } = openVp8Encoder(50, 50, 75)
    const at = wasm.alloc(50 * 50 + 2 * 25 * 25)
    const planes = bytes(wasm, at, 50 * 50 + 2 * 25 * 25)
    planes.forEach((_, i) => {
      planes[i] = noise(i)
    })
    const before = planes.slice()
    expect(encoder.vp8EncodePlanes(at, 50, at + 2500, at + 3125, 25)).toBeGreaterThan(0)
    expect(Buffer.compare(planes, before)).toBe(0)
  })

  it('refuses sizes and qualities out of range', () => {
    for (const [width, height, quality] of [
      [0, 1, 75],
      [1, 0, 75],
      [16_384, 1, 75],
      [1, 16_384, 75],
      [1, 1, 0],
      [1, 1, 101],
    ] as const)
      expect(openVp8Encoder(width, height, quality).status).toBe(-3)
    const { encoder } = openVp8Encoder(40, 40, 75)
    expect(encoder.vp8EncodePart(41, 40)).toBe(0)
    expect(encoder.vp8EncodePart(49, 40)).toBe(-3)
  })

  it('allocates what is planned', () => {
    const sides = fc.integer({ min: 1, max: 3000 })
    fc.assert(
      fc.property(sides, sides, fc.integer({ min: 1, max: 100 }), (width, height, quality) => {
        const wasm = kernel()
        const start = wasm.heapCheckpoint()
        expect(vp8Encoder(wasm).vp8EncodeOpen(width, height, quality, 0)).toBe(0)
        expect(sizes().vp8EncodeBytes(width, height, quality)).toBe(wasm.heapCheckpoint() - start)
      }),
      { numRuns: runs(30) },
    )
  })

  it('takes at most 1.5 bytes for a pixel of 16 megapixels', () => {
    for (const [width, height] of [
      [4000, 4000],
      [16_383, 976],
      [976, 16_383],
    ] as const)
      expect(sizes().vp8EncodeBytes(width, height, 90) / (width * height)).toBeLessThan(1.5)
  })
})
