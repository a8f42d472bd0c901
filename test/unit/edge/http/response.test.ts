import { describe, expect, it } from 'vitest'
import type { Derivative } from '../../../../src/edge/cache/derivative.ts'
import type { Zone } from '../../../../src/edge/config.ts'
import { preflight, refusalResponse, respond } from '../../../../src/edge/http/response.ts'
import { ERRORS, type ErrorCode, Failure } from '../../../../src/errors.ts'
import type { Claims } from '../../../../src/signing/auth/scheme.ts'

const NOW = 1_000_000
const BODY = new Uint8Array(Buffer.from('0123456789'))

const ZONE: Zone = {
  name: 'images',
  prefix: '/',
  source: 'r2:IMAGES',
  mode: 'enforce',
  schemes: ['hmac'],
  max_age: 60,
  revalidate: 300,
  immutable: false,
  animations: false,
  progressive: false,
  stale_if_error: 0,
  browser_max_age: 3600,
  generation: '',
  cors: [],
  resource_policy: 'same-site',
  overlays: [],
  guarded: [],
  presets: {},
  mandatory: [],
  encrypted: false,
  originals: 'implicit',
  linear: false,
  rules: { presets: new Map(), mandatory: [] },
  policies: new Map(),
  keyring: { hmac: [], keycdn: undefined },
}

const DERIVATIVE: Derivative = {
  body: BODY,
  length: BODY.length,
  type: 'image/webp',
  etag: '"tag"',
  until: NOW + 60,
  checked: NOW,
  made: NOW,
  validators: '',
  processed: 1,
  info: { bytes: 10 },
}

/** Stands in for the keyed hash. */
const sent = (stored: string) => stored.replace('tag', 'sent')

interface Circumstances {
  readonly derivative?: Partial<Derivative>
  readonly claims?: Claims
  readonly personal?: boolean
  readonly zone?: Partial<Zone>
  readonly negotiated?: boolean
  readonly download?: string
  readonly method?: string
  readonly headers?: Record<string, string>
}

const requested = (method = 'GET', headers: Record<string, string> = {}) =>
  new Request('https://img.example.com/a.jpg', { method, headers })

function answer({
  derivative,
  claims = {},
  personal = false,
  zone,
  negotiated = false,
  download,
  method,
  headers,
}: Circumstances = {}) {
  const request = requested(method, headers)
  const image = { ...DERIVATIVE, ...derivative }
  return respond(image, {
    request,
    zone: { ...ZONE, ...zone },
    claims,
    personal,
    negotiated,
    download,
    now: NOW,
    etag: image.etag === undefined ? undefined : sent(image.etag),
    send: (bytes) => bytes,
  })
}

function stream() {
  const state = { cancelled: false }
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(BODY),
    cancel() {
      state.cancelled = true
    },
  })
  return { body, state }
}

describe('the lifetime in Cache-Control', () => {
  it.each<[string, number, Claims, string]>([
    ['that of the image', NOW + 60, {}, 'public, max-age=60'],
    ['no more than the URL has left', NOW + 60, { expire: NOW + 5 }, 'public, max-age=5'],
    ['no more than the image has left', NOW + 60, { expire: NOW + 500 }, 'public, max-age=60'],
    ['nothing in the last second of the URL', NOW + 60, { expire: NOW }, 'public, max-age=0'],
    ['nothing where the image is stale', NOW - 60, {}, 'public, max-age=0'],
    [
      'the browser’s own where it is bound to an address',
      NOW + 60,
      { ip: '203.0.113.7' },
      'private, max-age=60',
    ],
    ['both', NOW + 60, { ip: '203.0.113.7', expire: NOW + 5 }, 'private, max-age=5'],
    ['no more than the zone lets browsers keep it', NOW + 86_400, {}, 'public, max-age=3600'],
    ['not of when the URL began', NOW + 60, { start: NOW }, 'public, max-age=60'],
  ])('is %s', (_, until, claims, expected) => {
    for (const headers of [{}, { 'if-none-match': '"sent"' }, { range: 'bytes=0-1' }])
      expect(answer({ derivative: { until }, claims, headers }).headers.get('cache-control')).toBe(expected)
  })
})

const SHOP = 'https://shop.example'
const CORS = 'access-control-allow-origin'

