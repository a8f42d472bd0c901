import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import type { Color } from '../../../../src/engine/color/color.ts'
import type { Step } from '../../../../src/engine/ops/operations.ts'
import { stepMemory } from '../../../../src/engine/ops/operations.ts'
import { rotatedSize } from '../../../../src/engine/ops/rotate.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { operate } from '../../../support/engine/operate.ts'
import { greatestDifference } from '../../../support/picture/differences.ts'
import { noise, opaque, paint, pixelAt } from '../../../support/picture/frames.ts'
import { randomNumbers } from '../../../support/properties/random.ts'
import { runs } from '../../../support/properties/runs.ts'

function rotate(frame: Frame, angle: number, color: Color): Step {
  return { op: 'rotate', args: { angle, color, size: rotatedSize(frame, angle) } }
}

const rotated = (frame: Frame, angle: number, color: Color) =>
  operate(frame, rotate(frame, angle, color)).frame

const CORNERS: Color = { r: 10, g: 200, b: 90, alpha: 1 }

/** Returns the position of the picture's origin inside the box around the rotated outline. */
function origin({ width, height }: Frame, cos: number, sin: number): [number, number] {
  const least = (...values: number[]) => -Math.round(Math.min(0, ...values))
  return [
    least(cos * width, -sin * height, cos * width - sin * height),
    least(sin * width, cos * height, sin * width + cos * height),
  ]
}

function reference(frame: Frame, angle: number): Frame {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]
  const [left, top] = origin(frame, cos, sin)
  const { width, height } = rotatedSize(frame, angle)
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= frame.width || y >= frame.height
      ? [CORNERS.r, CORNERS.g, CORNERS.b, 255]
      : pixelAt(frame, x, y)
  return paint(width, height, (column, row) => {
    const x = cos * (column - left) + sin * (row - top)
    const y = cos * (row - top) - sin * (column - left)
    const [x0, y0] = [Math.floor(x), Math.floor(y)]
    const sum = [0, 0, 0, 0]
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const weight = Math.abs(1 - dx - (x - x0)) * Math.abs(1 - dy - (y - y0))
      for (const [channel, value] of at(x0 + dx, y0 + dy).entries())
        sum[channel] = (sum[channel] ?? 0) + weight * value
    }
    return sum
  })
}

test('computes the same size as sharp', async () => {
  const random = randomNumbers(5)
  const upTo = (limit: number) => Math.floor((random() / 2 ** 32) * limit)
  for (let round = 0; round < 250; round++) {
    const size = { width: 1 + upTo(90), height: 1 + upTo(70) }
    const angle = round % 4 === 0 ? (upTo(48) - 24) * 15 : (upTo(71_800) - 35_900) / (round % 2 ? 100 : 1)
    if (angle % 90 === 0) continue
    const picture = sharp({ create: { ...size, channels: 3, background: '#fff' } })
    const { info } = await picture.rotate(angle).raw().toBuffer({ resolveWithObject: true })
    const { width, height } = info
    expect({ ...size, angle, rotated: rotatedSize(size, angle) }).toEqual({
      ...size,
      angle,
      rotated: { width, height },
    })
  }
})

describe('a rotation', () => {
  test('interpolates between four pixels, within 1', () => {
    const angles = fc.double({ min: -359, max: 359, noNaN: true })
    fc.assert(
      fc.property(noise.map(opaque), angles, (frame, angle) => {
        const difference = greatestDifference(rotated(frame, angle, CORNERS), reference(frame, angle))
        expect(difference).toBeLessThanOrEqual(1)
      }),
      { numRuns: runs(60) },
    )
  })

  test('by 0 changes nothing', () => {
    fc.assert(
      fc.property(noise.map(opaque), (frame) => {
        expect(rotated(frame, 0, CORNERS)).toEqual(frame)
      }),
      { numRuns: runs(20) },
    )
  })

  test('fills the corners with the given color and opacity', () => {
    const color = { r: 200, g: 100, b: 50, alpha: 0.4 }
    const { data } = rotated(
      paint(20, 20, () => [0, 0, 0, 255]),
      45,
      color,
    )
    expect([...data.subarray(0, 4)]).toEqual([200, 100, 50, 102])
  })

  test('mixes in no colors of transparent pixels', () => {
    const half = paint(30, 20, (x) => (x < 15 ? [0, 255, 0, 0] : [255, 0, 0, 255]))
    const { data } = rotated(half, 33, { r: 0, g: 0, b: 255, alpha: 0 })
    expect(data.every((value, at) => value === 0 || at % 4 === 0 || at % 4 === 3)).toBe(true)
  })

  test('takes its planned memory', () => {
    const frame = paint(37, 23, () => [1, 2, 3, 4])
    const step = rotate(frame, 12.5, CORNERS)
    expect(operate(frame, step).taken).toBe(stepMemory(rotatedSize(frame, 12.5), step))
  })
})
