import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stableExpiry } from '../../../../src/signing/sdk/index.ts'
import { failure } from '../../../support/process/failure.ts'
import { runs } from '../../../support/properties/runs.ts'
import { NOW } from '../../../support/worker/signer.ts'

const durations = fc.integer({ min: 1, max: 10 * 365 * 86_400 })
const times = fc.integer({ min: NOW, max: 2 * NOW })

describe('stableExpiry', () => {
  test('is never shorter than requested and at most 1.25 times as long', () => {
    fc.assert(
      fc.property(durations, times, (duration, now) => {
        const left = stableExpiry(duration, now) - now
        expect(left).toBeGreaterThanOrEqual(duration)
        expect(left).toBeLessThanOrEqual(duration * 1.25)
      }),
    )
  })

  test('changes once in each quarter of the duration', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 4000 }), times, (duration, now) => {
        const seconds = Array.from({ length: duration }, (_, second) => stableExpiry(duration, now + second))
        expect(new Set(seconds).size).toBeLessThanOrEqual(Math.ceil(duration / Math.floor(duration / 4)) + 1)
      }),
      { numRuns: runs(30) },
    )
  })

  test.each([
    ['1h', 1_700_000_000, 1_700_003_700],
    ['1h', 1_700_000_100, 1_700_003_700],
    ['1h', 1_700_000_101, 1_700_004_600],
    [3600, 1_700_000_000, 1_700_003_700],
    ['1s', 1_700_000_000, 1_700_000_001],
    ['3s', 1_700_000_000, 1_700_000_003],
  ])('with %s at %i is %i', (duration, now, expected) => {
    expect(stableExpiry(duration, now)).toBe(expected)
  })

  test.each(['soon', '', 0, -5, Number.NaN])('refuses %j', (duration) => {
    expect(() => stableExpiry(duration)).toThrow(
      failure('bad-parameter', `expire must be a duration such as 10m, 24h or 7d, got ${duration}`),
    )
  })
})
