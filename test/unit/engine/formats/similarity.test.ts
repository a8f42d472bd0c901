import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { landscape } from '../../../../samples/landscape.ts'
import { encoder as jpegEncoder } from '../../../../src/engine/formats/jpeg/encoder.ts'
import {
  jpegSimilarityMemory,
  type LumaPlane,
  similarityOf,
  webpSimilarityMemory,
} from '../../../../src/engine/formats/similarity.ts'
import { encoder as webpEncoder } from '../../../../src/engine/formats/webp/encoder.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { vp8Encoder } from '../../../../src/engine/wasm/vp8-encoder.ts'
import { SETTINGS } from '../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../support/engine/operate.ts'
import { bytes, kernel } from '../../../support/kernel/kernel.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { referenceSimilarity } from '../../../support/picture/similarity-reference.ts'
import { failure } from '../../../support/process/failure.ts'
import { runs } from '../../../support/properties/runs.ts'

const LANDSCAPE = landscape(151, 98)

/** Returns a kernel with a picture's luma, as a format's encoder makes it. */
function lumaOf({ width, height, data }: Frame, format: 'jpeg' | 'webp') {
  const wasm = kernel()
  const area = width * height
  const [rgba, address, cb, cr] = [4 * area, area, area, area].map((length) => wasm.alloc(length))
  if (!rgba || !address || !cb || !cr) throw new Error('no memory')
  bytes(wasm, rgba, 4 * area).set(data)
  const planes = { rgba, width, height, y: address, cb, cr }
  if (format === 'jpeg') wasm.rgbaToYcc({ ...planes, subsampling: 1 })
  else vp8Encoder(wasm).rgbaToLimited({ ...planes, yStride: width, chromaStride: (width + 1) >> 1 })
  const luma: LumaPlane = { width, height, address, stride: width }
  return { wasm, luma, samples: bytes(wasm, address, area).slice() }
}

async function encode(frame: Frame, format: 'jpeg' | 'webp', quality: number): Promise<Uint8Array> {
  const { kernel, picture } = inKernel(frame)
  const encoder = format === 'jpeg' ? jpegEncoder : webpEncoder
  const subsampling = quality < 95 ? '420' : '444'
  return encoder.encode(picture, { ...SETTINGS, quality, subsampling }, kernel)
}

/** Luma of full range that libjpeg-turbo decodes. */
const lumaBySharp = async (file: Uint8Array) =>
  new Uint8Array(await sharp(file).toColourspace('b-w').raw().toBuffer())

describe('the similarity of a file', () => {
  it.each([30, 75, 92])('is that of its decoded luma: JPEG at quality %d', async (quality) => {
    const { width, height } = LANDSCAPE
    const { wasm, luma, samples } = lumaOf(LANDSCAPE, 'jpeg')
    const file = await encode(LANDSCAPE, 'jpeg', quality)
    const b = await lumaBySharp(file)
    const expected = referenceSimilarity({ width, height, a: samples, b, limited: false })
    expect(Math.abs(similarityOf(wasm, luma, file, 'jpeg') - expected)).toBeLessThan(0.002)
  })

  it.each([30, 75, 92])('is nearly that of the colors: WebP at quality %d', async (quality) => {
    const { width, height } = LANDSCAPE
    const { wasm, luma } = lumaOf(LANDSCAPE, 'webp')
    const file = await encode(LANDSCAPE, 'webp', quality)
    const gray = async (image: Sharp) => new Uint8Array(await image.greyscale().raw().toBuffer())
    const a = await gray(sharp(LANDSCAPE.data, { raw: { width, height, channels: 4 } }))
    const expected = referenceSimilarity({ width, height, a, b: await gray(sharp(file)), limited: false })
    expect(Math.abs(similarityOf(wasm, luma, file, 'webp') - expected)).toBeLessThan(0.01)
  })

  it.each(['jpeg', 'webp'] as const)('grows with the quality: %s', async (format) => {
    const frame = makePicture(90, 70, { noise: 12 })
    const { wasm, luma } = lumaOf(frame, format)
    const found = []
    for (const quality of [10, 40, 70, 90])
      found.push(similarityOf(wasm, luma, await encode(frame, format, quality), format))
    expect(found).toEqual([...found].sort((a, b) => a - b))
    expect(found[0]).toBeLessThan(0.85)
    expect(found[3]).toBeGreaterThan(0.9)
  })

  it('is that of the baseline file for a progressive one', async () => {
    const frame = makePicture(90, 70, { noise: 12 })
    const { wasm, luma } = lumaOf(frame, 'jpeg')
    const { width, height, data } = frame
    const of = (progressive: boolean) =>
      sharp(data, { raw: { width, height, channels: 4 } })
        .jpeg({ progressive, quality: 60 })
        .toBuffer()
    const [baseline, progressive] = [await of(false), await of(true)]
    expect(similarityOf(wasm, luma, progressive, 'jpeg')).toBe(similarityOf(wasm, luma, baseline, 'jpeg'))
  })

  it('takes at most the memory that is planned, and frees it', async () => {
    const side = fc.integer({ min: 1, max: 200 })
    const format = fc.constantFrom('jpeg', 'webp')
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        format,
        fc.integer({ min: 1, max: 100 }),
        async (width, height, format, quality) => {
          const frame = makePicture(width, height, { noise: 60 })
          const { wasm, luma } = lumaOf(frame, format)
          const file = await encode(frame, format, quality)
          const start = wasm.heapCheckpoint()
          let most = 0
          const { heapRestore } = wasm
          const watched = {
            ...wasm,
            heapRestore(checkpoint: number) {
              most = wasm.heapCheckpoint() - start
              heapRestore(checkpoint)
            },
          }
          similarityOf(watched, luma, file, format)
          expect(wasm.heapCheckpoint()).toBe(start)
          const full = [1, 1] as const
          const sampling = quality < 95 ? ([[2, 2], full, full] as const) : [full, full, full]
          const shape = { width, height, components: 3, progressive: false, sampling } as const
          if (format === 'jpeg') expect(most).toBe(jpegSimilarityMemory(shape))
          else expect(most).toBeLessThanOrEqual(webpSimilarityMemory(luma))
        },
      ),
      { numRuns: runs(40) },
    )
  })

  it('refuses a damaged file, and frees its memory', async () => {
    const frame = makePicture(60, 40)
    const { wasm, luma } = lumaOf(frame, 'jpeg')
    const start = wasm.heapCheckpoint()
    const file = await encode(frame, 'jpeg', 80)
    expect(() => similarityOf(wasm, luma, file.subarray(0, 100), 'jpeg')).toThrow(
      failure('corrupt', 'JPEG: the image data is damaged'),
    )
    expect(wasm.heapCheckpoint()).toBe(start)
  })
})
