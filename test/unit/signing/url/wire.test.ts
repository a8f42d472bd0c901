import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodePath, formatQuery } from '../../../../src/signing/url/canonical.ts'
import { formatOptions } from '../../../../src/signing/url/parameters.ts'
import { formatWire, MAX_URL_LENGTH, parseWire } from '../../../../src/signing/url/wire.ts'
import { failure } from '../../../support/process/failure.ts'
import { options, paths } from '../../../support/properties/arbitraries.ts'
import { runs } from '../../../support/properties/runs.ts'

const ORIGIN = 'https://img.example.com'

const wires = fc.tuple(paths, options).map(([path, { token, ...rest }]) => ({
  origin: ORIGIN,
  path: encodePath(path),
  query: formatQuery(formatOptions(rest)),
  token,
}))

test('parseWire is the inverse of formatWire', () => {
  fc.assert(
    fc.property(wires, (wire) => {
      expect(parseWire(formatWire(wire))).toMatchObject(wire)
    }),
  )
})

test('formatWire is the inverse of parseWire, without the free part', () => {
  const url = `${ORIGIN}/a.jpg?width=640&widths=320,640&token=abc`
  expect(formatWire(parseWire(`${url}&w=320`))).toBe(url)
})

test('parameters are decoded once, on both sides of the token', () => {
  const wire = parseWire(`${ORIGIN}/%C3%A9.jpg?olurl=%2Fa%252F.png&bg=1,2,3&token=abc&w=3%2C2&dpr=`)
  expect(wire).toEqual({
    origin: ORIGIN,
    path: '/%C3%A9.jpg',
    query: 'olurl=%2Fa%252F.png&bg=1,2,3',
    token: 'abc',
    signed: new Map([
      ['olurl', '/a%2F.png'],
      ['bg', '1,2,3'],
    ]),
    free: new Map([
      ['w', '3,2'],
      ['dpr', ''],
    ]),
  })
})

test.each([
  ['/a.jpg', '', undefined],
  ['/a.jpg?width=400', 'width=400', undefined],
  ['/a.jpg?token=abc', '', 'abc'],
  ['/a.jpg?token=', '', ''],
  ['/a.jpg?token=a=b', '', 'a=b'],
  ['/a.jpg?width=1&token=abc&w=2', 'width=1', 'abc'],
  ['/a.jpg?xtoken=1&tokenx=2&TOKEN=3', 'xtoken=1&tokenx=2&TOKEN=3', undefined],
  ['/a.jpg?q=/?:@&token=abc', 'q=/?:@', 'abc'],
])('the URL %s has the query %j and the token %j', (target, query, token) => {
  expect(parseWire(ORIGIN + target)).toMatchObject({ query, token })
})

test.each([
  ['https://IMG.Example.com', 'https://img.example.com'],
  ['https://img.example.com:443', 'https://img.example.com'],
  ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
])('the URL %s has the origin %s', (written, origin) => {
  expect(parseWire(`${written}/a.jpg`)).toMatchObject({ origin, path: '/a.jpg' })
})

test('names of built-ins are ordinary names', () => {
  const { signed } = parseWire(`${ORIGIN}/a.jpg?__proto__=1&constructor=2&hasOwnProperty=3`)
  expect([...signed.keys()]).toEqual(['__proto__', 'constructor', 'hasOwnProperty'])
})

