import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Credentials } from '../../../../src/edge/source/credentials.ts'
import type { SourceRules } from '../../../../src/edge/source/kind.ts'
import { assertCredentials, configuredSource } from '../../../../src/edge/source/kinds.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'
import { type Origin, startOrigin } from '../../../support/worker/origin.ts'

const RULES: SourceRules = {
  ownHost: 'img.example.com',
  development: true,
  maxBytes: 1000,
  timeout: 500,
  totalTimeout: 60_000,
}
const never = new AbortController().signal
const SECRET = 'wJalr/secret+key'
const ENV = { STORE: `AKID:${SECRET}` }
const CREDENTIALS: Credentials = { secret: 'STORE', region: 'eu-central-1' }

let origin: Origin
beforeAll(async () => {
  origin = await startOrigin()
})
afterAll(() => origin.close())
beforeEach(() => {
  origin.requests = []
})

const store = (credentials: Credentials | undefined = CREDENTIALS, rules = RULES) =>
  configuredSource({ source: `s3:${origin.base.href}`, credentials }, ENV, rules)
const open = (path = 'a.jpg') => store().open(path, never)
const error = (code: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>AKID may not</Message></Error>`

describe('an object', () => {
  it('has its bytes, size, validators and freshness', async () => {
    origin.say(200, { 'content-length': 5, etag: '"abc"', 'cache-control': 'max-age=60' }, 'image')
    const { body, ...rest } = await open()
    expect(await new Response(body).text()).toBe('image')
    expect(rest).toEqual({ size: 5, etag: '"abc"', maxAge: 60 })
  })

  it.each([
    ['a b(1).jpg', '/base/a%20b%281%29.jpg'],
    ['a+b.jpg', '/base/a%2Bb.jpg'],
    ['~/ü.jpg', '/base/~/%C3%BC.jpg'],
  ])('with the key %s is requested as %s', async (path, url) => {
    origin.say(200, {}, 'x')
    await (await open(path)).body.cancel()
    expect(origin.requests.map((request) => request.url)).toEqual([url])
  })

  it.each(['../a.jpg', 'a//b.jpg', '', 'a\\b'])('with the key %j is not requested', async (path) => {
    await expect(open(path)).rejects.toThrow(failure('not-found'))
    expect(origin.requests).toEqual([])
  })

  it("has a name that differs from its URL's and depends on the credentials", () => {
    const href = `${origin.base.href}a%20b.jpg`
    expect(store().nameOf('a b.jpg')).toBe(`STORE;region=eu-central-1@s3:${href}`)
    expect(store().origin).toBe(origin.base.host)
  })
})

describe('the request', () => {
  it('has the fixed headers, and signs those that identify it', async () => {
    origin.say(200, {}, 'x')
    await (await open()).body.cancel()
    const headers = origin.requests[0]?.headers ?? {}
    expect(headers).toMatchObject({
      accept: 'image/jpeg,image/png,image/*;q=0.5',
      'accept-encoding': 'identity',
      'user-agent': 'signet',
      'x-amz-content-sha256': expect.stringMatching(/^e3b0c442/),
      'x-amz-date': expect.stringMatching(/^\d{8}T\d{6}Z$/),
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-central-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
      ),
    })
    expect(JSON.stringify(headers)).not.toContain(SECRET)
  })
})

const refused = (code: 'not-found' | 'bad-origin', reason?: string) =>
  reason === undefined ? failure(code) : silentFailure(code, reason)
const ACCESS =
  'check the credentials and their permissions; without permission to list, a missing object has this status, too'

describe('a refusal', () => {
  it.each<[number, string, 'not-found' | 'bad-origin', string?]>([
    [404, error('NoSuchKey'), 'not-found'],
    [404, error('NoSuchVersion'), 'not-found'],
    [404, '', 'not-found'],
    [404, error('NoSuchBucket'), 'bad-origin', 'the store answers 404 NoSuchBucket: check the bucket'],
    [400, error('KeyTooLongError'), 'not-found'],
    [
      400,
      error('AuthorizationHeaderMalformed'),
      'bad-origin',
      'the store answers 400 AuthorizationHeaderMalformed: check host and region',
    ],
    [401, '', 'bad-origin', 'the store answers 401: check the credentials'],
    [403, error('AccessDenied'), 'bad-origin', `the store answers 403 AccessDenied: ${ACCESS}`],
    [
      403,
      error('SignatureDoesNotMatch'),
      'bad-origin',
      `the store answers 403 SignatureDoesNotMatch: ${ACCESS}`,
    ],
    [403, `${' '.repeat(5000)}${error('AccessDenied')}`, 'bad-origin', `the store answers 403: ${ACCESS}`],
    [403, error('<b>'), 'bad-origin', `the store answers 403: ${ACCESS}`],
    [500, error('InternalError'), 'bad-origin', 'the origin answers with status 500'],
    [206, 'x', 'bad-origin', 'the origin answers with status 206'],
  ])('%d %.60s gives %s', async (status, body, code, reason) => {
    origin.say(status, {}, body)
    await expect(open()).rejects.toThrow(refused(code, reason))
    expect(origin.requests).toHaveLength(1)
  })

  it('is not awaited for ever', async () => {
    origin.say(403)
    await expect(store(CREDENTIALS, { ...RULES, timeout: 100 }).open('a.jpg', never)).rejects.toThrow(
      failure('origin-timeout'),
    )
    await origin.gone
  })

  it('passes on its Retry-After', async () => {
    origin.say(503, { 'retry-after': '7' }, error('SlowDown'))
    await expect(open()).rejects.toMatchObject({ code: 'bad-origin', retryAfter: 7 })
  })

  it.each([301, 302, 307, 308])(
    'by a redirect (%d) is not followed, not even on the same host',
    async (status) => {
      origin.say(status, { location: `${origin.base.href}b.jpg` }, '')
      await expect(open()).rejects.toThrow(
        silentFailure(
          'bad-origin',
          `the store answers ${status}: signed requests do not follow redirects: check host and region`,
        ),
      )
      expect(origin.requests).toHaveLength(1)
    },
  )
})

describe('the limits of origins apply:', () => {
  it('to bytes', async () => {
    origin.say(200, { 'content-length': 1001 })
    await expect(open()).rejects.toThrow(failure('source-too-large'))
  })

  it('to time', async () => {
    origin.answer = () => undefined
    await expect(store(CREDENTIALS, { ...RULES, timeout: 60 }).open('a.jpg', never)).rejects.toThrow(
      failure('origin-timeout'),
    )
  })

  it.each([
    ['s3:http://photos.s3.amazonaws.com/', 'the origin must use https'],
    ['s3:https://10.0.0.1/photos/', 'the origin must not be an IP address'],
    ['s3:https://store.internal/photos/', 'the origin must be a public host name'],
    ['s3:https://store.example.com:9000/photos/', 'the origin must use port 443'],
    ['s3:https://AKID:key@store.example.com/photos/', 'the origin must not carry a user name or password'],
    ['s3:https://img.example.com/photos/', "the origin must not be the Worker's own host"],
    ['s3:https://store.example.com/photos/?a=/', 'the origin must not have a query or a fragment'],
    ['s3:https://[/', 'the origin is not a valid URL'],
    ['s3:http://127.0.0.1:9000/photos/', 'the origin must use https'],
  ])('to hosts: %s', (source, reason) => {
    expect(() =>
      configuredSource({ source, credentials: CREDENTIALS }, ENV, { ...RULES, development: false }),
    ).toThrow(silentFailure('misconfigured', reason))
  })
})

describe('credentials', () => {
  const source = 's3:https://store.example.com/photos/'
  it.each<[string, Credentials | undefined, Record<string, unknown>, string]>([
    ['none', undefined, ENV, 'is not set: an s3 source needs secret and region'],
    ['without a region', { secret: 'STORE' }, ENV, 'region is not set'],
    ['with a header', { ...CREDENTIALS, header: 'x-key' }, ENV, 'header and scheme are for https sources'],
    ['with a scheme', { ...CREDENTIALS, scheme: 'basic' }, ENV, 'header and scheme are for https sources'],
    ['without the secret', CREDENTIALS, {}, 'STORE is not set: npx wrangler secret put STORE'],
    [
      'with half a secret',
      CREDENTIALS,
      { STORE: SECRET },
      'STORE must have the form ACCESS_KEY_ID:SECRET_ACCESS_KEY',
    ],
    [
      'with a line break',
      CREDENTIALS,
      { STORE: `AKID:${SECRET}\n` },
      'STORE must be one line of ASCII, without blanks around it',
    ],
  ])('%s are refused', (_, credentials, env, reason) => {
    const refusal = silentFailure('misconfigured', reason)
    expect(() => assertCredentials({ source, credentials }, env)).toThrow(refusal)
    expect(() => configuredSource({ source, credentials }, env, RULES)).toThrow(refusal)
    expect(reason).not.toContain(SECRET)
  })

  it('may contain colons in the secret part', () => {
    expect(() => assertCredentials({ source, credentials: CREDENTIALS }, { STORE: 'AKID:a:b' })).not.toThrow()
  })
})
