import { expect, test } from 'vitest'
import { addGrain } from '../../../bench/grain.ts'

const gray = (level: number) => new Uint8Array(40_000).fill(level)

test('grain has the given deviation and no bias', () => {
  const pixels = gray(128)
  addGrain(pixels, 4)
  const luma = Array.from({ length: 10_000 }, (_, i) => pixels[i * 4] as number)
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length
  const deviation = Math.sqrt(luma.reduce((sum, value) => sum + (value - mean) ** 2, 0) / luma.length)
  expect(mean).toBeCloseTo(128, 0)
  expect(deviation).toBeCloseTo(4, 0)
})

test('grain is gray, the same at every call, and keeps opacity', () => {
  const [a, b] = [gray(128), gray(128)]
  addGrain(a, 4)
  addGrain(b, 4)
  expect(a).toEqual(b)
  for (let at = 0; at < a.length; at += 4) {
    expect(a[at + 1]).toBe(a[at])
    expect(a[at + 3]).toBe(128)
  }
})

test('grain is clipped to black and white', () => {
  const white = gray(255)
  addGrain(white, 8)
  expect(Math.min(...white.subarray(0, 4000))).toBeGreaterThan(200)
})