describe('access from scripts of other origins', () => {
  it.each<[readonly string[], string | undefined, string | null, string | null]>([
    [[], undefined, null, null],
    [[], SHOP, null, null],
    [['*'], undefined, '*', null],
    [['*'], SHOP, '*', null],
    [['*', SHOP], SHOP, '*', null],
    [[SHOP], undefined, null, 'Origin'],
    [[SHOP], SHOP, SHOP, 'Origin'],
    [['https://a.example', SHOP], SHOP, SHOP, 'Origin'],
    [[SHOP], 'http://shop.example', null, 'Origin'],
    [[SHOP], 'https://shop.example.evil.example', null, 'Origin'],
    [[SHOP], 'https://evil.example', null, 'Origin'],
    [[SHOP], `${SHOP}:8443`, null, 'Origin'],
    [[SHOP], 'null', null, 'Origin'],
  ])('is granted for %j, from %s: %s, Vary %s', (cors, origin, allowed, vary) => {
    const { headers } = answer({ zone: { cors: [...cors] }, headers: origin === undefined ? {} : { origin } })
    expect([headers.get(CORS), headers.get('vary')]).toEqual([allowed, vary])
    expect(headers.has('access-control-allow-credentials')).toBe(false)
  })

  it.each<[readonly string[], string | undefined, string | null]>([
    [['*'], SHOP, '*'],
    [[SHOP], SHOP, SHOP],
    [[SHOP], 'https://evil.example', null],
    [[SHOP], undefined, null],
  ])('is granted to preflights for %j, from %s: %s', (cors, origin, allowed) => {
    const request = requested('OPTIONS', origin === undefined ? {} : { origin })
    const { status, headers, body } = preflight({ ...ZONE, cors: [...cors] }, request)
    expect([status, body, headers.get(CORS), headers.get('vary')]).toEqual([204, null, allowed, 'Origin'])
    expect(headers.get('access-control-allow-methods')).toBe(allowed && 'GET, HEAD')
    expect(headers.has('access-control-allow-credentials')).toBe(false)
  })

  it('is method-not-allowed in a preflight without cors', () => {
    expect(() => preflight(ZONE, requested('OPTIONS', { origin: SHOP }))).toThrow(
      expect.objectContaining({ code: 'method-not-allowed' }),
    )
  })
})

describe('the header Vary', () => {
  it.each<[boolean, string[], string | null]>([
    [false, [], null],
    [true, [], 'Accept'],
    [true, [SHOP], 'Accept, Origin'],
    [true, ['*'], 'Accept'],
  ])('is set on each kind of answer: negotiated %s, scripts of %j: %s', (negotiated, cors, expected) => {
    for (const headers of [{}, { 'if-none-match': '*' }, { range: 'bytes=0-1' }])
      expect(answer({ negotiated, zone: { cors }, headers }).headers.get('vary')).toBe(expected)
  })
})

