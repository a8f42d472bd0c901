import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { median, pairedRatio, quantile, spread } from '../../../bench/statistics.ts'

const series = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 })

describe('quantiles', () => {
  test('are correct for odd and even numbers of values in any order', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(spread([50, 10, 20, 30, 40])).toEqual({ low: 20, median: 30, high: 40 })
  })

  test('are interpolated between two values', () => {
    expect(quantile([0, 10], 0.3)).toBeCloseTo(3, 12)
  })

  test('do not sort the given series', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })

  test('split the series in half', () => {
    fc.assert(
      fc.property(series, (values) => {
        const middle = median(values)
        expect(values.filter((value) => value <= middle).length).toBeGreaterThanOrEqual(values.length / 2)
        expect(values.filter((value) => value >= middle).length).toBeGreaterThanOrEqual(values.length / 2)
      }),
    )
  })

  test('throw for an empty series', () => {
    expect(() => median([])).toThrow(RangeError)
  })
})

describe('paired ratios', () => {
  test('cancel out effects that slow down both values of a pair', () => {
    fc.assert(
      fc.property(series, (slowness) => {
        const ours = slowness.map((factor) => 3 * factor)
        const theirs = slowness.map((factor) => 4 * factor)
        expect(pairedRatio(ours, theirs).median).toBeCloseTo(0.75, 9)
      }),
    )
  })

  test('are ratios of rounds, not of medians', () => {
    expect(pairedRatio([1, 10, 100], [2, 10, 50]).median).toBe(1)
    expect(pairedRatio([2, 30, 4], [4, 10, 2]).median).toBe(2)
  })

  test('require two series of the same length', () => {
    expect(() => pairedRatio([1, 2], [1])).toThrow(RangeError)
  })
})
