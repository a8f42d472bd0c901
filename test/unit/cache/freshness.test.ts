import { describe, expect, it } from 'vitest'
import { type Age, ageOf, type FreshnessRules, mayOutlastError } from '../../../src/cache/freshness.ts'

const RULES: FreshnessRules = { revalidate: 300, stale_if_error: 0, immutable: false }
const CHECKED = 1000

describe('a derivative of a zone', () => {
  it.each<[string, number, Partial<FreshnessRules>, number, Age]>([
    ['just checked', 86_400, {}, 0, 'fresh'],
    ['before the last fifth', 86_400, {}, 239, 'fresh'],
    ['in the last fifth', 86_400, {}, 240, 'aging'],
    ['in the last second', 86_400, {}, 299, 'aging'],
    ['at the bound', 86_400, {}, 300, 'stale'],
    ['long after it', 86_400, {}, 10_000, 'stale'],
    ['whose source allows less', 10, {}, 7, 'fresh'],
    ['whose source allows less, in the last fifth', 10, {}, 8, 'aging'],
    ['whose source allows less, after that', 10, {}, 10, 'stale'],
    ['that is checked each time', 86_400, { revalidate: 0 }, 0, 'stale'],
    ['that is immutable, after the bound', 86_400, { immutable: true }, 300, 'fresh'],
    ['that is immutable, and stale', 86_400, { immutable: true }, 86_400, 'stale'],
    ['from a clock that was ahead', 86_400, {}, -5, 'fresh'],
  ])('%s (%i s, %o, after %i s) is %s', (_, lifetime, rules, after, expected) => {
    const times = { checked: CHECKED, until: CHECKED + lifetime }
    expect(ageOf(times, { ...RULES, ...rules }, CHECKED + after)).toBe(expected)
  })

  it('without a time of its check is stale', () => {
    expect(ageOf({ checked: Number.NaN, until: 5000 }, RULES, CHECKED)).toBe('stale')
  })

  it.each([
    [0, 300, false],
    [60, 300, true],
    [60, 359, true],
    [60, 360, false],
  ])('with stale_if_error %i outlasts an error after %i s: %s', (stale_if_error, after, expected) => {
    const times = { checked: CHECKED, until: CHECKED + 86_400 }
    expect(mayOutlastError(times, { ...RULES, stale_if_error }, CHECKED + after)).toBe(expected)
  })
})
