import { describe, expect, test } from 'vitest'
import { SIGMA_SCALE, smoothEdges } from '../../../support/jxl/decoder/edge-filter.ts'
import { doubleHeight, doubleWidth, smooth } from '../../../support/jxl/decoder/filters.ts'
import { DEFAULT_FILTER } from '../../../support/jxl/decoder/loop-filter.ts'
import { mirror, type Plane } from '../../../support/jxl/decoder/plane.ts'

const planeOf = (width: number, samples: readonly number[]): Plane => ({
  width,
  height: samples.length / width,
  data: Float32Array.from(samples),
})

test('positions outside a plane are mirrored', () => {
  expect([-3, -2, -1, 0, 1, 2, 3, 4].map((at) => mirror(at, 2))).toEqual([1, 1, 0, 0, 1, 1, 0, 0])
  expect([-5, 7].map((at) => mirror(at, 1))).toEqual([0, 0])
})

describe('gaborish', () => {
  test('keeps the sum of samples', () => {
    const samples = Array.from({ length: 35 }, (_, at) => (at * at) % 11)
    const { data } = smooth(planeOf(7, samples), [0.115, 0.061])
    expect(data.reduce((a, b) => a + b)).toBeCloseTo(
      samples.reduce((a, b) => a + b),
      3,
    )
  })

  test('has a kernel of 3 × 3', () => {
    const { data } = smooth(planeOf(3, [0, 0, 0, 0, 1, 0, 0, 0, 0]), [0.2, 0.05])
    const expected = [0.025, 0.1, 0.025, 0.1, 0.5, 0.1, 0.025, 0.1, 0.025]
    for (const [at, sample] of data.entries()) expect(sample).toBeCloseTo(expected[at] ?? 0, 6)
  })
})

test('chroma is enlarged with the weights 3 and 1', () => {
  expect([...doubleWidth(planeOf(2, [0, 4])).data]).toEqual([0, 1, 3, 4])
  expect([...doubleHeight(planeOf(1, [0, 4, 0])).data]).toEqual([0, 1, 3, 3, 1, 0])
})

describe('the edge-preserving filter', () => {
  const filter = (samples: readonly number[], sigma: number, iterations: number) => {
    const plane = planeOf(8, samples)
    const flat = planeOf(
      8,
      samples.map(() => 0),
    )
    const sigmas = new Float32Array(1).fill(SIGMA_SCALE / sigma)
    return [...(smoothEdges([flat, plane, flat], { ...DEFAULT_FILTER, iterations }, sigmas)[1]?.data ?? [])]
  }
  const flat = Array<number>(64).fill(0.25)
  const edge = flat.map((sample, at) => (at % 8 < 4 ? sample : 1))

  test.each([1, 2, 3])('keeps flat areas and edges in %i iterations', (iterations) => {
    expect(filter(flat, 2, iterations)).toEqual(flat)
    for (const [at, sample] of filter(edge, 1, iterations).entries())
      expect(sample).toBeCloseTo(edge[at] ?? 0, 6)
  })

  test.each([1, 2, 3])('smooths small differences in %i iterations', (iterations) => {
    const noisy = flat.map((sample, at) => sample + 0.001 * ((at * 7) % 5))
    const range = (samples: readonly number[]) => Math.max(...samples) - Math.min(...samples)
    expect(range(filter(noisy, 1, iterations))).toBeLessThan(0.8 * range(noisy))
  })

  test('leaves blocks with a small sigma', () => {
    const noisy = flat.map((sample, at) => sample + 0.001 * (at % 5))
    const kept = filter(noisy, 0.2, 2)
    for (const [at, sample] of kept.entries()) expect(sample).toBeCloseTo(noisy[at] ?? 0, 6)
  })
})
