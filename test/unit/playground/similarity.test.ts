import { describe, expect, test } from 'vitest'
import { ssim } from '../../../bench/ssim.ts'
import { lumaOf, similarity } from '../../../playground/page/stage/similarity.ts'

const [WIDTH, HEIGHT] = [48, 61]

const plane = (sample: (x: number, y: number) => number) =>
  Float64Array.from({ length: WIDTH * HEIGHT }, (_, at) => sample(at % WIDTH, Math.floor(at / WIDTH)))

const picture = plane((x, y) => 128 + 60 * Math.sin(x / 3) * Math.cos(y / 5))
const noisy = (depth: number) => picture.map((value, at) => value + depth * Math.sin(at * at * 2.7))

function compare(a: Float64Array, b: Float64Array): number {
  const run = similarity(a, b, WIDTH, HEIGHT)
  let step = run.next()
  while (!step.done) step = run.next()
  return step.value
}

describe('similarity computed in bands', () => {
  test('equals that of the bench', () => {
    expect(compare(picture, noisy(15))).toBeCloseTo(ssim(picture, noisy(15), WIDTH, HEIGHT), 12)
  })

  test('is 1 for equal pictures and falls with noise', () => {
    const values = [0, 4, 16, 60].map((depth) => compare(picture, noisy(depth)))
    expect(values[0]).toBeCloseTo(1, 12)
    expect(values).toEqual(values.toSorted((a, b) => b - a))
    expect(values.at(-1)).toBeLessThan(0.8)
  })

  test('is symmetric', () => {
    expect(compare(picture, noisy(30))).toBeCloseTo(compare(noisy(30), picture), 12)
  })

  test('yields to other tasks after each band', () => {
    expect([...similarity(picture, picture, WIDTH, HEIGHT)].length).toBe(Math.ceil((HEIGHT - 10) / 16))
  })

  test('requires planes of the given size, at least as large as the window', () => {
    expect(() => similarity(picture, picture.subarray(1), WIDTH, HEIGHT).next()).toThrow(RangeError)
    expect(() => similarity(picture, picture, picture.length / 4, 4).next()).toThrow(RangeError)
  })
})

test('luma weighs the colors and blends transparent pixels with white', () => {
  const pixels = Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 255, 10, 20, 30, 0, 0, 0, 0, 255)
  const [red, green, clear, black] = lumaOf(pixels)
  expect(red).toBeCloseTo(76.245)
  expect(green).toBeCloseTo(149.685)
  expect([clear, black]).toEqual([255, 0])
})
