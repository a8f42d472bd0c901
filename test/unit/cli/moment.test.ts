import { expect, test } from 'vitest'
import { parseMoment } from '../../../cli/moment.ts'
import { failure } from '../../support/process/failure.ts'

const NOW = 1_700_000_000

test.each([
  ['10m', NOW + 600],
  ['7d', NOW + 604_800],
  ['1800000000', 1_800_000_000],
  ['2026-12-24', 1_798_070_400],
  ['2026-12-24T18:30Z', 1_798_137_000],
  ['2026-12-24T18:30:05+01:00', 1_798_133_405],
])('%s is read', (text, time) => {
  expect(parseMoment('--start', text, NOW)).toBe(time)
})

test.each(['now', '10x', '-5', '2026-13-01', '2026-12-24 18:30', '24.12.2026', ''])(
  '%j is refused',
  (text) => {
    expect(() => parseMoment('--start', text, NOW)).toThrow(
      failure(
        'bad-parameter',
        `--start must be Unix time, a duration from now such as 10m, 24h or 7d, or a date in UTC such as 2026-12-24, got ${text}`,
      ),
    )
  },
)

test('seconds that can only be meant as a duration are refused', () => {
  expect(() => parseMoment('--start', '600', NOW)).toThrow(
    /^a time is Unix time in seconds, and 600 .* write '600s'$/,
  )
})
