import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sourcePath } from '../../../../src/signing/migrate/source-path.ts'
import { failure } from '../../../support/process/failure.ts'
import { httpUrls } from '../../../support/properties/arbitraries.ts'

const ZONE = 'https://h.example.com/base/'

test.each([
  ['https://h.example.com/base/a%20b.jpg', ZONE, 'a b.jpg'],
  ['http://h.example.com/base/b/a.jpg', ZONE, 'b/a.jpg'],
  ['https://h.example.com/b%61se/a.jpg', ZONE, 'a.jpg'],
  ['http://127.0.0.1:9000/a.jpg', 'http://127.0.0.1:9000/', 'a.jpg'],
  ['local:///b/a.jpg', ZONE, 'b/a.jpg'],
  ['/b/a.jpg', ZONE, 'b/a.jpg'],
  ['b/%C3%A9.jpg', 'r2:IMAGES/base/', 'b/é.jpg'],
  ['https://anywhere.example/b/a.jpg', undefined, 'b/a.jpg'],
])('the source %s in %s is the path %s', (text, source, path) => {
  expect(sourcePath(text, source)).toBe(path)
})

const OUTSIDE = "the source must lie in the zone's own source"
const MALFORMED = 'the source must be an https URL without a query, or a path'

describe('a source is refused', () => {
  test.each([
    ['https://x.example.com/base/a.jpg', ZONE, OUTSIDE],
    ['https://h.example.com.x.example/base/a.jpg', ZONE, OUTSIDE],
    ['https://H.example.com/base/a.jpg', ZONE, OUTSIDE],
    ['https://h.example.com:443/base/a.jpg', ZONE, OUTSIDE],
    ['https://h.example.com/bas/a.jpg', ZONE, OUTSIDE],
    ['https://h.example.com/base/', ZONE, OUTSIDE],
    ['https://h.example.com/base/a.jpg', 'r2:IMAGES', OUTSIDE],
    ['https://h.example.com@x.example/base/a.jpg', ZONE, MALFORMED],
    ['https://h.example.com/base/a.jpg?x', ZONE, MALFORMED],
    ['https://h.example.com/base/a.jpg#x', ZONE, MALFORMED],
    ['https://h.example.com/base\\a.jpg', ZONE, MALFORMED],
    ['https:h.example.com/base/a.jpg', ZONE, MALFORMED],
    ['HTTPS://h.example.com/base/a.jpg', ZONE, MALFORMED],
    ['s3://bucket/a.jpg', ZONE, MALFORMED],
    ['data:image/png;base64,AA', ZONE, MALFORMED],
    ['local:///', ZONE, MALFORMED],
    ['', ZONE, MALFORMED],
    ['b/%FF.jpg', ZONE, 'the source does not decode to UTF-8'],
    ['b/100%.jpg', ZONE, 'the source does not decode to UTF-8'],
  ])('for %s in %s', (text, source, detail) => {
    expect(() => sourcePath(text, source)).toThrow(failure('bad-parameter', detail))
  })
})

test("the only served host is the zone's own", () => {
  fc.assert(
    fc.property(httpUrls, (url) => {
      expect(() => sourcePath(url, ZONE)).toThrow(failure('bad-parameter'))
    }),
  )
})
