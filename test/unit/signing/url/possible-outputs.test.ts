import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formats } from '../../../../src/engine/formats/formats.ts'
import { geometry } from '../../../../src/engine/plan/geometry.ts'
import { encodings } from '../../../../src/engine/plan/output.ts'
import type { Intent } from '../../../../src/signing/url/intent.ts'
import { largestOutput, possibleFormats } from '../../../../src/signing/url/possible-outputs.ts'
import { keyed } from '../../../support/engine/keyed.ts'
import { intents } from '../../../support/properties/arbitraries.ts'
import { runs } from '../../../support/properties/runs.ts'

const side = fc.integer({ min: 1, max: 5000 })
const headers = fc.record({
  width: side,
  height: side,
  orientation: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8),
})

/** Removes options that depend on pixels, or on a box within the image. */
const planned = intents.map(({ trim: _trim, crop, ...rest }) => ({
  ...rest,
  ...(crop !== undefined && crop !== 'smart' && !('x' in crop) && { crop }),
}))

test('no output exceeds the largest output, whatever the image', () => {
  let bounded = 0
  fc.assert(
    fc.property(headers, planned, (header, intent) => {
      const most = largestOutput(intent)
      const { output } = geometry(header, keyed(intent))
      expect(output.width).toBeLessThanOrEqual(most.width)
      expect(output.height).toBeLessThanOrEqual(most.height)
      if (Math.min(most.width, most.height) < Number.POSITIVE_INFINITY) bounded++
    }),
    { numRuns: runs(3000) },
  )
  expect(bounded).toBeGreaterThan(runs(3000) / 10)
})

test.each([
  [{}, [Infinity, Infinity]],
  [{ width: 400 }, [400, Infinity]],
  [{ height: 400 }, [Infinity, 400]],
  [{ width: 400, height: 300, fit: 'inside' }, [400, 300]],
  [{ width: 400, height: 300, fit: 'outside' }, [Infinity, Infinity]],
  [{ width: 400, height: 300, extend: { top: 1, right: 2, bottom: 4, left: 8 } }, [410, 305]],
  [{ width: 400, height: 300, extend: { top: 1, right: 2, bottom: 4, left: 8 }, rotate: 270 }, [305, 410]],
  [{ width: 400, height: 300, rotate: 180 }, [400, 300]],
  [{ width: 400, height: 300, rotate: 0.5 }, [Infinity, Infinity]],
  [{ crop: { width: 5, height: 5 } }, [Infinity, Infinity]],
] as const satisfies readonly [Intent, unknown][])('of %j', (intent: Intent, [width, height]) => {
  expect(largestOutput(intent)).toEqual({ width, height })
})

test('no image has an unlisted format, whatever its source', () => {
  const sources = Object.values(formats).map(({ name }) => name)
  fc.assert(
    fc.property(
      intents,
      fc.constantFrom(...sources),
      fc.subarray(['jxl', 'avif', 'webp'] as const),
      fc.boolean(),
      (intent, source, accepts, alpha) => {
        // With a maximum length, a PNG that no format asks for is refused.
        fc.pre(intent.format !== undefined || intent.max_bytes === undefined)
        const asked = intent.format === 'auto' ? { ...intent, accepts } : intent
        for (const { format } of encodings(source, keyed(asked), { width: 9, height: 9 }, alpha))
          expect(possibleFormats(asked)).toContain(format)
      },
    ),
  )
})

test('each listed format is possible for some source', () => {
  const unasked = Object.values(formats).map(({ defaultOutput }) => defaultOutput)
  expect(new Set(possibleFormats({}))).toEqual(new Set(unasked))
})
