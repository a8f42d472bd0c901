import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { ssim } from '../../bench/ssim.ts'
import { landscape } from '../../samples/landscape.ts'
import { sideKernel } from '../../src/engine/wasm/side-kernel.ts'
import { guarded } from '../support/kernel/guarded.ts'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks } from '../support/kernel/pixel-blocks.ts'
import {
  GAUSSIAN_WEIGHTS,
  KERNEL_WEIGHTS,
  type LumaPair,
  referenceSimilarity,
} from '../support/picture/similarity-reference.ts'
import { runs } from '../support/properties/runs.ts'

/** Compares both planes. The second plane arrives in strips with `cuts` rows. */
function similarity({ width, height, a, b, limited }: LumaPair, cuts: readonly number[] = [height]): number {
  const wasm = kernel()
  const { put } = blocks(wasm)
  const { similarityOpen, similarityRows, similarityMean } = sideKernel(wasm)
  similarityOpen(width, height, put(a), width, Number(limited))
  for (let row = 0, cut = 0; row < height; cut++) {
    const count = Math.min(cuts[cut % cuts.length] ?? 1, height - row)
    similarityRows(put(b.subarray(row * width, (row + count) * width)), width, count)
    row += count
  }
  return similarityMean()
}

/**
 * Maximum similarity error, because the kernel calculates in f32. The largest one seen is half of
 * it: low-contrast planes whose levels are far apart.
 */
const MAX_ERROR = 0.0001

const side = fc.integer({ min: 1, max: 40 })

const level = fc.integer({ min: 0, max: 255 })

const samples = (length: number, max = 255) =>
  fc.uint8Array({ minLength: length, maxLength: length, max, size: 'max' })

/** Planes with any samples, planes that are close to each other, and low-contrast planes. */
const pairs: fc.Arbitrary<LumaPair> = fc.tuple(side, side, fc.boolean()).chain(([width, height, limited]) => {
  const length = width * height
  const within = (level: number) => (limited ? Math.min(235, Math.max(16, level)) : Math.min(255, level))
  const similar = fc
    .tuple(samples(length), samples(length, 8))
    .map(([a, changes]) => [a, a.map((level, at) => within(level + (changes[at] ?? 0)))] as const)
  const flat = fc
    .tuple(level, samples(length, 3))
    .map(([base, noise]) => noise.map((change) => within(base + change)))
  return fc
    .oneof(similar, fc.tuple(samples(length), samples(length)), fc.tuple(flat, flat))
    .map(([a, b]) => ({ width, height, limited, a: a.map(within), b: b.map(within) }))
})

const strips = fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 4 })

describe('the similarity of two planes', () => {
  it('has Gaussian weights of 15 bits', () => {
    expect(KERNEL_WEIGHTS.reduce((sum, weight) => sum + weight)).toBe(1)
    KERNEL_WEIGHTS.forEach((weight, at) => {
      expect(Math.abs(weight - (GAUSSIAN_WEIGHTS[at] ?? 0))).toBeLessThan(2 ** -15)
    })
  })

  it('follows the definition', () => {
    fc.assert(
      fc.property(pairs, strips, (pair, cuts) => {
        expect(Math.abs(similarity(pair, cuts) - referenceSimilarity(pair))).toBeLessThan(MAX_ERROR)
      }),
      { numRuns: runs(150) },
    )
  })

  it('is symmetric and in range', () => {
    fc.assert(
      fc.property(pairs, (pair) => {
        const value = similarity(pair)
        expect(Math.abs(similarity({ ...pair, a: pair.b, b: pair.a }) - value)).toBeLessThan(MAX_ERROR)
        expect(value).toBeLessThanOrEqual(1)
        expect(value).toBeGreaterThanOrEqual(-1)
      }),
      { numRuns: runs(100) },
    )
  })

  it('is 1 for equal planes', () => {
    fc.assert(
      fc.property(pairs, (pair) => {
        expect(similarity({ ...pair, b: pair.a })).toBe(1)
      }),
      { numRuns: runs(60) },
    )
  })

  it('differs little from the mean of all windows', async () => {
    const { data, width, height } = landscape(324, 216)
    const a = await sharp(data, { raw: { width, height, channels: 4 } })
      .greyscale()
      .raw()
      .toBuffer()
    for (const quality of [20, 60, 90]) {
      const encoded = await sharp(a, { raw: { width, height, channels: 1 } })
        .jpeg({ quality })
        .toBuffer()
      const b = await sharp(encoded).greyscale().raw().toBuffer()
      const all = ssim(Float64Array.from(a), Float64Array.from(b), width, height)
      const value = similarity({ width, height, a, b, limited: false }, [8])
      expect(Math.abs(value - all)).toBeLessThan(0.0005)
    }
  })

  it('takes rows with a gap between them', () => {
    const [width, height, stride] = [23, 14, 40]
    const a = Uint8Array.from({ length: width * height }, (_, at) => (at * at * 7) & 255)
    const wasm = kernel()
    const { put } = blocks(wasm)
    const { similarityOpen, similarityRows, similarityMean } = sideKernel(wasm)
    const [apart, other] = [new Uint8Array(stride * height), new Uint8Array(stride * height)]
    for (let row = 0; row < height; row++)
      for (let x = 0; x < width; x++) {
        apart[row * stride + x] = a[row * width + x] ?? 0
        other[row * stride + x] = 255 - (a[row * width + x] ?? 0)
      }
    similarityOpen(width, height, put(apart), stride, 0)
    similarityRows(put(other), stride, height)
    const b = a.map((level) => 255 - level)
    expect(similarityMean()).toBe(similarity({ width, height, a, b, limited: false }))
  })

  it('stays within its memory', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, strips, async (pair, cuts) => {
        const { result, side: accesses } = await guarded(() => similarity(pair, cuts))
        expect(accesses).toBeGreaterThan(0)
        expect(Math.abs(result - referenceSimilarity(pair))).toBeLessThan(MAX_ERROR)
      }),
      { numRuns: runs(40) },
    )
  })

  it('traps on too many rows, and without all rows', () => {
    const wasm = kernel()
    const { similarityOpen, similarityRows, similarityMean } = sideKernel(wasm)
    const plane = wasm.alloc(400)
    similarityOpen(20, 20, plane, 20, 0)
    expect(() => similarityRows(plane, 20, 21)).toThrow(WebAssembly.RuntimeError)
    similarityRows(plane, 20, 19)
    expect(() => similarityMean()).toThrow(WebAssembly.RuntimeError)
    similarityRows(plane + 380, 20, 1)
    expect(similarityMean()).toBe(1)
  })
})
