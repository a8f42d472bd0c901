import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromSrgb, toSrgb } from '../../../../src/engine/color/transfer.ts'
import { gaussianMask } from '../../../../src/engine/ops/gaussian.ts'
import { stepMemory } from '../../../../src/engine/ops/operations.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { operate } from '../../../support/engine/operate.ts'
import { greatestDifference } from '../../../support/picture/differences.ts'
import { noise, opaque, paint } from '../../../support/picture/frames.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { runs } from '../../../support/properties/runs.ts'

const sharpen = (sigma: number) => ({ op: 'sharpen', args: { sigma } }) as const

const sharpened = (frame: Frame, sigma: number) => operate(frame, sharpen(sigma)).frame

/** CIE 15:2004, 8.2.1, with the primaries and white of sRGB. */
const TO_XYZ = [
  [0.4124, 0.3576, 0.1805],
  [0.2126, 0.7152, 0.0722],
  [0.0193, 0.1192, 0.9505],
] as const
const FROM_XYZ = [
  [3.2406, -1.5372, -0.4986],
  [-0.9689, 1.8758, 0.0415],
  [0.0557, -0.204, 1.057],
] as const
const WHITE = TO_XYZ.map((row) => row[0] + row[1] + row[2])

const dot = (row: readonly number[], vector: readonly number[]) =>
  row.reduce((sum, value, at) => sum + value * (vector[at] ?? 0), 0)
const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
const inverse = (t: number) => (t > 0.2069 ? t ** 3 : (t - 16 / 116) / 7.787)

function toLab(pixel: readonly number[]): number[] {
  const light = pixel.slice(0, 3).map((value) => fromSrgb(value / 255))
  return TO_XYZ.map((row, at) => f(dot(row, light) / (WHITE[at] ?? 1)))
}

function toRgb(lab: readonly number[]): number[] {
  const xyz = lab.map((value, at) => inverse(value) * (WHITE[at] ?? 1))
  return FROM_XYZ.map((row) => 255 * toSrgb(Math.max(0, Math.min(dot(row, xyz), 1))))
}

function mean(values: readonly number[], at: number, mask: readonly number[]): number {
  let [sum, total] = [0, 0]
  for (let way = 1 - mask.length; way < mask.length; way++) {
    const weight = mask[Math.abs(way)] ?? 0
    sum += weight * (values[Math.max(0, Math.min(at + way, values.length - 1))] ?? 0)
    total += weight
  }
  return sum / total
}

/** Gain 1 for a difference of up to 2 in L*, and 2 beyond. */
function gain(distance: number): number {
  const beyond = Math.sign(distance) * Math.max(0, Math.abs(distance) - 2)
  return Math.max(-20, Math.min(distance + beyond, 10))
}

function reference({ width, height, data }: Frame, sigma: number): Frame {
  const mask = gaussianMask(sigma, 0.1)
  const labs = Array.from({ length: width * height }, (_, at) =>
    toLab([...data.subarray(at * 4, at * 4 + 4)]),
  )
  const light = labs.map(([, y = 0]) => 116 * y - 16)
  const rows = light.map((_, at) => {
    const start = at - (at % width)
    return mean(light.slice(start, start + width), at - start, mask)
  })
  return paint(width, height, (x, y) => {
    const at = y * width + x
    const column = Array.from({ length: height }, (_, row) => rows[row * width + x] ?? 0)
    const before = light[at] ?? 0
    const after = Math.max(0, Math.min(before + gain(before - mean(column, y, mask)), 100))
    const lab = labs[at] ?? []
    return [...toRgb(lab.map((value) => value + (after - before) / 116)), 255]
  })
}

describe('the sharpening', () => {
  test('is within 1 of the exact result', () => {
    fc.assert(
      fc.property(noise.map(opaque), fc.double({ min: 0.5, max: 10, noNaN: true }), (frame, sigma) => {
        expect(greatestDifference(sharpened(frame, sigma), reference(frame, sigma))).toBeLessThanOrEqual(1)
      }),
      { numRuns: runs(15) },
    )
  })

  test('keeps flat pictures unchanged', () => {
    const color = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255))
    fc.assert(
      fc.property(color, fc.double({ min: 0.1, max: 100, noNaN: true }), (rgb, sigma) => {
        const frame = paint(19, 5, () => [...rgb, 255])
        expect(sharpened(frame, sigma)).toEqual(frame)
      }),
      { numRuns: runs(40) },
    )
  })

  test('keeps white white beside black', () => {
    const frame = paint(30, 5, (x) => (x < 15 ? [255, 255, 255, 255] : [0, 0, 0, 255]))
    expect(sharpened(frame, 2)).toEqual(frame)
  })

  test('keeps alpha', () => {
    const alphaOf = ({ data }: Frame) => data.filter((_, at) => at % 4 === 3)
    const frame = makePicture(40, 30, { alpha: 'soft', noise: 60 })
    expect(alphaOf(sharpened(frame, 2))).toEqual(alphaOf(frame))
    expect(sharpened(frame, 2)).not.toEqual(frame)
  })

  test('is limited to a sigma of 10, and a tiny sigma changes nothing', () => {
    const frame = makePicture(60, 40, { alpha: 'soft', noise: 60 })
    expect(sharpened(frame, 100)).toEqual(sharpened(frame, 10))
    expect(sharpened(frame, 9)).not.toEqual(sharpened(frame, 10))
    expect(sharpened(frame, 0.3)).toEqual(frame)
  })

  test.each([0.3, 0.6, 4, 100])('of sigma %d takes its planned memory', (sigma) => {
    for (const [width, height] of [
      [1, 1],
      [37, 23],
    ] as const) {
      const { taken } = operate(makePicture(width, height), sharpen(sigma))
      expect(taken).toBe(stepMemory({ width, height }, sharpen(sigma)))
    }
  })
})
