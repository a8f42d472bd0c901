import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Age,
  ageOf,
  cacheControl,
  type FreshnessRules,
  mayOutlastError,
} from '../../../../src/edge/cache/freshness.ts'

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

  it('is stale without the time of its last check', () => {
    expect(ageOf({ checked: Number.NaN, until: 5000 }, RULES, CHECKED)).toBe('stale')
  })

  it.each([
    [0, 300, false],
    [60, 300, true],
    [60, 359, true],
    [60, 360, false],
  ])('with stale_if_error %i may be served after an error at %i s: %s', (stale_if_error, after, expected) => {
    const times = { checked: CHECKED, until: CHECKED + 86_400 }
    expect(mayOutlastError(times, { ...RULES, stale_if_error }, CHECKED + after)).toBe(expected)
  })
})

describe('Cache-Control for a cache in front', () => {
  it.each<[string, number, Partial<FreshnessRules>, number, string]>([
    ['just checked', 86_400, {}, 0, 'public, max-age=240, stale-while-revalidate=60, stale-if-error=0'],
    ['in the last fifth', 86_400, {}, 250, 'public, max-age=0, stale-while-revalidate=50, stale-if-error=0'],
    ['at the bound', 86_400, {}, 300, 'no-store'],
    ['that is checked each time', 86_400, { revalidate: 0 }, 0, 'no-store'],
    ['that outlasted an error', 250, {}, 250, 'no-store'],
    ['that survives errors', 86_400, { stale_if_error: 600 }, 300, 'no-store'],
    [
      'that is immutable',
      86_400,
      { immutable: true },
      300,
      'public, max-age=68820, stale-while-revalidate=17280, stale-if-error=0',
    ],
  ])('is correct for a derivative %s (%i s, %o, after %i s)', (_, lifetime, rules, after, expected) => {
    const times = { checked: CHECKED, until: CHECKED + lifetime }
    expect(cacheControl(times, { ...RULES, ...rules }, CHECKED + after)).toBe(expected)
  })

  it('forbids storing without the time of the last check', () => {
    expect(cacheControl({ checked: Number.NaN, until: 5000 }, RULES, CHECKED)).toBe('no-store')
  })

  it('expires at the age that the gateway uses', () => {
    const seconds = fc.integer({ min: 0, max: 100_000 })
    fc.assert(
      fc.property(seconds, seconds, seconds, fc.boolean(), (lifetime, revalidate, after, immutable) => {
        const times = { checked: CHECKED, until: CHECKED + lifetime }
        const rules = { ...RULES, revalidate, immutable }
        const now = CHECKED + after
        const control = cacheControl(times, rules, now)
        const [, fresh, stale] = /max-age=(\d+), stale-while-revalidate=(\d+)/.exec(control) ?? []
        const end = now + Number(fresh ?? 0) + Number(stale ?? 0)
        expect(ageOf(times, rules, end)).toBe('stale')
        if (fresh === undefined) return
        expect(ageOf(times, rules, end - 1)).not.toBe('stale')
        expect(ageOf(times, rules, now + Number(fresh))).not.toBe('fresh')
        if (fresh !== '0') expect(ageOf(times, rules, now + Number(fresh) - 1)).toBe('fresh')
      }),
    )
  })
})
