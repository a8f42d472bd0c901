import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  change,
  findMistakes,
  formatTarget,
  parseTarget,
  readHash,
  readPath,
  withoutQuery,
} from '../../../playground/page/target-text.ts'
import { formatOptions } from '../../../src/signing/url/parameters.ts'
import { options } from '../../support/properties/arbitraries.ts'

const ORIGIN = 'http://localhost:8787'

test.each([
  ['#/a.jpg?width=8', '/a.jpg?width=8'],
  ['#/a.jpg', '/a.jpg'],
  ['#/a.jpg?width=8&token=x&w=4', '/a.jpg?width=8'],
  ['#/a.jpg?token=x', '/a.jpg'],
  ['#why=https://example.com/a.jpg', undefined],
  ['#a.jpg', undefined],
  ['#', undefined],
  ['', undefined],
])('the hash %j contains the target %j', (hash, target) => {
  expect(readHash(hash)).toBe(target)
})

test('parseTarget is the inverse of formatTarget', () => {
  fc.assert(
    fc.property(options, ({ token: _, ...given }) => {
      const parameters = formatOptions(given)
      const target = formatTarget('/samples/a%20b.jpg', parameters)
      expect(parseTarget(target, ORIGIN)).toEqual({ path: '/samples/a%20b.jpg', parameters })
    }),
  )
})

test('a target has its parameters in the order of the table, with unknown ones last', () => {
  const given = new Map([
    ['color', '1'],
    ['format', 'webp'],
    ['width', '8'],
  ])
  expect(formatTarget('/a.jpg', given)).toBe('/a.jpg?width=8&format=webp&color=1')
})

test('invalid parameters are kept, each with its error', () => {
  const { parameters, error } = parseTarget('/a.jpg?width=0&color=1&height=8', ORIGIN)
  expect(error).toBeUndefined()
  expect(findMistakes(parameters)).toEqual(
    new Map([
      ['width', 'must be a whole number from 1 to 10000'],
      ['color', 'there is no parameter color'],
    ]),
  )
  expect(formatTarget('/a.jpg', change(parameters, { height: '9' }))).toBe('/a.jpg?width=0&height=9&color=1')
})

test.each([
  ['/a.jpg?width=8&width=9', '9', 'the query has width more than once'],
  ['/a.jpg?width=%38', '8', 'the query has "%38" at 6: write 8 instead'],
  ['/a.jpg?width=8&', '8', 'the query must be name=value pairs between single &, got ""'],
])('the malformed target %s can still be edited', (target, width, message) => {
  const { path, parameters, error } = parseTarget(target, ORIGIN)
  expect(error).toBe(message)
  expect([path, parameters.get('width')]).toEqual(['/a.jpg', width])
  expect(parseTarget(formatTarget(path, parameters), ORIGIN).error).toBeUndefined()
})

test.each([
  ['/samples/a.jpg', '/samples/a.jpg'],
  [' my photo.jpg ', '/my%20photo.jpg'],
  ['/my%20photo.jpg', '/my%20photo.jpg'],
  ['/%7Ea.jpg', '/~a.jpg'],
  ['/100%.jpg', '/100%25.jpg'],
  ['/a.jpg?width=8', '/a.jpg'],
])('the typed path %j becomes %s in a URL', (typed, path) => {
  expect(readPath(typed)).toBe(path)
})

test('a change sets, replaces or removes a parameter', () => {
  const before = new Map([
    ['width', '8'],
    ['height', '9'],
  ])
  expect(change(before, { width: undefined, height: '7', fit: 'fill' })).toEqual(
    new Map([
      ['height', '7'],
      ['fit', 'fill'],
    ]),
  )
  expect(before.get('width')).toBe('8')
})

test.each([
  ['/a.jpg?width=8&token=x', '/a.jpg'],
  ['/a.jpg', '/a.jpg'],
])('the path of %s is %s', (target, path) => {
  expect(withoutQuery(target)).toBe(path)
})
