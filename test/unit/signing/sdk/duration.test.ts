import { expect, test } from 'vitest'
import { parseDuration } from '../../../../src/signing/sdk/duration.ts'

test.each([
  ['1s', 1],
  ['90s', 90],
  ['10m', 600],
  ['24h', 86_400],
  ['7d', 604_800],
  ['2w', 1_209_600],
  ['999999w', 604_799_395_200],
])('the duration %s is %i seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds)
})

test.each([
  '',
  '10',
  'm',
  '0m',
  '01m',
  '-1m',
  '+1m',
  '1.5h',
  '10M',
  '10 m',
  '10m ',
  '10min',
  '1y',
  '1h30m',
  '1000000s',
  '１m',
])('the duration %j is malformed', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})
