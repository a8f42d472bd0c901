import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { byteSource } from '../../../src/source/byte-source.ts'
import { type HttpRules, httpSource } from '../../../src/source/http.ts'
import type { Source } from '../../../src/source/source.ts'

const IMAGE = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) % 256))
const RULES: HttpRules = { ownHost: 'img.example.com', development: true, maxBytes: 1_000_000, timeout: 2000 }
const IMPATIENT: HttpRules = { ...RULES, timeout: 60 }
const never = new AbortController().signal

/** An origin on loopback that answers as each test says, and notes who came and whether the answer was let go. */
let answer: RequestListener
let requests: { url: string | undefined; headers: NodeJS.Dict<string | string[]> }[] = []
let gone: Promise<void>
const server = createServer((request, response) => {
  requests.push({ url: request.url, headers: request.headers })
  gone = new Promise((resolve) => response.on('close', resolve))
  answer(request, response)
})
let base: URL

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  requests = []
})

/** Answers with status, headers and body; without a body the answer is left open. */
function say(
  status: number,
  headers: Record<string, string | number> = {},
  body?: Uint8Array | string,
): void {
  answer = (_, response: ServerResponse) => {
    response.writeHead(status, headers)
    response.flushHeaders()
    if (body !== undefined) response.end(body)
  }
}

const open = (rules = RULES, path = 'a.jpg', signal = never) => httpSource(base, rules)(path, signal)
const readRaw = async (source: Source) => new Uint8Array(await new Response(source.body).arrayBuffer())

describe('an image', () => {
  it('comes with its bytes, size, validators and freshness', async () => {
    const modified = 'Tue, 06 Jan 2026 03:04:05 GMT'
    say(
      200,
      {
        'content-length': IMAGE.length,
        etag: 'W/"abc"',
        'last-modified': modified,
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
      lastModified: new Date(modified),
      maxAge: 500,
    })
    expect(Buffer.from(await new Response(body).arrayBuffer()).equals(IMAGE)).toBe(true)
  })

  it('comes without what the origin did not say', async () => {
    say(200, { 'last-modified': 'yesterday' }, IMAGE)
    const { body, ...rest } = await open()
    expect(rest).toEqual({ size: undefined, etag: undefined, lastModified: undefined, maxAge: undefined })
    await body.cancel()
  })

  it.each([
    [{ 'cache-control': 'max-age=600', age: '900' }, 0],
    [{ 'cache-control': 'max-age=600', age: '5 days' }, 600],
    [{ 'cache-control': 'private, max-age=600' }, 0],
    [{ age: '5' }, undefined],
  ])('sent with %o may be kept for %s s', async (headers, maxAge) => {
    say(200, headers, 'x')
    const source = await open()
    await source.body.cancel()
    expect(source.maxAge).toBe(maxAge)
  })

  it('may be empty: that is for the probe to say', async () => {
    say(200, { 'content-length': 0 }, '')
    expect(await readRaw(await open())).toHaveLength(0)
  })

  it('that its reader gives up is not loaded any further', async () => {
    say(200, { 'content-length': IMAGE.length })
    await (await open()).body.cancel()
    await gone
  })
})

