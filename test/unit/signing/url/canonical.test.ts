import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  assertCanonical,
  decode,
  encodePath,
  formatQuery,
  PATH,
  QUERY,
  respell,
} from '../../../../src/signing/url/canonical.ts'
import { failure } from '../../../support/process/failure.ts'
import { paths, unicode } from '../../../support/properties/arbitraries.ts'

describe('paths', () => {
  test('are canonical when encoded, and decode to the same path', () => {
    fc.assert(
      fc.property(paths, (path) => {
        const encoded = encodePath(path)
        assertCanonical(encoded, PATH)
        expect(decode(encoded, PATH)).toBe(path)
      }),
    )
  })

  test('have one spelling of each character, so that encoding a raw one is refused', () => {
    fc.assert(
      fc.property(paths, fc.nat(), (path, at) => {
        const encoded = encodePath(path)
        const raw = [...encoded.matchAll(/%..|[^/]/g)].filter(([unit]) => unit.length === 1)
        const chosen = raw[at % Math.max(1, raw.length)]
        if (!chosen) return
        const hex = chosen[0].charCodeAt(0).toString(16).toUpperCase()
        const other = `${encoded.slice(0, chosen.index)}%${hex}${encoded.slice(chosen.index + 1)}`
        expect(() => assertCanonical(other, PATH)).toThrow(/^the path has "(%..)+" at \d+: write .+ instead$/)
        expect(respell(other, PATH)).toBe(encoded)
      }),
    )
  })

  test('with a lone surrogate cannot be encoded', () => {
    expect(() => encodePath('/\ud800')).toThrow(URIError)
  })
})

describe('queries', () => {
  const parameters = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), unicode), {
    selector: ([name]) => name,
  })

  test('are canonical when formatted, and parse to the same parameters', () => {
    fc.assert(
      fc.property(parameters, (pairs) => {
        const given = pairs.map(([name, text]) => [name, text.replace(/\p{Cc}/gu, '')] as const)
        const query = formatQuery(new Map(given))
        assertCanonical(query, QUERY)
        const read = query === '' ? [] : query.split('&').map((pair) => pair.split(/=(.*)/s, 2))
        expect(read.map(([name, text = '']) => [name, decode(text, QUERY)])).toEqual(given)
      }),
    )
  })

  test.each([
    ["it's", 'it%27s'],
    ['a+b', 'a%2Bb'],
    ['a&b=c', 'a%26b%3Dc'],
    ['a b', 'a%20b'],
    ['é', '%C3%A9'],
    ['2001:db8::/64', '2001:db8::/64'],
    ['100,50', '100,50'],
  ])('are formatted: %s becomes %s', (text, encoded) => {
    expect(formatQuery(new Map([['v', text]]))).toBe(`v=${encoded}`)
  })

  test("stay unchanged in a browser's URL parser when formatted", () => {
    fc.assert(
      fc.property(parameters, (pairs) => {
        const query = formatQuery(new Map(pairs))
        expect(new URL(`https://h/?${query}`).search.slice(1)).toBe(query)
      }),
    )
  })
})

test('an encoded path stays unchanged in a URL parser', () => {
  fc.assert(
    fc.property(paths, (path) => {
      expect(new URL(`https://h${encodePath(path)}`).pathname).toBe(encodePath(path))
    }),
  )
})

test.each([
  ['a"b', PATH, 'the path has """ at 1: write %22 instead'],
  ['é', PATH, 'the path has "é" at 0: write %C3%A9 instead'],
  ['🐈', PATH, 'the path has "🐈" at 0: write %F0%9F%90%88 instead'],
  ['a%2', PATH, 'the path has "%" at 1: write %25 instead'],
  ['%', PATH, 'the path has "%" at 0: write %25 instead'],
  ['%zz', PATH, 'the path has "%" at 0: write %25 instead'],
  ['%e9', PATH, 'the path has "%e9" at 0: write %E9 instead'],
  ['%6c', PATH, 'the path has "%6c" at 0: write l instead'],
  ['a%c3%a9%6c', PATH, 'the path has "%c3%a9%6c" at 1: write %C3%A9l instead'],
  ['\ud800', PATH, 'the path has "\ud800" at 0: write %EF%BF%BD instead'],
  ['%7F', PATH, 'the path must not have %7F'],
  ['%00', QUERY, 'the query must not have %00'],
  ["'", QUERY, 'the query has "\'" at 0: write %27 instead'],
  ['%41', QUERY, 'the query has "%41" at 0: write A instead'],
])('a URL is refused: %s', (text, alphabet, detail) => {
  expect(() => assertCanonical(text, alphabet)).toThrow(failure('bad-url', detail))
})

test.each(['%2C', '%2F', '%3A', '%26', '%3D', '%27'])(
  'a reserved character may be encoded in a query: %s',
  (text) => {
    expect(assertCanonical(text, QUERY)).toBeUndefined()
  },
)

test.each(['%FF', '%C0%AE', '%ED%A0%80', '%C3'])('text that is not UTF-8 is refused: %s', (text) => {
  expect(() => decode(text, QUERY)).toThrow(failure('bad-url', 'the query does not decode to UTF-8'))
})
