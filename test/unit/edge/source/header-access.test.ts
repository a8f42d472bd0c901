import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Credentials } from '../../../../src/edge/source/credentials.ts'
import { headerAccess } from '../../../../src/edge/source/header-access.ts'
import { httpSource } from '../../../../src/edge/source/http.ts'
import type { SourceRules } from '../../../../src/edge/source/kind.ts'
import { assertCredentials, configuredSource } from '../../../../src/edge/source/kinds.ts'
import { overlaySource } from '../../../../src/edge/source/overlay.ts'
import { silentFailure } from '../../../support/process/failure.ts'
import { type Origin, startOrigin } from '../../../support/worker/origin.ts'

const RULES: SourceRules = {
  ownHost: 'img.example.com',
  development: true,
  maxBytes: 1000,
  timeout: 2000,
  totalTimeout: 60_000,
}
const never = new AbortController().signal
const ENV = { SHOP: 'user:hunter2' }

let origin: Origin
beforeAll(async () => {
  origin = await startOrigin()
})
afterAll(() => origin.close())
beforeEach(() => {
  origin.requests = []
  origin.say(200, {}, 'x')
})

const shop = (credentials?: Credentials) =>
  configuredSource({ source: origin.base.href, credentials }, ENV, RULES)

describe('a secret', () => {
  it.each<[Credentials, string, string]>([
    [{ secret: 'SHOP' }, 'authorization', 'user:hunter2'],
    [{ secret: 'SHOP', scheme: 'bearer' }, 'authorization', 'Bearer user:hunter2'],
    [{ secret: 'SHOP', scheme: 'basic' }, 'authorization', 'Basic dXNlcjpodW50ZXIy'],
    [{ secret: 'SHOP', header: 'x-api-key' }, 'x-api-key', 'user:hunter2'],
    [{ secret: 'SHOP', header: 'x-auth', scheme: 'bearer' }, 'x-auth', 'Bearer user:hunter2'],
  ])('is sent beside the fixed headers with %o', async (credentials, header, value) => {
    await (await shop().open('a.jpg', never)).body.cancel()
    await (await shop(credentials).open('a.jpg', never)).body.cancel()
    const [without, sent] = origin.requests.map(({ headers }) => headers)
    expect(sent).toEqual({ ...without, [header]: value })
  })

  it('is sent again after a redirect on the same host', async () => {
    origin.answer = (request, response) => {
      if (request.url === '/elsewhere') response.end('x')
      else response.writeHead(302, { location: '/elsewhere' }).end()
    }
    await (await shop({ secret: 'SHOP' }).open('a.jpg', never)).body.cancel()
    expect(origin.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/base/a.jpg', 'user:hunter2'],
      ['/elsewhere', 'user:hunter2'],
    ])
  })

  it('is never sent to another host', async () => {
    const elsewhere = await startOrigin()
    elsewhere.say(200, {}, 'x')
    origin.say(302, { location: elsewhere.base.href }, '')
    await expect(shop({ secret: 'SHOP' }).open('a.jpg', never)).rejects.toThrow('must stay on its host')
    expect(elsewhere.requests).toEqual([])
    elsewhere.close()
  })

  it.each([
    'http://origin.example.com/a',
    'https://origin.example.com:8443/a',
    'https://cdn.origin.example.com/a',
    'https://origin.example.com.evil.example/a',
  ])('is not sent for %s', async (url) => {
    const base = new URL('https://origin.example.com/b/')
    const { headersFor } = headerAccess({ secret: 'SHOP' }, ENV, base)
    expect(await headersFor(new URL(url))).toEqual({})
    expect(await headersFor(new URL('https://origin.example.com/a'))).toEqual({
      authorization: 'user:hunter2',
    })
  })

  it('does not occur in a name or in a failure', async () => {
    const source = shop({ secret: 'SHOP', scheme: 'basic' })
    expect(source.nameOf('a.jpg')).toBe(`SHOP;scheme=basic@${origin.base.href}a.jpg`)
    expect(shop().nameOf('a.jpg')).toBe(`${origin.base.href}a.jpg`)
    for (const status of [401, 403, 404, 500]) {
      origin.answer = (request, response) =>
        response.writeHead(status, { 'x-was': String(request.headers.authorization) }).end('no')
      const error = await source.open('a.jpg', never).catch((failure) => failure)
      expect(`${error.message} ${error.detail} ${error.reason}`).not.toMatch(/hunter2|dXNlc|SHOP/)
    }
  })

  it('is not revealed in the error of a platform that cannot send it', async () => {
    const fetch = async (_: unknown, init?: RequestInit) => {
      throw new TypeError(`fetch failed with ${Object.keys(Object(init?.headers)).length} headers`)
    }
    const base = new URL('https://origin.example.com/b/')
    const access = headerAccess({ secret: 'SHOP' }, ENV, base)
    const error = await httpSource(base, RULES, { access, fetch })('a.jpg', never).catch((failure) => failure)
    expect(error.message).toBe('network: TypeError: fetch failed with 4 headers')
  })
})

