import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gaussianMask, scaledMask } from '../../../../src/engine/ops/gaussian.ts'
import { stepMemory } from '../../../../src/engine/ops/operations.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { operate } from '../../../support/engine/operate.ts'
import { greatestDifference } from '../../../support/picture/differences.ts'
import { noise, opaque, paint, pixelAt } from '../../../support/picture/frames.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { runs } from '../../../support/properties/runs.ts'

const blur = (sigma: number) => ({ op: 'blur', args: { sigma } }) as const

const blurred = (frame: Frame, sigma: number) => operate(frame, blur(sigma)).frame

/** Blurs along each axis, and divides and rounds after each. */
function reference(frame: Frame, mask: ArrayLike<number>, total: number): Frame {
  const along = (source: Frame, [dx, dy]: readonly [number, number]) =>
    paint(source.width, source.height, (x, y) => {
      const sums = [0, 0, 0, 0]
      for (let way = 1 - mask.length; way < mask.length; way++) {
        const weight = mask[Math.abs(way)] ?? 0
        for (const [channel, value] of pixelAt(source, x + way * dx, y + way * dy).entries())
          sums[channel] = (sums[channel] ?? 0) + weight * value
      }
      return sums.map((sum) => Math.floor(sum / total + 0.5))
    })
  return along(along(frame, [1, 0]), [0, 1])
}

describe('the blur', () => {
  test('equals the Gaussian mask for a small sigma', () => {
    const sigmas = fc.double({ min: 0.6, max: 5.9, noNaN: true })
    fc.assert(
      fc.property(noise.map(opaque), sigmas, (frame, sigma) => {
        const mask = scaledMask(gaussianMask(sigma, 0.2), 256)
        expect(blurred(frame, sigma)).toEqual(reference(frame, mask, 256))
      }),
      { numRuns: runs(40) },
    )
  })

  test.each([6, 8.9, 9, 25, 100])(
    'of sigma %d is close to the mask, though computed on a reduced picture',
    (sigma) => {
      const mask = gaussianMask(sigma, 0.2)
      const total = mask.reduce((sum, weight, at) => sum + (at === 0 ? weight : 2 * weight), 0)
      for (const [width, height] of [
        [31, 17],
        [5, 40],
        [1, 1],
      ] as const) {
        const frame = makePicture(width, height, { noise: 60 })
        expect(greatestDifference(blurred(frame, sigma), reference(frame, mask, total))).toBeLessThanOrEqual(
          4,
        )
      }
    },
  )

  test('keeps equal rows equal, at any height', () => {
    const sigmas = fc.double({ min: 0.6, max: 40, noNaN: true })
    fc.assert(
      fc.property(noise, fc.integer({ min: 1, max: 24 }), sigmas, (frame, height, sigma) => {
        const [low, high] = [1, height].map((rows) => paint(frame.width, rows, (x) => pixelAt(frame, x, 0)))
        if (!low || !high) throw new Error('two pictures')
        const row = blurred(low, sigma)
        expect(blurred(high, sigma)).toEqual(paint(frame.width, height, (x) => pixelAt(row, x, 0)))
      }),
      { numRuns: runs(60) },
    )
  })

  test('keeps a flat picture unchanged, whatever its alpha', () => {
    const color = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255))
    const sigmas = fc.double({ min: 0.3, max: 100, noNaN: true })
    fc.assert(
      fc.property(color, fc.constantFrom(0, 128, 255), sigmas, ([r, g, b], alpha, sigma) => {
        // Colors weighted by alpha are whole numbers.
        const weighted = [r, g, b].map((value) => (alpha === 255 ? value : alpha && 255))
        const frame = paint(11, 7, () => [...weighted, alpha])
        expect(blurred(frame, sigma)).toEqual(frame)
      }),
      { numRuns: runs(40) },
    )
  })

  test.each([1, 30])('of sigma %d spreads no color of transparent pixels', (sigma) => {
    const half = paint(40, 20, (x) => (x < 20 ? [0, 255, 0, 0] : [255, 0, 0, 255]))
    const { data } = blurred(half, sigma)
    expect(data.filter((_, at) => at % 4 === 1).every((green) => green === 0)).toBe(true)
    expect(data.filter((_, at) => at % 4 === 0 && (data[at + 3] ?? 0) > 0).every((red) => red === 255)).toBe(
      true,
    )
  })

  test('of less than a pixel changes nothing', () => {
    const frame = makePicture(20, 10, { alpha: 'soft', noise: 90 })
    expect(blurred(frame, 0.5)).toEqual(frame)
  })

  test.each([0.3, 0.6, 4, 6, 40, 100])('of sigma %d takes its planned memory', (sigma) => {
    for (const [width, height] of [
      [1, 1],
      [37, 23],
    ] as const) {
      const { taken } = operate(makePicture(width, height, { alpha: 'soft' }), blur(sigma))
      expect(taken).toBe(stepMemory({ width, height }, blur(sigma)))
    }
  })
})