describe('parseWire refuses', () => {
  test.each([
    ['', 'the URL has no path'],
    ['img.example.com/a.jpg', 'the URL has no path'],
    ['/a.jpg', 'the URL has no path'],
    ['ftp://img.example.com/a.jpg', 'the URL has no path'],
    ['https://img.example.com', 'the URL has no path'],
    ['https://img.example.com?width=1', 'the URL has no path'],
    ['https:///a.jpg', 'the URL has no path'],
    ['https://[/a.jpg', 'the URL has no valid host'],
    ['https://img example.com/a.jpg', 'the URL has no valid host'],
    ['https://img.example.com:65536/a.jpg', 'the URL has no valid host'],
  ])('%j', (url, detail) => {
    expect(() => parseWire(url)).toThrow(failure('bad-url', detail))
  })

  test.each([
    ['//a.jpg', 'the path has an empty segment'],
    ['/a//b.jpg', 'the path has an empty segment'],
    ['/a//', 'the path has an empty segment'],
    ['/.', 'the path has a dot segment'],
    ['/..', 'the path has a dot segment'],
    ['/./a.jpg', 'the path has a dot segment'],
    ['/a/../b.jpg', 'the path has a dot segment'],
    ['/a/..?width=1', 'the path has a dot segment'],
    ['/%2E%2E/a.jpg', 'the path has "%2E%2E" at 1: write .. instead'],
    ['/.%2E/a.jpg', 'the path has "%2E" at 2: write . instead'],
    ['/%2e%2e/a.jpg', 'the path has "%2e%2e" at 1: write .. instead'],
    ['/a%2Fb.jpg', 'the path must not have %2F'],
    ['/a%5Cb.jpg', 'the path must not have %5C'],
    ['/a%2fb.jpg', 'the path must not have %2F'],
    ['/a%5cb.jpg', 'the path must not have %5C'],
    ['/a\\b.jpg', 'the path must not have %5C'],
    ['/\\evil.example/a.jpg', 'the path must not have %5C'],
    ['/%41.jpg', 'the path has "%41" at 1: write A instead'],
    ['/samp%6ces/a.jpg', 'the path has "%6c" at 5: write l instead'],
    ['/%c3%a9t%c3%a9.jpg', 'the path has "%c3%a9" at 1: write %C3%A9 instead'],
    ['/a%20%6c.jpg', 'the path has "%20%6c" at 2: write %20l instead'],
    ['/50%25/50%.jpg', 'the path has "%" at 9: write %25 instead'],
    ['/a%20b%2.jpg', 'the path has "%" at 6: write %25 instead'],
    ['/é.jpg', 'the path has "é" at 1: write %C3%A9 instead'],
    ['/a b.jpg', 'the path has " " at 2: write %20 instead'],
    ['/a\tb.jpg', 'the path must not have %09'],
    ['/a\nb.jpg', 'the path must not have %0A'],
    ['/a\0b.jpg', 'the path must not have %00'],
    ['/a.jpg%00.png', 'the path must not have %00'],
    ['/a%0D%0Ab.jpg', 'the path must not have %0D'],
    ['/%FF.jpg', 'the path does not decode to UTF-8'],
    ['/%C0%AF.jpg', 'the path does not decode to UTF-8'],
    ['/a.jpg#top', 'the path has "#" at 6: write %23 instead'],
    ['/a.jpg?width=1#top', 'the query has "#" at 7: write %23 instead'],
    ['/a.jpg?', 'the query must be name=value pairs between single &, got ""'],
    ['/a.jpg?&', 'the query must be name=value pairs between single &, got ""'],
    ['/a.jpg?width=1&', 'the query must be name=value pairs between single &, got ""'],
    ['/a.jpg?&width=1', 'the query must be name=value pairs between single &, got ""'],
    ['/a.jpg?width=1&&height=1', 'the query must be name=value pairs between single &, got ""'],
    ['/a.jpg?width', 'the query must be name=value pairs between single &, got "width"'],
    ['/a.jpg?=1', 'the query must be name=value pairs between single &, got "=1"'],
    ['/a.jpg?width=1&width=2', 'the query has width more than once'],
    ['/a.jpg?width=1&token=abc&width=2', 'the query has width more than once'],
    ['/a.jpg?token=abc&w=1&w=2', 'the query has w more than once'],
    ['/a.jpg?token=abc&token=abd', 'the query has token more than once'],
    ['/a.jpg?__proto__=1&__proto__=2', 'the query has __proto__ more than once'],
    ['/a.jpg?%77idth=1', 'the query has "%77" at 0: write w instead'],
    ['/a.jpg?width=%31', 'the query has "%31" at 6: write 1 instead'],
    ['/a.jpg?t%6Fken=abc', 'the query has "%6F" at 1: write o instead'],
    ['/a.jpg?bg=1%2c2', 'the query has "%2c" at 4: write %2C instead'],
    ["/a.jpg?q='", 'the query has "\'" at 2: write %27 instead'],
    ['/a.jpg?q="', 'the query has """ at 2: write %22 instead'],
    ['/a.jpg?q=<', 'the query has "<" at 2: write %3C instead'],
    ['/a.jpg?q=a b', 'the query has " " at 3: write %20 instead'],
    ['/a.jpg?q=é', 'the query has "é" at 2: write %C3%A9 instead'],
    ['/a.jpg?q=\r\n', 'the query must not have %0D'],
    ['/a.jpg?q=%0A', 'the query must not have %0A'],
    ['/a.jpg?q=%FF', 'the query does not decode to UTF-8'],
  ])('%j', (target, detail) => {
    expect(() => parseWire(ORIGIN + target)).toThrow(failure('bad-url', detail))
  })

  test('a URL longer than the limit, and no shorter one', () => {
    const longest = `${ORIGIN}/`.padEnd(MAX_URL_LENGTH, 'a')
    expect(parseWire(longest).path).toHaveLength(MAX_URL_LENGTH - ORIGIN.length)
    expect(() => parseWire(`${longest}a`)).toThrow(
      failure(
        'url-too-long',
        `the URL must have at most ${MAX_URL_LENGTH} characters, got ${MAX_URL_LENGTH + 1}`,
      ),
    )
  })
})

test('any text is either refused or unchanged after parsing and formatting', () => {
  const hostile = fc.string({ unit: fc.constantFrom(...'/?&=%.\\#;:@+aA0 2F5ctoken') })
  fc.assert(
    fc.property(hostile, (text) => {
      const url = `${ORIGIN}/${text}`
      try {
        const { free, ...wire } = parseWire(url)
        const rest = [...free].length === 0 ? '' : url.slice(formatWire(wire).length)
        expect(formatWire(wire) + rest).toBe(url)
      } catch (error) {
        expect(error).toEqual(failure('bad-url'))
      }
    }),
    { numRuns: runs(2000) },
  )
})