describe('an image', () => {
  it('is sent with its headers', async () => {
    const given = answer()
    expect(given.status).toBe(200)
    expect(Object.fromEntries(given.headers)).toEqual({
      'accept-ranges': 'bytes',
      'cache-control': 'public, max-age=60',
      'content-length': '10',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'image/webp',
      'cross-origin-resource-policy': 'same-site',
      etag: '"sent"',
      'x-content-type-options': 'nosniff',
      'x-ip': '1',
      'x-ip-info': 'osz=10',
    })
    expect(await given.text()).toBe('0123456789')
  })

  it('is sent in part', async () => {
    const given = answer({ headers: { range: 'bytes=2-4' } })
    expect(given.status).toBe(206)
    expect([given.headers.get('content-range'), given.headers.get('content-length')]).toEqual([
      'bytes 2-4/10',
      '3',
    ])
    expect(await given.text()).toBe('234')
  })

  it('is sent whole if its length is unknown', () => {
    const { body } = stream()
    const given = answer({ derivative: { body, length: undefined }, headers: { range: 'bytes=2-4' } })
    expect([given.status, given.headers.get('content-length')]).toEqual([200, null])
  })

  it('is not sent for If-None-Match or HEAD, and its stream is cancelled', () => {
    for (const [status, circumstances] of [
      [304, { headers: { 'if-none-match': 'W/"sent"' } }],
      [304, { headers: { 'if-none-match': '"sent"', range: 'bytes=0-1' } }],
      [200, { method: 'HEAD' }],
      // RFC 9110 14.2: ranges apply to GET only.
      [200, { method: 'HEAD', headers: { range: 'bytes=0-1' } }],
      [200, { method: 'HEAD', headers: { range: 'bytes=10-' } }],
    ] as const) {
      const { body, state } = stream()
      const given = answer({ ...circumstances, derivative: { body } })
      expect([given.status, given.body, state.cancelled]).toEqual([status, null, true])
      if (status === 200) expect(given.headers.get('content-length')).toBe('10')
      expect(given.headers.has('content-range')).toBe(false)
    }
  })

  it.each<[string, string | undefined, Record<string, string>, number]>([
    ['the sent tag', '"tag"', { 'if-none-match': '"sent"' }, 304],
    ['one of several', '"tag"', { 'if-none-match': '"a", W/"sent"' }, 304],
    ['a weak one', 'W/"tag"', { 'if-none-match': 'W/"sent"' }, 304],
    ['any', '"tag"', { 'if-none-match': '*' }, 304],
    ['the stored tag', '"tag"', { 'if-none-match': '"tag"' }, 200],
    ['any, of an image without one', undefined, { 'if-none-match': '*' }, 200],
    ['a range of the sent tag', '"tag"', { range: 'bytes=0-1', 'if-range': '"sent"' }, 206],
    ['a range of the stored tag', '"tag"', { range: 'bytes=0-1', 'if-range': '"tag"' }, 200],
    ['a range of a weak one', 'W/"tag"', { range: 'bytes=0-1', 'if-range': 'W/"sent"' }, 200],
    ['an unsatisfiable range of the sent tag', '"tag"', { range: 'bytes=10-', 'if-range': '"sent"' }, 416],
    ['an unsatisfiable range of the stored tag', '"tag"', { range: 'bytes=10-', 'if-range': '"tag"' }, 200],
  ])('is compared by the tag that clients get: %s', (_, etag, headers, status) => {
    const given = answer({ derivative: { etag }, headers })
    expect(given.status).toBe(status)
    expect(given.headers.get('etag')).toBe(status === 416 || etag === undefined ? null : sent(etag))
  })

  it('is not sent for an unsatisfiable range', async () => {
    const { body, state } = stream()
    const given = answer({ derivative: { body }, headers: { range: 'bytes=10-' } })
    expect([given.status, given.headers.get('content-range'), state.cancelled]).toEqual([
      416,
      'bytes */10',
      true,
    ])
    expect(given.headers.get('cache-control')).toBe('no-store')
    expect(await given.json()).toMatchObject({ code: 'bad-range' })
  })
})

describe('a refusal', () => {
  it.each(Object.keys(ERRORS) as ErrorCode[])('has its own status and title for %s', async (code) => {
    const { status, title } = ERRORS[code]
    const given = refusalResponse(new Failure(code, undefined, 'of the log only'), false)
    expect(given.status).toBe(status)
    const { allow, 'retry-after': retryAfter, ...headers } = Object.fromEntries(given.headers)
    expect(headers).toEqual({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'application/problem+json',
      'x-content-type-options': 'nosniff',
      'x-ip-error': code,
    })
    expect(retryAfter).toBe(code === 'busy' ? '2' : undefined)
    expect(allow).toBe(code === 'method-not-allowed' ? 'GET, HEAD' : undefined)
    expect(await given.json()).toEqual({ title, status, code })
  })

  it.each<[ErrorCode, number | undefined, string | null]>([
    ['bad-origin', 120, '120'],
    ['busy', 7, '7'],
    ['busy', undefined, '2'],
    ['bad-origin', undefined, null],
  ])('with code %s and retryAfter %s sends Retry-After %s', (code, retryAfter, header) => {
    const failure = new Failure(code, undefined, undefined, { retryAfter })
    expect(refusalResponse(failure, false).headers.get('retry-after')).toBe(header)
  })

  it('includes its detail', async () => {
    const given = refusalResponse(new Failure('bad-parameter', 'width=0: expected "more"\n'), false)
    expect(await given.json()).toMatchObject({ detail: 'width=0: expected "more"\n' })
  })

  it.each([
    ['the hmac token does not match', 'the hmac token does not match'],
    ['a\r\nset-cookie: b=c', 'a??set-cookie: b=c'],
    ['\0é💥', '????'],
    ['\ud800', '?'],
  ])('includes the reason %j in development, in printable ASCII', (reason, header) => {
    const failure = new Failure('forbidden', undefined, reason)
    expect(refusalResponse(failure, true).headers.get('signet-reason')).toBe(header)
    expect(refusalResponse(failure, false).headers.has('signet-reason')).toBe(false)
  })
})
