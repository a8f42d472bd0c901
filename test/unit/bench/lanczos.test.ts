import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { lanczosTaps, type Raster, resampleLanczos } from '../../../bench/lanczos.ts'
import { psnr } from '../../support/picture/psnr.ts'

const PLAIN = Float64Array.from({ length: 256 }, (_, sample) => sample)

function raster(
  width: number,
  height: number,
  channels: number,
  sample: (x: number, y: number, c: number) => number,
) {
  const data = Uint8Array.from({ length: width * height * channels }, (_, at) => {
    const pixel = Math.floor(at / channels)
    return Math.round(sample(pixel % width, Math.floor(pixel / width), at % channels))
  })
  return { width, height, channels, data } satisfies Raster
}

const picture = raster(61, 47, 3, (x, y, c) => 128 + 100 * Math.sin(x / (3 + c)) * Math.cos(y / (4 + c)))

function byDefinition(
  { width, height, channels, data }: Raster,
  size: readonly [number, number],
  at: readonly number[],
) {
  const [x, y, c] = at as [number, number, number]
  const kernel = (d: number) =>
    d === 0
      ? 1
      : Math.abs(d) < 3
        ? (3 * Math.sin(Math.PI * d) * Math.sin((Math.PI * d) / 3)) / (Math.PI * d) ** 2
        : 0
  const along = (place: number, count: number, of: number) => {
    const step = of / count
    const center = (place + 0.5) * step - 0.5
    return (k: number) => kernel((k - center) / Math.max(step, 1))
  }
  const [across, down] = [along(x, size[0], width), along(y, size[1], height)]
  let [sum, total] = [0, 0]
  for (let j = -60; j < height + 60; j++) {
    for (let i = -60; i < width + 60; i++) {
      const weight = across(i) * down(j)
      const inside = Math.min(Math.max(j, 0), height - 1) * width + Math.min(Math.max(i, 0), width - 1)
      sum += weight * (data[inside * channels + c] as number)
      total += weight
    }
  }
  return sum / total
}

describe('taps', () => {
  test.each([
    [100, 30],
    [30, 100],
    [7, 7],
    [1, 5],
    [5, 1],
  ])('have the sum 1 and stay within the picture, from %i to %i', (size, count) => {
    const taps = lanczosTaps(size, count)
    expect(taps).toHaveLength(count)
    for (const { first, weights } of taps) {
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
      expect(first).toBeGreaterThanOrEqual(0)
      expect(first + weights.length).toBeLessThanOrEqual(size)
    }
  })
})

describe('the reference', () => {
  test.each([
    [20, 13],
    [61, 20],
    [90, 70],
  ])('equals the double sum over the picture, at %ix%i', (width, height) => {
    const result = resampleLanczos(picture, width, height, PLAIN)
    expect(result).toHaveLength(width * height * 3)
    for (const [x, y, c] of [
      [0, 0, 0],
      [width - 1, height - 1, 2],
      [7, 5, 1],
      [0, height - 1, 1],
    ] as const) {
      const expected = byDefinition(picture, [width, height], [x, y, c])
      expect(result[(y * width + x) * 3 + c]).toBeCloseTo(expected, 8)
    }
  })

  test('equals the picture at the same size', () => {
    const same = resampleLanczos(picture, picture.width, picture.height, PLAIN)
    expect(Array.from(same, Math.round)).toEqual(Array.from(picture.data))
  })

  test('keeps a flat picture flat, including edges', () => {
    const flat = resampleLanczos(
      raster(40, 30, 1, () => 77),
      9,
      41,
      PLAIN,
    )
    for (const value of flat) expect(value).toBeCloseTo(77, 10)
  })

  test('reads samples through the table', () => {
    const roots = raster(40, 8, 1, (x, y) => (3 * x + 5 * y) % 16)
    const squared = { ...roots, data: roots.data.map((sample) => sample ** 2) }
    const read = PLAIN.map((sample) => sample ** 2)
    expect(resampleLanczos(roots, 9, 5, read)).toEqual(resampleLanczos(squared, 9, 5, PLAIN))
  })

  test("is close to sharp's result", async () => {
    const { width, height, channels, data } = picture
    const image = sharp(data, { raw: { width, height, channels: channels as 3 } })
    const theirs = await image.resize(23, 19, { fit: 'fill' }).raw().toBuffer()
    expect(psnr(resampleLanczos(picture, 23, 19, PLAIN), theirs)).toBeGreaterThan(45)
  })
})
