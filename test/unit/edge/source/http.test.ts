import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { httpSource } from '../../../../src/edge/source/http.ts'
import type { SourceRules } from '../../../../src/edge/source/kind.ts'
import type { Source, Validators } from '../../../../src/edge/source/source.ts'
import { Failure } from '../../../../src/errors.ts'
import { bytes } from '../../../support/worker/body-streams.ts'
import { type Origin, startOrigin } from '../../../support/worker/origin.ts'

const IMAGE = bytes(300_000)
const RULES: SourceRules = {
  ownHost: 'img.example.com',
  development: true,
  maxBytes: 1_000_000,
  timeout: 2000,
  totalTimeout: 60_000,
}
const never = new AbortController().signal

let origin: Origin
beforeAll(async () => {
  origin = await startOrigin()
})
afterAll(() => origin.close())
beforeEach(() => {
  origin.requests = []
})

const open = (rules = RULES, path = 'a.jpg', signal = never) => httpSource(origin.base, rules)(path, signal)
const readRaw = async (source: Source) => new Uint8Array(await new Response(source.body).arrayBuffer())

describe('an image', () => {
  it('has its bytes, size, validators and freshness', async () => {
    origin.say(
      200,
      {
        'content-length': IMAGE.length,
        etag: 'W/"abc"',
        'cache-control': 'public, max-age=600',
        age: 100,
        'set-cookie': 'session=1',
      },
      IMAGE,
    )
    const { body, ...rest } = await open()
    expect(rest).toEqual({
      size: IMAGE.length,
      etag: 'W/"abc"',
      maxAge: 500,
    })
    expect(Buffer.compare(new Uint8Array(await new Response(body).arrayBuffer()), IMAGE)).toBe(0)
  })

  it.each<[string, Validators, Record<string, string>]>([
    ['its tag', { etag: 'W/"a"', modified: 'Sun, 06 Nov 1994 08:49:37 GMT' }, { 'if-none-match': 'W/"a"' }],
    [
      'its date',
      { etag: undefined, modified: 'Sun, 06 Nov 1994 08:49:37 GMT' },
      { 'if-modified-since': 'Sun, 06 Nov 1994 08:49:37 GMT' },
    ],
  ])('known by %s may be unchanged', async (_, known, condition) => {
    origin.say(304, { 'cache-control': 'max-age=9' })
    origin.answer = ((answer) => (request, response) => {
      answer(request, response)
      response.end()
    })(origin.answer)
    const source = await httpSource(origin.base, RULES)('a.jpg', never, known)
    expect(source).toMatchObject({ ...known, unchanged: true, maxAge: 9 })
    expect((await readRaw(source)).length).toBe(0)
    expect(origin.requests[0]?.headers).toMatchObject(condition)
  })

  it('known by its validators may have changed', async () => {
    origin.say(200, { etag: '"2"' }, IMAGE)
    const source = await httpSource(origin.base, RULES)('a.jpg', never, { etag: '"1"' })
    expect(source.unchanged).toBeUndefined()
    expect((await readRaw(source)).length).toBe(IMAGE.length)
  })

  it('has undefined fields for information that the origin omits', async () => {
    origin.say(200, {}, IMAGE)
    const { body, ...rest } = await open()
    expect(rest).toEqual({ size: undefined, etag: undefined, maxAge: undefined })
    await body.cancel()
  })

  it.each([
    [{ 'cache-control': 'max-age=600', age: '900' }, 0],
    [{ 'cache-control': 'max-age=600', age: '5 days' }, 600],
    [{ 'cache-control': 'private, max-age=600' }, 0],
    [{ age: '5' }, undefined],
  ])('with %o may be kept for %s s', async (headers, maxAge) => {
    origin.say(200, headers, 'x')
    const source = await open()
    await source.body.cancel()
    expect(source.maxAge).toBe(maxAge)
  })

  it('may be empty, which the probe refuses', async () => {
    origin.say(200, { 'content-length': 0 }, '')
    expect(await readRaw(await open())).toHaveLength(0)
  })

  it('stops loading when its reader cancels', async () => {
    origin.say(200, { 'content-length': IMAGE.length })
    await (await open()).body.cancel()
    await origin.gone
  })
})