describe('what goes out', () => {
  it('is one GET with the fixed headers, besides what the runtime adds', async () => {
    say(200, {}, 'x')
    await readRaw(await open(RULES, 'photos/a.jpg'))
    const {
      host,
      connection,
      'accept-language': _,
      'sec-fetch-mode': __,
      ...own
    } = requests[0]?.headers ?? {}
    expect(own).toEqual({
      accept: 'image/jpeg,image/png,image/*;q=0.5',
      'accept-encoding': 'identity',
      'user-agent': 'signet',
    })
    expect(requests.map(({ url }) => url)).toEqual(['/base/photos/a.jpg'])
  })

  it('is the same on every hop', async () => {
    answer = (request, response) => {
      if (request.url === '/elsewhere') response.end('x')
      else response.writeHead(302, { location: '/elsewhere', 'set-cookie': 'session=1' }).end()
    }
    await readRaw(await open())
    expect(requests.map(({ url }) => url)).toEqual(['/base/a.jpg', '/elsewhere'])
    expect(requests[1]?.headers).toEqual(requests[0]?.headers)
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
  ])('for the path %j is %s', async (path, url) => {
    say(200, {}, 'x')
    if (url === undefined) await expect(open(RULES, path)).rejects.toMatchObject({ code: 'not-found' })
    else await readRaw(await open(RULES, path))
    expect(requests.map((request) => request.url)).toEqual(url === undefined ? [] : [url])
  })

  it('never leaves the base, and names what the path names', async () => {
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
        const source = httpSource(new URL('https://origin.example.com/b/'), RULES, fetch)
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

describe('statuses', () => {
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
  ])('%d → %s', async (status, code) => {
    say(status, { location: '/other' }, status === 204 || status === 304 ? '' : 'x')
    await expect(open()).rejects.toMatchObject({ code })
    expect(requests).toHaveLength(1)
  })

  it('no connection → bad-origin', async () => {
    answer = (request) => request.socket.destroy()
    await expect(open()).rejects.toMatchObject({ code: 'bad-origin' })
  })

  it('lets go of an answer that it refuses', async () => {
    say(500, { 'content-length': 1000 })
    await expect(open()).rejects.toMatchObject({ code: 'bad-origin', reason: 'status 500' })
    await gone
  })
})

describe('redirects', () => {
  /** Follows `location` from an HTTPS origin; what was fetched after the first answer. */
  async function redirected(location: string | undefined, status = 302) {
    const asked: string[] = []
    const fetch = async (input: unknown) => {
      asked.push(String(input))
      if (asked.length > 1) return new Response('x')
      return new Response(null, { status, headers: location === undefined ? {} : { location } })
    }
    const opening = httpSource(new URL('https://origin.example.com/b/'), RULES, fetch)('c/a.jpg', never)
    const failure = await opening.then(
      () => undefined,
      (error) => error,
    )
    return { failure, next: asked.slice(1) }
  }

  it.each([301, 302, 303, 307, 308])('%d is followed', async (status) => {
    const { failure, next } = await redirected('/a', status)
    expect(failure).toBeUndefined()
    expect(next).toEqual(['https://origin.example.com/a'])
  })

  it.each([
    ['https://origin.example.com/x?version=2', 'https://origin.example.com/x?version=2'],
    ['https://ORIGIN.example.com:443/x', 'https://origin.example.com/x'],
    ['//origin.example.com/x', 'https://origin.example.com/x'],
    ['../x', 'https://origin.example.com/b/x'],
    ['?x', 'https://origin.example.com/b/c/a.jpg?x'],
  ])('%s is followed', async (location, url) => {
    expect(await redirected(location)).toEqual({ failure: undefined, next: [url] })
  })

  it.each([
    undefined,
    'http://origin.example.com/x',
    'https://evil.example/x',
    '//evil.example/x',
    '/\\evil.example/x',
    'https:\\\\evil.example/x',
    'https://origin.example.com.evil.example/x',
    'https://evil.example/origin.example.com/x',
    'https://sub.origin.example.com/x',
    'https://example.com/x',
    'https://origin.example.com./x',
    'https://origin.example.com:8443/x',
    'https://user@origin.example.com/x',
    'https://origin.example.com@evil.example/x',
    'https://127.0.0.1/x',
    'https://0x7f.1/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://169.254.169.254/latest/meta-data/',
    'http://127.0.0.1:9000/x',
    'http://localhost:9000/x',
    'https://localhost/x',
    'https://img.example.com/x',
    'https://256.0.0.1/x',
    'https://',
    'data:image/png;base64,iVBORw0KGgo=',
    'javascript:alert(1)',
    'ftp://origin.example.com/x',
  ])('%s is not', async (location) => {
    const { failure, next } = await redirected(location)
    expect(failure).toMatchObject({ code: 'bad-origin', reason: expect.stringMatching(/redirect|location/) })
    expect(next).toEqual([])
  })

  it('are at most three', async () => {
    for (const [redirects, passes] of [
      [3, true],
      [4, false],
    ] as const) {
      let left: number = redirects
      answer = (_, response) => {
        if (left-- > 0) response.writeHead(302, { location: `/${left}` }).end()
        else response.end('x')
      }
      const outcome = await open().then(readRaw, (failure) => failure)
      if (passes) expect(outcome).toHaveLength(1)
      else expect(outcome).toMatchObject({ code: 'bad-origin', reason: 'more than 3 redirects' })
    }
  })

  it('let go of the answer that they come with', async () => {
    let left: Promise<unknown> | undefined
    answer = (request, response) => {
      if (request.url === '/elsewhere') {
        response.end('x')
      } else {
        left = new Promise((resolve) => response.on('close', resolve))
        response.writeHead(302, { location: '/elsewhere', 'content-length': 1000 }).flushHeaders()
      }
    }
    await readRaw(await open())
    await left
  })

  it('in a circle end after four requests', async () => {
    say(302, { location: '/base/a.jpg' }, '')
    await expect(open()).rejects.toMatchObject({ code: 'bad-origin' })
    expect(requests).toHaveLength(4)
  })

  it('from loopback to another port are refused in development too', async () => {
    say(302, { location: 'http://127.0.0.1:1/' }, '')
    await expect(open()).rejects.toMatchObject({ reason: 'the redirect must stay on its host' })
  })
})

describe('a body', () => {
  it('announced too large is refused at once, and let go', async () => {
    say(200, { 'content-length': RULES.maxBytes + 1 })
    await expect(open()).rejects.toMatchObject({ code: 'source-too-large' })
    await gone
  })

  it('of exactly the limit passes', async () => {
    say(200, { 'content-length': IMAGE.length }, IMAGE)
    expect(await readRaw(await open({ ...RULES, maxBytes: IMAGE.length }))).toHaveLength(IMAGE.length)
  })

  it('that grows too large unannounced breaks off there', async () => {
    say(200, {}, IMAGE)
    const source = await open({ ...RULES, maxBytes: IMAGE.length - 1 })
    expect(source.size).toBeUndefined()
    await expect(readRaw(source)).rejects.toMatchObject({ code: 'source-too-large' })
    await gone
  })

  it('without end breaks off at the limit', async () => {
    answer = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(IMAGE));
      }
      response.on('drain', more)
      more()
    }
    const source = await open()
    await expect(byteSource(source, 10 ** 9).readAll()).rejects.toMatchObject({ code: 'source-too-large' })
    await gone
  })

  it.each([1, 100_000])('that breaks off after %d bytes is bad-origin', async (length) => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': IMAGE.length })
      response.write(IMAGE.subarray(0, length), () => response.destroy())
    }
    const source = await open()
    await expect(readRaw(source)).rejects.toMatchObject({ code: 'bad-origin' })
  })

  it('shorter than announced is bad-origin, even where the platform lets it pass', async () => {
    const fetch = async () => new Response('short', { headers: { 'content-length': '6' } })
    const source = await httpSource(base, RULES, fetch)('a.jpg', never)
    await expect(readRaw(source)).rejects.toMatchObject({
      code: 'bad-origin',
      reason: '5 of 6 announced bytes',
    })
  })

  it.each(['gzip', 'GZIP', 'br', 'identity, gzip'])('encoded as %s is refused', async (encoding) => {
    say(200, { 'content-encoding': encoding }, gzipSync('x'))
    await expect(open()).rejects.toMatchObject({ code: 'bad-origin' })
  })

  it('encoded as identity is none', async () => {
    say(200, { 'content-encoding': 'identity' }, 'x')
    expect(await readRaw(await open())).toHaveLength(1)
  })
})

