import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SourceRules } from '../../../../src/edge/source/kind.ts'
import { configuredSource, kindOf, SOURCE_FORMS } from '../../../../src/edge/source/kinds.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'

const RULES: SourceRules = {
  ownHost: 'img.example.com',
  development: false,
  maxBytes: 1000,
  timeout: 1000,
  totalTimeout: 60_000,
}
const never = new AbortController().signal
const ENV = { IMAGES: { get() {}, head() {} } }

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('the name of an image', () => {
  it.each([
    ['https://h.example.com/', 'a b/ü.jpg', 'https://h.example.com/a%20b/%C3%BC.jpg'],
    ['https://h.example.com/', 'a%20b/c.jpg', 'https://h.example.com/a%2520b/c.jpg'],
    ['https://h.example.com/a%20b/', 'c.jpg', 'https://h.example.com/a%20b/c.jpg'],
    ['https://H.example.com:443/x/../a%20b/', 'c.jpg', 'https://h.example.com/a%20b/c.jpg'],
    ['https://h.example.com/', 'a?b#c.jpg', 'https://h.example.com/a%3Fb%23c.jpg'],
  ])('at an origin is the URL that is fetched: %s and %s', async (source, path, url) => {
    const asked: string[] = []
    vi.stubGlobal('fetch', async (input: unknown) => {
      asked.push(String(input))
      return new Response('x')
    })
    const { nameOf, open } = configuredSource({ source }, {}, RULES)
    await open(path, never)
    expect([nameOf(path), ...asked]).toEqual([url, url])
  })

  it.each([
    ['r2:IMAGES', 'a%20b/c d.jpg', 'r2:IMAGES/a%20b/c d.jpg'],
    ['r2:IMAGES/', 'a.jpg', 'r2:IMAGES/a.jpg'],
    ['r2:IMAGES/photos/', 'a.jpg', 'r2:IMAGES/photos/a.jpg'],
  ])('in a bucket is its key: %s and %s', (source, path, name) => {
    expect(configuredSource({ source }, ENV, RULES).nameOf(path)).toBe(name)
  })

  it('is refused if nothing would be fetched', () => {
    expect(() =>
      configuredSource({ source: 'https://h.example.com/' }, {}, RULES).nameOf('../a.jpg'),
    ).toThrow(failure('not-found'))
  })
})

describe('the kind of a source', () => {
  it.each(['', 'IMAGES', 'ftp://h.example.com/', 'https://h.example.com', 'r2:IMAGES/a'])(
    'is refused for %j with a list of the valid kinds',
    (text) => {
      expect(kindOf(text)).toBeUndefined()
      expect(() => configuredSource({ source: text }, ENV, RULES)).toThrow(
        silentFailure('misconfigured', `expected ${SOURCE_FORMS}`),
      )
    },
  )

  it('is an origin or a bucket, which have separate limits', () => {
    expect(configuredSource({ source: 'https://H.example.com/a/' }, {}, RULES).origin).toBe('h.example.com')
    expect(configuredSource({ source: 'r2:IMAGES/photos/' }, ENV, RULES).origin).toBe('r2:IMAGES')
  })
})
