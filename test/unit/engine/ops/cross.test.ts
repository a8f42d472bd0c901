import fc from 'fast-check'
import { expect, test } from 'vitest'
import { operate } from '../../../support/engine/operate.ts'
import { noise, paint, pixelAt } from '../../../support/picture/frames.ts'

test('draws a red column and row, and keeps the rest', () => {
  const anywhere = noise.chain((frame) =>
    fc.record({
      frame: fc.constant(frame),
      x: fc.nat(frame.width - 1),
      y: fc.nat(frame.height - 1),
    }),
  )
  fc.assert(
    fc.property(anywhere, ({ frame, x, y }) => {
      const expected = paint(frame.width, frame.height, (column, row) =>
        column === x || row === y ? [255, 0, 0, 255] : pixelAt(frame, column, row),
      )
      expect(operate(frame, { op: 'cross', args: { x, y } })).toEqual({ frame: expected, taken: 0 })
    }),
  )
})