describe('an origin that stalls', () => {
  it('before its headers runs out of time', async () => {
    answer = () => undefined
    await expect(open(IMPATIENT)).rejects.toMatchObject({ code: 'origin-timeout' })
    await gone
  })

  it('over many redirects runs out of the same time', async () => {
    answer = (_, response) => setTimeout(() => response.writeHead(302, { location: '/' }).end(), 25)
    await expect(open(IMPATIENT)).rejects.toMatchObject({ code: 'origin-timeout' })
  })

  it('in the middle of the body runs out of time', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': IMAGE.length })
      response.write(IMAGE.subarray(0, 1000))
    }
    const source = await open(IMPATIENT)
    await expect(readRaw(source)).rejects.toMatchObject({ code: 'origin-timeout' })
    await gone
  })

  it('and trickles runs out of time', async () => {
    answer = (_, response) => {
      const timer = setInterval(() => response.write('x'), 10)
      response.on('close', () => clearInterval(timer))
    }
    await expect(open(IMPATIENT).then(readRaw)).rejects.toMatchObject({ code: 'origin-timeout' })
  })

  it('is not blamed for a reader that takes its time', async () => {
    say(200, { 'content-length': IMAGE.length }, IMAGE)
    // Longer than the headers can take on a busy machine.
    const rules = { ...RULES, timeout: 250 }
    const source = await open(rules)
    await new Promise((resolve) => setTimeout(resolve, rules.timeout + 50))
    expect(await readRaw(source)).toHaveLength(IMAGE.length)
  })
})

describe('a caller who gives up', () => {
  it.each(['before the request', 'before the headers', 'in the body'])(
    '%s gets the own reason back',
    async (when) => {
      const caller = new AbortController()
      const leave = () => caller.abort(new Error('gone'))
      answer = (_, response) => {
        if (when === 'in the body') response.writeHead(200).write('x')
        setTimeout(leave, 20)
      }
      if (when === 'before the request') leave()
      await expect(open(RULES, 'a.jpg', caller.signal).then(readRaw)).rejects.toThrow('gone')
      if (when === 'before the request') expect(requests).toEqual([])
      else await gone
    },
  )
})

it.each([
  'https://127.0.0.1/',
  'https://origin.example.com/photos',
  'https://img.example.com/',
  'http://a.example/',
])('refuses %s as a base', (text) => {
  expect(() => httpSource(new URL(text), RULES)).toThrow(expect.objectContaining({ code: 'misconfigured' }))
})

it('refuses loopback as a base in production', () => {
  expect(() => httpSource(base, { ...RULES, development: false })).toThrow('the origin must use https')
})
