import { expect, test } from 'vitest'
import { caseRandom } from '../../fuzz/random.ts'
import { isGranted, tampered } from '../../fuzz/targets.ts'

const SIGNED = '/a%20b.jpg?width=100&widths=100,320&dprs=1,2&token=abcDEF'

const changes = Array.from({ length: 500 }, (_, index) => tampered(SIGNED, caseRandom(1, index)))

test('tampering is reproducible and varied', () => {
  expect(Array.from({ length: 500 }, (_, index) => tampered(SIGNED, caseRandom(1, index)))).toEqual(changes)
  expect(new Set(changes).size).toBeGreaterThan(200)
})

test('a tampered target can be sent', () => {
  for (const target of changes) expect(target).toMatch(/^\/[!-~]*$/)
})

test.each([
  [SIGNED, true],
  [`${SIGNED}#x`, true],
  [`${SIGNED}&w=320`, true],
  [`${SIGNED}&dpr=2`, true],
  [`${SIGNED}&dpr=2&w=100`, true],
  [`${SIGNED}&w=321`, false],
  [`${SIGNED}&w=`, false],
  [`${SIGNED}&w=100&w=320`, false],
  [`${SIGNED}&width=100`, false],
  [`${SIGNED}&`, false],
  [`${SIGNED}&token=abcDEF`, false],
  [SIGNED.replace('%20', '%2520'), false],
  [SIGNED.replace('abc', 'ABC'), false],
  [SIGNED.replace('width=100&', ''), false],
  [SIGNED.replace('&token', '&w=100&token'), false],
  ['/a%20b.jpg', false],
])('the target %s is classified as signed or not: %s', (target, granted) => {
  expect(isGranted(target, SIGNED)).toBe(granted)
})

test('a target without signed lists grants nothing', () => {
  const signed = '/a.jpg?width=100&token=abc'
  expect(isGranted(`${signed}&w=100`, signed)).toBe(false)
  expect(isGranted(signed, signed)).toBe(true)
})