describe('the request to the origin', () => {
  it('is one GET with the fixed headers and those of the runtime', async () => {
    origin.say(200, {}, 'x')
    await readRaw(await open(RULES, 'photos/a.jpg'))
    const {
      host,
      connection,
      'accept-language': _,
      'sec-fetch-mode': __,
      ...own
    } = origin.requests[0]?.headers ?? {}
    expect(own).toEqual({
      accept: 'image/jpeg,image/png,image/*;q=0.5',
      'accept-encoding': 'identity',
      'cache-control': 'no-cache',
      pragma: 'no-cache',
      'user-agent': 'signet',
    })
    expect(origin.requests.map(({ url }) => url)).toEqual(['/base/photos/a.jpg'])
  })

  it('is the same on every hop', async () => {
    origin.answer = (request, response) => {
      if (request.url === '/elsewhere') response.end('x')
      else response.writeHead(302, { location: '/elsewhere', 'set-cookie': 'session=1' }).end()
    }
    await readRaw(await open())
    expect(origin.requests.map(({ url }) => url)).toEqual(['/base/a.jpg', '/elsewhere'])
    expect(origin.requests[1]?.headers).toEqual(origin.requests[0]?.headers)
  })

  it.each([
    ['a b.jpg', '/base/a%20b.jpg'],
    ['ü/日本.png', '/base/%C3%BC/%E6%97%A5%E6%9C%AC.png'],
    ['a?b#c.jpg', '/base/a%3Fb%23c.jpg'],
    ['%2e%2e/a.jpg', '/base/%252e%252e/a.jpg'],
    ['%2F..%2Fa.jpg', '/base/%252F..%252Fa.jpg'],
    ['https://evil.example/a.jpg', undefined],
    ['https:', '/base/https%3A'],
    ['@evil.example', '/base/%40evil.example'],
    ['../a.jpg', undefined],
    ['..', undefined],
    ['a/../../a.jpg', undefined],
    ['/evil.example/a.jpg', undefined],
    ['\\\\evil.example\\a.jpg', undefined],
    ['a\r\nhost: evil.example', undefined],
    ['\ud800', undefined],
    ['', undefined],
  ])('for the path %j is sent to %s', async (path, url) => {
    origin.say(200, {}, 'x')
    if (url === undefined) await expect(open(RULES, path)).rejects.toMatchObject({ code: 'not-found' })
    else await readRaw(await open(RULES, path))
    expect(origin.requests.map((request) => request.url)).toEqual(url === undefined ? [] : [url])
  })

  it('stays below the base, with the path as given', async () => {
    const parts = [
      '.',
      '..',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%',
      '?',
      '#',
      '@',
      ':',
      ';',
      ' ',
      'a',
      'é',
      '\0',
      '\t',
    ]
    const path = fc
      .array(fc.constantFrom(...parts, '\ud83d', '\ude00'), { maxLength: 8 })
      .map((p) => p.join(''))
    await fc.assert(
      fc.asyncProperty(path, async (text) => {
        const asked: URL[] = []
        const fetch = async (input: unknown) => {
          asked.push(new URL(String(input)))
          return new Response('x')
        }
        const source = httpSource(new URL('https://origin.example.com/b/'), RULES, { fetch })
        await source(text, never).catch((failure) => expect(failure).toMatchObject({ code: 'not-found' }))
        for (const url of asked) {
          expect(url.origin).toBe('https://origin.example.com')
          expect(url.pathname.slice(0, 3)).toBe('/b/')
          expect(decodeURIComponent(url.pathname.slice(3))).toBe(text)
          expect(url.search + url.hash).toBe('')
        }
      }),
    )
  })
})

describe('the status of an origin:', () => {
  it.each([
    [404, 'not-found'],
    [410, 'not-found'],
    [201, 'bad-origin'],
    [204, 'bad-origin'],
    [206, 'bad-origin'],
    [300, 'bad-origin'],
    [304, 'bad-origin'],
    [305, 'bad-origin'],
    [400, 'bad-origin'],
    [401, 'bad-origin'],
    [403, 'bad-origin'],
    [429, 'bad-origin'],
    [500, 'bad-origin'],
    [503, 'bad-origin'],
  ])('%d gives %s', async (status, code) => {
    origin.say(status, { location: '/other' }, status === 204 || status === 304 ? '' : 'x')
    await expect(open()).rejects.toMatchObject({ code })
    expect(origin.requests).toHaveLength(1)
  })

  it.each<[number, string | undefined]>([
    ...[401, 403, 404, 410, 451].map((status): [number, string] => [status, 'gone']),
    ...[429, 500, 502, 503, 504].map((status): [number, string] => [status, 'unavailable']),
    [302, undefined],
    [400, undefined],
    [418, undefined],
  ])('%d for a cached copy means %s', async (status, source) => {
    origin.say(status, {}, 'x')
    const failure: unknown = await open().catch((error) => error)
    expect(failure).toBeInstanceOf(Failure)
    expect(Object(failure).source).toBe(source)
  })

  it.each<[number, string | undefined, number | undefined]>([
    [429, '120', 120],
    [503, '3600', 3600],
    [503, '3601', undefined],
    [503, 'soon', undefined],
    [503, undefined, undefined],
    [500, '120', undefined],
    [403, '120', undefined],
  ])('%d with Retry-After %s asks to wait for %s s', async (status, header, seconds) => {
    origin.say(status, header === undefined ? {} : { 'retry-after': header }, 'x')
    await expect(open()).rejects.toMatchObject({ code: 'bad-origin', retryAfter: seconds })
  })

  it('a failed connection gives bad-origin', async () => {
    origin.answer = (request) => request.socket.destroy()
    await expect(open()).rejects.toMatchObject({ code: 'bad-origin' })
  })

  it('the body of a refused response is cancelled', async () => {
    origin.say(500, { 'content-length': 1000 })
    await expect(open()).rejects.toMatchObject({
      code: 'bad-origin',
      reason: 'the origin answers with status 500',
    })
    await origin.gone
  })
})

it.each([
  'https://127.0.0.1/',
  'https://origin.example.com/photos',
  'https://img.example.com/',
  'http://a.example/',
])('a base URL is refused: %s', (text) => {
  expect(() => httpSource(new URL(text), RULES)).toThrow(expect.objectContaining({ code: 'misconfigured' }))
})

it('a loopback base URL is refused in production', () => {
  expect(() => httpSource(origin.base, { ...RULES, development: false })).toThrow('the origin must use https')
})