describe('an overlay', () => {
  const zone = () => ({
    source: origin.base.href,
    credentials: { secret: 'SHOP' },
    overlays: ['/', 'https://origin.example.com/'],
    guarded: [],
  })

  it("below the zone is read with the zone's credentials", async () => {
    await (await overlaySource('/logo.png', zone(), ENV, RULES).open(never)).body.cancel()
    expect(origin.requests.map(({ headers }) => headers.authorization)).toEqual(['user:hunter2'])
  })

  it('by URL is read without credentials, even from the origin of the zone', async () => {
    const asked: [string, boolean][] = []
    vi.stubGlobal('fetch', async (input: unknown, init?: RequestInit) => {
      asked.push([String(input), new Headers(init?.headers).has('authorization')])
      return new Response('x')
    })
    const source = 'https://origin.example.com/'
    for (const olurl of ['/logo.png', `${source}logo.png`])
      await overlaySource(olurl, { ...zone(), source }, ENV, RULES).open(never)
    vi.unstubAllGlobals()
    expect(asked).toEqual([
      [`${source}logo.png`, true],
      [`${source}logo.png`, false],
    ])
  })
})

describe('credentials', () => {
  const source = 'https://origin.example.com/'
  it.each<[string, Credentials, Record<string, unknown>, string]>([
    ['whose secret is not set', { secret: 'SHOP' }, {}, 'SHOP is not set: npx wrangler secret put SHOP'],
    [
      'by a name of all objects',
      { secret: 'toString' },
      {},
      'toString is not set: npx wrangler secret put toString',
    ],
    [
      'whose secret is a bucket',
      { secret: 'SHOP' },
      { SHOP: {} },
      'SHOP is not set: npx wrangler secret put SHOP',
    ],
    [
      'whose secret is empty',
      { secret: 'SHOP' },
      { SHOP: '' },
      'SHOP is not set: npx wrangler secret put SHOP',
    ],
    [
      'with a line break',
      { secret: 'SHOP' },
      { SHOP: 'hunter2\n' },
      'SHOP must be one line of ASCII, without blanks around it',
    ],
    [
      'with a second header',
      { secret: 'SHOP' },
      { SHOP: 'hunter2\r\nhost: a' },
      'SHOP must be one line of ASCII, without blanks around it',
    ],
    [
      'with an umlaut',
      { secret: 'SHOP' },
      { SHOP: 'hünter2' },
      'SHOP must be one line of ASCII, without blanks around it',
    ],
    [
      'without a user',
      { secret: 'SHOP', scheme: 'basic' },
      { SHOP: 'hunter2' },
      'SHOP must have the form user:password',
    ],
    [
      'with a region',
      { secret: 'SHOP', region: 'auto' },
      ENV,
      'region is for sources of the form s3:https://host/bucket/',
    ],
  ])('%s are refused', (_, credentials, env, reason) => {
    expect(() => assertCredentials({ source, credentials }, env)).toThrow(
      silentFailure('misconfigured', reason),
    )
    expect(() => configuredSource({ source, credentials }, env, RULES)).toThrow(reason)
  })

  it('are refused for a bound bucket', () => {
    expect(() => assertCredentials({ source: 'r2:IMAGES', credentials: { secret: 'SHOP' } }, ENV)).toThrow(
      silentFailure('misconfigured', 'an r2 source takes none: remove the table'),
    )
    expect(() => assertCredentials({ source: 'r2:IMAGES' }, ENV)).not.toThrow()
  })
})
