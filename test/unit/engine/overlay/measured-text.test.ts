import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OverlayOptions } from '../../../../src/engine/options/layers.ts'
import { textOverlay } from '../../../../src/engine/overlay/text.ts'
import { shapeText } from '../../../../src/engine/text/shape.ts'
import { FONTS } from '../../../support/text/fonts.ts'

const TEXT = 'a text of many words, some of which are on a line of their own אבג'
const shaped = shapeText(TEXT, [FONTS.latin(), FONTS.hebrew()])
const color = { r: 0, g: 0, b: 0, alpha: 1 }
const sides = fc.integer({ min: 300, max: 3000 })
const outputs = fc.record({ width: sides, height: sides })
const options = fc.record(
  {
    size: fc.constantFrom(0.05, 0.37, 23),
    width: fc.constantFrom(0.2, 0.9, 170),
    stroke: fc.constant({ width: 7, color }),
    shadow: fc.constant({ blur: 9, x: 20, y: -5, color }),
  },
  { requiredKeys: [] },
)

test('a text has the same size when it is measured, and its memory is not less', () => {
  fc.assert(
    fc.property(options, outputs, outputs, (given, first, output) => {
      const overlay: OverlayOptions = { layer: 'ol', text: TEXT, ...given }
      const measured = textOverlay(shaped, overlay, first).on?.(output)
      const { size, memory } = textOverlay(shaped, overlay, output)
      expect(measured?.size).toEqual(size)
      const [most, real] = [measured?.memory(size), memory(size)]
      expect(most).toMatchObject({ kernel: real.kernel, codec: real.codec })
      const more = (most?.bytes ?? 0) - real.bytes
      expect(more).toBeGreaterThanOrEqual(0)
      // Four runs on each of 20 lines, in three drawings.
      expect(more).toBeLessThan(60_000)
    }),
  )
})

test('a text that would be too long to be drawn fits into no memory', () => {
  const overlay: OverlayOptions = { layer: 'ol', text: TEXT, size: 0.5 }
  const { on } = textOverlay(shaped, overlay, { width: 300, height: 200 })
  const output = { width: 9000, height: 9000 }
  expect(on?.(output).memory(output).bytes).toBe(Number.POSITIVE_INFINITY)
  expect(() => textOverlay(shaped, overlay, output)).toThrow(/use a smaller size$/)
})
