import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { operate } from '../../../support/engine/operate.ts'
import { noise, paint, pixelAt } from '../../../support/picture/frames.ts'
import { runs } from '../../../support/properties/runs.ts'

const pixelated = (frame: Frame, block: number) => operate(frame, { op: 'pixelate', args: { block } })

function mean(frame: Frame, left: number, top: number, side: number): number[] {
  let [count, weight] = [0, 0]
  const sums = [0, 0, 0]
  for (let y = top; y < Math.min(top + side, frame.height); y++) {
    for (let x = left; x < Math.min(left + side, frame.width); x++) {
      const [r = 0, g = 0, b = 0, alpha = 0] = pixelAt(frame, x, y)
      for (const [at, color] of [r, g, b].entries()) sums[at] = (sums[at] ?? 0) + color * alpha
      count++
      weight += alpha
    }
  }
  const round = (sum: number, of: number) => (of === 0 ? 0 : Math.floor(sum / of + 0.5))
  return [...sums.map((sum) => round(sum, weight)), round(weight, count)]
}

test('gives each square of the grid its mean color', () => {
  fc.assert(
    fc.property(
      noise,
      fc.oneof(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 256 })),
      (frame, block) => {
        const { frame: made, taken } = pixelated(frame, block)
        const columns = Math.ceil(frame.width / block)
        const means = Array.from({ length: columns * Math.ceil(frame.height / block) }, (_, at) =>
          mean(frame, (at % columns) * block, Math.floor(at / columns) * block, block),
        )
        const square = (x: number, y: number) =>
          means[Math.floor(y / block) * columns + Math.floor(x / block)]
        expect(made).toEqual(paint(frame.width, frame.height, (x, y) => square(x, y) ?? []))
        expect(taken).toBe(0)
      },
    ),
    { numRuns: runs(60) },
  )
})

test('does not overflow with the largest square', () => {
  const white = paint(257, 256, () => [255, 255, 254, 255])
  expect(pixelated(white, 256).frame).toEqual(white)
})
