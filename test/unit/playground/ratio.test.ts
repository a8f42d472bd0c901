import { describe, expect, test } from 'vitest'
import { ratioOf, ratioText, sidesAfter } from '../../../playground/page/controls/ratio.ts'

const given = new Map([
  ['width', '800'],
  ['height', '600'],
])

describe('the ratio lock', () => {
  test('changes the other side', () => {
    expect(sidesAfter('width', '400', { ratio: 4 / 3, given })).toEqual({ width: '400', height: '300' })
    expect(sidesAfter('height', '300', { ratio: 4 / 3, given })).toEqual({ width: '400', height: '300' })
  })

  test('keeps the other side within its range', () => {
    expect(sidesAfter('width', '10000', { ratio: 0.5, given })).toEqual({ width: '10000', height: '10000' })
    expect(sidesAfter('width', '1', { ratio: 100, given })).toEqual({ width: '1', height: '1' })
  })

  test.each([
    ['it is open', '400', { ratio: undefined, given }],
    ['the other side is not set', '400', { ratio: 2, given: new Map([['width', '8']]) }],
    ['the side is not a number', '4x', { ratio: 2, given }],
    ['the side is removed', undefined, { ratio: 2, given }],
  ])('adds no parameter if %s', (_, text, lock) => {
    expect(sidesAfter('width', text, lock)).toEqual({ width: text })
  })

  test('has the ratio of both sides', () => {
    expect(ratioOf(given)).toBeCloseTo(4 / 3)
    expect(ratioOf(new Map([['width', '800']]))).toBeUndefined()
    expect(ratioOf(new Map([...given, ['height', '0']]))).toBeUndefined()
  })

  test.each([
    [4 / 3, '4 : 3'],
    [800 / 533, '3 : 2'],
    [9 / 16, '9 : 16'],
    [1, '1 : 1'],
    [50, '50.00 : 1'],
    [1 / 50, '1 : 50.00'],
  ])('is written in words: %d', (ratio, text) => {
    expect(ratioText(ratio)).toBe(text)
  })
})
