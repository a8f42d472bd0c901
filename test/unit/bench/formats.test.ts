import { expect, test } from 'vitest'
import { pointAt } from '../../../bench/formats/curve.ts'

const CURVE = [
  { quality: 90, ssim: 0.98, bytes: 1.4 },
  { quality: 70, ssim: 0.94, bytes: 0.6 },
  { quality: 80, ssim: 0.96, bytes: 0.8 },
]

test('a quality is interpolated between measured ones', () => {
  expect(pointAt(CURVE, 0.965)).toEqual({
    quality: expect.closeTo(82.5),
    ssim: 0.965,
    bytes: expect.closeTo(0.95),
  })
  expect(pointAt(CURVE, 0.96)).toEqual({ quality: 80, ssim: 0.96, bytes: expect.closeTo(0.8) })
})

test('there is none outside of the measured ones', () => {
  expect(pointAt(CURVE, 0.93)).toBeUndefined()
  expect(pointAt(CURVE, 0.99)).toBeUndefined()
  expect(pointAt([], 0.9)).toBeUndefined()
})
