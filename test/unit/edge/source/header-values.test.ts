import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInteger, retryAfter } from '../../../../src/edge/source/header-values.ts'

const NOW = Date.UTC(2026, 0, 6, 3, 4, 5)

it.each<[string | null, number | undefined]>([
  ['0', 0],
  ['1234', 1234],
  [null, undefined],
  ['', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  [' 1', undefined],
  ['1, 1', undefined],
])('parses %j as %s', (header, expected) => {
  expect(parseInteger(header)).toBe(expected)
})

describe('Retry-After', () => {
  it.each<[string | null, number | undefined]>([
    ['1', 1],
    ['3600', 3600],
    ['0', undefined],
    ['3601', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
    ['Tue, 06 Jan 2026 03:05:05 GMT', 60],
    ['Tue, 06 Jan 2026 04:04:05 GMT', 3600],
    ['Tue, 06 Jan 2026 04:04:06 GMT', undefined],
    ['Tue, 06 Jan 2026 03:04:05 GMT', undefined],
    ['Mon, 05 Jan 2026 03:04:05 GMT', undefined],
    ['2026-01-06T03:05:05Z', undefined],
    ['Tue, 06 Jan 2026 03:05:05 +0000', undefined],
    ['06 Jan 2026 03:05:05 GMT', undefined],
  ])('%j means a wait of %s s', (header, expected) => {
    expect(retryAfter(header, NOW)).toBe(expected)
  })

  it('accepts any valid date', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3600 }), fc.nat(999), (seconds, milliseconds) => {
        const date = new Date(NOW + seconds * 1000).toUTCString()
        expect(retryAfter(date, NOW - milliseconds)).toBe(
          milliseconds === 0 ? seconds : seconds === 3600 ? undefined : seconds + 1,
        )
      }),
    )
  })
})
