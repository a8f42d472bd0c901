import { describe, expect, test } from 'vitest'
import { ssim } from '../../../bench/ssim.ts'

const [WIDTH, HEIGHT] = [24, 17]

function plane(sample: (x: number, y: number) => number): Float64Array {
  return Float64Array.from({ length: WIDTH * HEIGHT }, (_, at) => sample(at % WIDTH, Math.floor(at / WIDTH)))
}

const waves = plane((x, y) => 128 + 60 * Math.sin(x / 2) * Math.cos(y / 3))
const ripples = (depth: number) => waves.map((value, at) => value + depth * Math.sin(at * 2.7))
const compare = (a: Float64Array, b: Float64Array) => ssim(a, b, WIDTH, HEIGHT)

function byDefinition(a: Float64Array, b: Float64Array): number {
  const weights = Array.from({ length: 121 }, (_, i) =>
    Math.exp(-(((i % 11) - 5) ** 2 + (Math.floor(i / 11) - 5) ** 2) / (2 * 1.5 ** 2)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const values: number[] = []
  for (let y = 0; y + 11 <= HEIGHT; y++) {
    for (let x = 0; x + 11 <= WIDTH; x++) {
      const mean = (value: (at: number) => number) =>
        weights.reduce((sum, w, i) => sum + w * value((y + Math.floor(i / 11)) * WIDTH + x + (i % 11)), 0) /
        total
      const at = (of: Float64Array) => (index: number) => of[index] as number
      const [ma, mb] = [mean(at(a)), mean(at(b))]
      const va = mean((i) => (at(a)(i) - ma) ** 2)
      const vb = mean((i) => (at(b)(i) - mb) ** 2)
      const cov = mean((i) => (at(a)(i) - ma) * (at(b)(i) - mb))
      const [c1, c2] = [6.5025, 58.5225]
      values.push(((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma ** 2 + mb ** 2 + c1) * (va + vb + c2)))
    }
  }
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('SSIM', () => {
  test('equals the definition of the paper', () => {
    expect(compare(waves, ripples(20))).toBeCloseTo(byDefinition(waves, ripples(20)), 10)
  })

  test('is 1 for equal pictures and falls with noise', () => {
    const values = [0, 5, 20, 60].map((depth) => compare(waves, ripples(depth)))
    expect(values[0]).toBeCloseTo(1, 12)
    expect(values).toEqual(values.toSorted((a, b) => b - a))
    expect(values.at(-1)).toBeLessThan(0.8)
  })

  test('is symmetric', () => {
    expect(compare(waves, ripples(30))).toBeCloseTo(compare(ripples(30), waves), 12)
  })

  test('compares the brightness of flat pictures', () => {
    const [a, b] = [plane(() => 100), plane(() => 120)]
    expect(compare(a, b)).toBeCloseTo((2 * 100 * 120 + 6.5025) / (100 ** 2 + 120 ** 2 + 6.5025), 9)
  })

  test('is below 0 for the negative of a picture', () => {
    expect(
      compare(
        waves,
        waves.map((value) => 255 - value),
      ),
    ).toBeLessThan(0)
  })

  test('requires planes of the given size that are at least as large as the window', () => {
    expect(() => ssim(waves, waves, WIDTH, HEIGHT + 1)).toThrow(RangeError)
    expect(() => ssim(waves, waves.subarray(1), WIDTH, HEIGHT)).toThrow(RangeError)
    expect(() => ssim(new Float64Array(200), new Float64Array(200), 20, 10)).toThrow(RangeError)
  })
})
