import { expect, it } from 'vitest'
import { knownRefusals } from '../../../../src/edge/cache/refusals.ts'
import { ERRORS, type ErrorCode, Failure } from '../../../../src/errors.ts'

const NOW = 1_000_000
const CORRUPT = new Failure('corrupt', 'the data ends early')

it.each(Object.keys(ERRORS) as ErrorCode[])('only failures with status 422 are remembered: %s', (code) => {
  const refusals = knownRefusals()
  refusals.add('a', new Failure(code), NOW, 300)
  expect(refusals.find('a', NOW)?.code).toBe(ERRORS[code].status === 422 ? code : undefined)
})

it.each([
  [300, 59, true],
  [300, 60, false],
  [10, 9, true],
  [10, 10, false],
  [0, 0, false],
])('a failure is remembered with a bound of %i s, after %i s: %s', (bound, after, known) => {
  const refusals = knownRefusals()
  refusals.add('a', CORRUPT, NOW, bound)
  expect(refusals.find('a', NOW + after)).toBe(known ? CORRUPT : undefined)
  expect(refusals.find('b', NOW)).toBeUndefined()
})

it('the oldest of more than 200 failures is dropped', () => {
  const refusals = knownRefusals()
  for (let index = 0; index <= 200; index++) refusals.add(String(index), CORRUPT, NOW, 300)
  expect(['0', '1', '200'].map((key) => refusals.find(key, NOW) !== undefined)).toEqual([false, true, true])
})
