import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { UNLIMITED } from '../../../../../src/engine/formats/file-limit.ts'
import { decoder } from '../../../../../src/engine/formats/webp/codec.ts'
import { lossy } from '../../../../../src/engine/formats/webp/lossy-encoder.ts'
import type { Frame, Picture } from '../../../../../src/engine/picture/picture.ts'
import type { Size } from '../../../../../src/engine/picture/size.ts'
import { upload } from '../../../../../src/engine/wasm/heap.ts'
import { type Kernel, openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { decodeWhole } from '../../../../support/engine/decode-whole.ts'
import { SETTINGS } from '../../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../../support/engine/operate.ts'
import { guarded } from '../../../../support/kernel/guarded.ts'
import { decoded } from '../../../../support/picture/decoded.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { psnr } from '../../../../support/picture/psnr.ts'
import { randomNumbers } from '../../../../support/properties/random.ts'
import { runs } from '../../../../support/properties/runs.ts'

/** Encodes a picture, and checks the memory that the kernel takes for it. */
async function encodeIn(
  kernel: Kernel,
  picture: Picture,
  changed: Partial<typeof SETTINGS> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const settings = { ...SETTINGS, ...changed }
  const before = kernel.heapCheckpoint()
  const file = await lossy.encode(picture, settings, kernel, UNLIMITED)
  const taken = kernel.heapCheckpoint() - before
  expect(taken).toBeLessThanOrEqual(lossy.memory(picture, settings))
  expect(file.length).toBeLessThanOrEqual(lossy.maxFile(picture, settings))
  return file
}

const encode = (frame: Frame, changed: Partial<typeof SETTINGS> = {}) => {
  const { kernel, picture } = inKernel(frame)
  return encodeIn(kernel, picture, changed)
}

/** Returns chunk types of a WebP. */
function chunksOf(file: Uint8Array): string[] {
  const bytes = Buffer.from(file)
  const types: string[] = []
  for (
    let at = 12;
    at < bytes.length;
    at += 8 + bytes.readUInt32LE(at + 4) + (bytes.readUInt32LE(at + 4) % 2)
  )
    types.push(bytes.toString('latin1', at, at + 4))
  return types
}

const halved = (side: number) => Math.ceil(side / 2)

/** Copies planes of full range into a kernel. */
function planar(kernel: Kernel, { width, height }: Size, samples: readonly Uint8Array[]): Picture {
  const planes = samples.map((plane, index) => {
    const size = index === 0 ? { width, height } : { width: halved(width), height: halved(height) }
    return { ...size, address: upload(kernel, plane) }
  })
  return { width, height, layout: samples.length === 1 ? 'gray' : 'ycc', planes }
}

/** Converts an RGBA picture to planes of full range with halved chroma. */
function yccOf(kernel: Kernel, { width, height, data }: Frame): Picture {
  const chroma = halved(width) * halved(height)
  const [y, cb, cr] = [kernel.alloc(width * height), kernel.alloc(chroma), kernel.alloc(chroma)]
  kernel.rgbaToYcc({ rgba: upload(kernel, data), width, height, y, cb, cr, subsampling: 1 })
  const half = { width: halved(width), height: halved(height) }
  return {
    ...{ width, height, layout: 'ycc' },
    planes: [
      { width, height, address: y },
      { ...half, address: cb },
      { ...half, address: cr },
    ],
  }
}

const SIZES = [
  [1, 1],
  [2, 1],
  [1, 2],
  [3, 3],
  [16, 16],
  [17, 33],
  [64, 5],
  [61, 47],
] as const

describe.each(SIZES)('a picture of %d x %d', (width, height) => {
  it.each(['none', 'soft'] as const)(
    'is decoded alike by libwebp and by the kernel, alpha: %s',
    async (alpha) => {
      const frame = makePicture(width, height, { noise: 12, alpha })
      const file = await encode(frame, { alpha: alpha === 'soft' })
      const theirs = await decoded(file)
      expect((await decodeWhole(decoder, file)).data).toEqual(theirs.data)
      expect([theirs.width, theirs.height]).toEqual([width, height])
      const alphas = (data: Uint8Array) => data.filter((_, at) => at % 4 === 3)
      expect(alphas(theirs.data)).toEqual(alphas(frame.data))
    },
  )

  it('is the same from planes and from RGBA, but for rounding', async () => {
    const frame = makePicture(width, height)
    const kernel = openKernel()
    const fromPlanes = await decoded(await encodeIn(kernel, yccOf(kernel, frame), { quality: 90 }))
    const fromRgba = await decoded(await encode(frame, { quality: 90 }))
    expect(psnr(fromPlanes.data, fromRgba.data)).toBeGreaterThan(38)
    expect(psnr(fromPlanes.data, frame.data)).toBeGreaterThan(psnr(fromRgba.data, frame.data) - 1)
  })

  it('is gray if its only plane is', async () => {
    const random = randomNumbers(width)
    const gray = Uint8Array.from({ length: width * height }, (_, at) => (at % width) * 2 + (random() & 7))
    const kernel = openKernel()
    const { data } = await decoded(
      await encodeIn(kernel, planar(kernel, { width, height }, [gray]), { quality: 98 }),
    )
    for (let at = 0; at < gray.length; at++) {
      const [r = 0, g = 0, b = 0] = data.subarray(4 * at, 4 * at + 3)
      expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThanOrEqual(1)
      expect(Math.abs(g - (gray[at] ?? 0))).toBeLessThan(20)
    }
  })
})

describe('the chunks of a file', () => {
  it('are those of a simple file if no pixel is transparent', async () => {
    expect(chunksOf(await encode(makePicture(40, 30), { alpha: true }))).toEqual(['VP8 '])
  })

  it('have the alpha before the colors', async () => {
    const file = await encode(makePicture(40, 30, { alpha: 'soft' }), { alpha: true })
    expect(chunksOf(file)).toEqual(['VP8X', 'ALPH', 'VP8 '])
  })
})

test('colors of transparent pixels leave no trace', async () => {
  const frame = makePicture(50, 40, { alpha: 'soft', noise: 30 })
  const hidden = (level: number) =>
    encode(
      { ...frame, data: frame.data.map((value, at) => (frame.data[at | 3] || at % 4 === 3 ? value : level)) },
      { alpha: true },
    )
  expect(frame.data.some((value, at) => at % 4 === 3 && value === 0)).toBe(true)
  expect(await hidden(0)).toEqual(await hidden(255))
})

test('chroma is not shifted', async () => {
  // A red square on blue, whose center of redness must not move.
  const size = { width: 64, height: 48 }
  const data = new Uint8Array(64 * 48 * 4)
  for (let at = 0; at < 64 * 48; at++) {
    const [x, y] = [at % 64, Math.floor(at / 64)]
    const isInside = x >= 20 && x < 44 && y >= 12 && y < 36
    data.set(isInside ? [200, 60, 60, 255] : [60, 60, 200, 255], 4 * at)
  }
  const back = await decoded(await encode({ ...size, data }, { quality: 98 }))
  const center = (pixels: Uint8Array, axis: (at: number) => number) => {
    let [sum, weight] = [0, 0]
    for (let at = 0; at < 64 * 48; at++) {
      const redness = (pixels[4 * at] ?? 0) - 60
      sum += redness * axis(at)
      weight += redness
    }
    return sum / weight
  }
  for (const axis of [(at: number) => at % 64, (at: number) => Math.floor(at / 64)])
    expect(Math.abs(center(back.data, axis) - center(data, axis))).toBeLessThan(0.1)
})

it('touches nothing outside its blocks, whatever the picture', async () => {
  const random = randomNumbers(9)
  const { side } = await guarded(() =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('opaque', 'alpha', 'gray', 'ycc'),
        fc.integer({ min: 1, max: 100 }),
        async (width, height, kind, quality) => {
          const frame = makePicture(width, height, {
            noise: random() & 127,
            alpha: kind === 'alpha' ? 'soft' : 'none',
          })
          const kernel = openKernel()
          const size = { width, height }
          const address = kernel.alloc(0)
          const rgba = () => ({
            ...size,
            layout: 'rgba' as const,
            planes: [{ ...size, address: upload(kernel, frame.data) }],
          })
          const gray = () => planar(kernel, size, [frame.data.slice(0, width * height)])
          const picture = kind === 'gray' ? gray() : kind === 'ycc' ? yccOf(kernel, frame) : rgba()
          const file = await encodeIn(kernel, picture, {
            quality,
            alpha: kind === 'alpha',
            alphaQuality: random() % 101,
          })
          expect(address).toBeGreaterThan(0)
          expect((await decoded(file)).width).toBe(width)
        },
      ),
      { numRuns: runs(60) },
    ),
  )
  expect(side).toBeGreaterThan(0)
})
