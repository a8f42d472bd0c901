import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { widths } from '../../../../src/signing/sdk/index.ts'
import { failure } from '../../../support/process/failure.ts'
import { syncSigner } from '../../../support/worker/signer.ts'

describe('widths', () => {
  test.each([
    [{ min: 320, max: 1280, tolerance: 0.25 }, [320, 453, 640, 905, 1280]],
    [{ min: 320, max: 1280, tolerance: 0.5 }, [320, 640, 1280]],
    [{ min: 400, max: 400 }, [400]],
    [{ min: 1, max: 3, tolerance: 0.1 }, [1, 2, 3]],
  ])('for %j are %j', (range, expected) => {
    expect(widths(range)).toEqual(expected)
  })

  test('range from min to max, are at most twice the tolerance apart, and can be signed', () => {
    const side = fc.integer({ min: 50, max: 10_000 })
    fc.assert(
      fc.property(side, side, fc.double({ min: 0.1, max: 1, noNaN: true }), (a, b, tolerance) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)]
        const list = widths({ min, max, tolerance })
        expect([list[0], list.at(-1)]).toEqual([min, max])
        for (const [index, width] of list.slice(1).entries()) {
          const before = list[index] ?? 0
          expect(width).toBeGreaterThan(before)
          // Both widths are rounded to whole pixels.
          expect(width).toBeLessThanOrEqual((before + 0.5) * (1 + 2 * tolerance) + 0.5)
        }
        expect(syncSigner.grant('/a.jpg', {}, { widths: list }).widths).toEqual(list)
      }),
    )
  })

  test('have defaults', () => {
    expect([widths()[0], widths().at(-1), widths().length]).toEqual([320, 3840, 11])
    expect(widths({ max: undefined })).toEqual(widths())
  })

  const BOUNDS = 'min and max must be whole pixels from 1 to 10000, got'

  test.each([
    [{ min: 0 }, `${BOUNDS} 0, 3840`],
    [{ max: 20_000 }, `${BOUNDS} 320, 20000`],
    [{ min: 320.5 }, `${BOUNDS} 320.5, 3840`],
    [{ min: 500, max: 400 }, `${BOUNDS} 500, 400`],
    [{ tolerance: 0 }, 'tolerance must be above 0 and at most 1, got 0'],
    [{ tolerance: Number.NaN }, 'tolerance must be above 0 and at most 1, got NaN'],
    [{ tolerance: 0.01 }, 'tolerance 0.01 makes more than 32 widths'],
  ])('are refused for %j', (range, detail) => {
    expect(() => widths(range)).toThrow(failure('bad-parameter', detail))
  })
})
