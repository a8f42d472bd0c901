import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { operate } from '../../../support/engine/operate.ts'
import { greatestDifference } from '../../../support/picture/differences.ts'
import { noise, paint, pixelAt } from '../../../support/picture/frames.ts'
import { runs } from '../../../support/properties/runs.ts'

const rounded = (frame: Frame, radius: number) => operate(frame, { op: 'radius', args: { radius } }).frame

/** Computes the share of a pixel inside the arcs, by horizontal lines through it. */
function coverage({ width, height }: Frame, radius: number, x: number, y: number): number {
  const LINES = 500
  let sum = 0
  for (let line = 0; line < LINES; line++) {
    const at = y + (line + 0.5) / LINES
    const off = Math.max(radius - at, at - (height - radius), 0)
    const inset = radius - Math.sqrt(Math.max(0, radius ** 2 - off ** 2))
    sum += Math.max(0, Math.min(x + 1, width - inset) - Math.max(x, inset))
  }
  return sum / LINES
}

test('multiplies alpha by the share of each pixel inside the arcs', () => {
  fc.assert(
    fc.property(noise, fc.double({ min: 0.5, max: 30, noNaN: true }), (frame, asked) => {
      const radius = Math.min(asked, frame.width / 2, frame.height / 2)
      const expected = paint(frame.width, frame.height, (x, y) => {
        const [r = 0, g = 0, b = 0, alpha = 0] = pixelAt(frame, x, y)
        return [r, g, b, alpha * coverage(frame, radius, x, y)]
      })
      const made = rounded(frame, asked)
      // Transparent pixels have no color.
      const visible = {
        ...made,
        data: made.data.map((value, at) => (made.data[at | 3] === 0 ? (expected.data[at] ?? 0) : value)),
      }
      expect(greatestDifference(visible, expected)).toBeLessThanOrEqual(1)
    }),
    { numRuns: runs(60) },
  )
})

test('clears pixels outside the arcs, and keeps pixels inside', () => {
  const frame = paint(100, 80, () => [200, 100, 50, 255])
  const made = rounded(frame, 20)
  expect(pixelAt(made, 0, 0)).toEqual([0, 0, 0, 0])
  expect(pixelAt(made, 99, 79)).toEqual([0, 0, 0, 0])
  expect(pixelAt(made, 20, 0)).toEqual([200, 100, 50, 255])
  expect(pixelAt(made, 0, 59)).toEqual([200, 100, 50, 255])
})

test('rounds all four corners alike', () => {
  const made = rounded(
    paint(61, 40, () => [9, 9, 9, 255]),
    17.5,
  )
  const mirrored = paint(61, 40, (x, y) => pixelAt(made, 60 - x, 39 - y))
  const flipped = paint(61, 40, (x, y) => pixelAt(made, x, 39 - y))
  expect(mirrored).toEqual(made)
  expect(flipped).toEqual(made)
})

test('limits the radius to half of the shorter side, which turns a square into a disc', () => {
  const frame = paint(51, 51, () => [1, 2, 3, 255])
  expect(rounded(frame, 9999)).toEqual(rounded(frame, 25.5))
  const area = rounded(frame, 9999).data.reduce((sum, value, at) => sum + (at % 4 === 3 ? value / 255 : 0), 0)
  expect(Math.abs(area - Math.PI * 25.5 ** 2)).toBeLessThan(0.5)
})
