import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearest, unknownName } from '../../../../src/signing/url/nearest.ts'
import { OPTIONS } from '../../../../src/signing/url/options.ts'

const NAMES = Object.keys(OPTIONS)

test.each([
  ['widht', 'width'],
  ['heigth', 'height'],
  ['qualty', 'quality'],
  ['formatt', 'format'],
  ['gb', 'bg'],
  ['zoom', undefined],
  ['xy', undefined],
  ['', undefined],
])('the misspelt name %j suggests %j', (name, meant) => {
  expect(nearest(name, NAMES)).toBe(meant)
})

test('a valid name suggests itself', () => {
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), (name) => {
      expect(nearest(name, NAMES)).toBe(name)
    }),
  )
})

test('a name without one letter suggests that name, or another one that is as near', () => {
  const long = NAMES.filter((name) => name.length > 4)
  fc.assert(
    fc.property(fc.constantFrom(...long), fc.nat(4), (name, at) => {
      const typed = name.slice(0, at) + name.slice(at + 1)
      expect(nearest(typed, [name])).toBe(name)
      expect(nearest(typed, NAMES)).toBeDefined()
    }),
  )
})

test('the message suggests the nearest name if there is one', () => {
  expect(unknownName('field', 'maxage', ['max_age'])).toBe('unknown field maxage; did you mean max_age?')
  expect(unknownName('field', 'zoom', ['max_age'])).toBe('unknown field zoom')
})
