import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { ERRORS, type ErrorCode } from '../../../src/errors.ts'
import { MAX_URL_LENGTH } from '../../../src/signing/url/wire.ts'
import { photograph, scene } from '../../support/picture/scene.ts'
import type { Answer } from '../../support/worker/exchange.ts'
import { type Origin, startOrigin } from '../../support/worker/origin.ts'
import { appended, buildRequest, type RequestCase } from '../../support/worker/request-cases.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../../support/worker/worker.ts'
import { claims } from '../../worker/refusals/claims.ts'
import { ACCESS, access, BOTH, IMAGE, image, keycdn, SECRET } from '../../worker/refusals/keycdn.ts'
import { options } from '../../worker/refusals/options.ts'
import { BRANDED, BRANDS, overlays, STAMPED } from '../../worker/refusals/overlays.ts'
import { tokens } from '../../worker/refusals/tokens.ts'
import { wire } from '../../worker/refusals/wire.ts'

const A = '/origin/a.jpg'
const WARM = `${A}?width=20`
const LATER = 4_000_000_000

let worker: Worker
let origin: Origin

beforeAll(async () => {
  const photo = await photograph(scene(60, 40), 1)
  origin = await startOrigin()
  origin.say(200, { 'content-length': photo.length, etag: '"1"' }, photo)
  const zone = (prefix: string, ...schemes: string[]) => ({ prefix, source: origin.base.href, schemes })
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS,
    KEYCDN_SECRET: SECRET,
    ENVIRONMENT: 'development',
    DEV_ORIGIN: origin.base.href,
    zones: {
      shop: { prefix: '/shop/', source: origin.base.href, cors: ['https://shop.example'] },
      image: zone(IMAGE, 'keycdn-image'),
      access: zone(ACCESS, 'keycdn-access'),
      both: zone(BOTH, 'hmac', 'keycdn-image', 'keycdn-access'),
      branded: { prefix: BRANDED, source: origin.base.href, ...BRANDS },
      stamped: { prefix: STAMPED, source: origin.base.href, ...BRANDS, mandatory: ['stamp'] },
    },
  })
  // All zones have the same source, so each would find this derivative.
  let found: string | null
  do found = (await send({ signed: WARM })).headers.get('cache-status')
  while (found !== 'signet; hit')
})

afterAll(async () => {
  await worker.close()
  origin.close()
})

beforeEach(() => {
  origin.requests = []
})

const send = async (attempt: RequestCase) => worker.send(await buildRequest(attempt))

/** Headers that no refusal may have. Some of them would reveal whether the image is cached. */
const FORBIDDEN_HEADERS = [
  'cache-status',
  'server-timing',
  'etag',
  'x-ip',
  'x-ip-info',
  'set-cookie',
  'location',
  'server',
]

function expectRefusal({ status, headers, body }: Answer, code: ErrorCode, method = 'GET'): void {
  expect({ status, code: headers.get('x-ip-error') }).toEqual({ status: ERRORS[code].status, code })
  expect(origin.requests).toHaveLength(0)
  expect(FORBIDDEN_HEADERS.filter((name) => headers.has(name))).toEqual([])
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(headers.get('cache-control')).toBe('no-store')
  if (method === 'HEAD') {
    expect(body).toHaveLength(0)
    return
  }
  const { title } = ERRORS[code]
  const problem: unknown = JSON.parse(body.toString())
  // Every 403 has the same body, whatever failed.
  if (code === 'forbidden') expect(body.toString()).toBe(JSON.stringify({ title, status: 403, code }))
  else expect(problem).toMatchObject({ title, status, code })
}

describe.each([...wire, ...tokens, ...claims, ...options, ...overlays, ...keycdn])(
  '$code: $title',
  ({ code, attempts }) => {
    it.each(Object.entries(attempts))('%s', async (_, attempt) => {
      expectRefusal(await send(attempt), code, attempt.method)
    })
  },
)

describe('workerd itself', () => {
  it.each([
    ['a NUL', 400, '/origin/a\0.jpg?width=20'],
    ['a control byte', 400, '/origin/a\x01.jpg?width=20'],
    ['a tab', 400, '/origin/a\t.jpg?width=20'],
    ['bytes that are no UTF-8', 400, '/origin/\xff.jpg?width=20'],
    ['overlong UTF-8', 400, '/origin/\xc0\xaf.jpg?width=20'],
    ['a blank', 400, '/origin/a .jpg?width=20'],
    ['more than a request line may have', 414, `/origin/${'a'.repeat(70_000)}`],
  ])('refuses %s', async (_, status, signed) => {
    expect((await send({ signed })).status).toBe(status)
    expect(origin.requests).toHaveLength(0)
  })
})

describe('the detail of a refusal', () => {
  it.each([
    ['/origin/samp%6ces/a.jpg?width=20', 'the path has "%6c" at 12: write l instead'],
    ['/origin/%c3%a9.jpg?width=20', 'the path has "%c3%a9" at 8: write %C3%A9 instead'],
    [`${A}?wi%64th=20`, 'the query has "%64" at 2: write d instead'],
    [`${A}?widht=20`, 'unknown parameter widht; did you mean width?'],
    [`${A}?olurl=/a.png&ol5url=/b.png`, 'unknown parameter ol5url: overlays are ol, ol2, ol3, ol4'],
  ])('names what to write in %s', async (signed, detail) => {
    const { body } = await send({ signed })
    expect(JSON.parse(body.toString()).detail).toBe(detail)
  })
})

describe('the first broken rule', () => {
  const long = 'a'.repeat(MAX_URL_LENGTH)
  it.each<[ErrorCode, RequestCase]>([
    ['method-not-allowed', { method: 'POST', target: `//${long}` }],
    ['url-too-long', { target: `//${long}` }],
    ['bad-url', { target: '//nowhere?expire=1' }],
    ['not-found', { target: '/nowhere?expire=1&width=0&token=x' }],
    ['forbidden', { target: `${A}?expire=1&width=0&token=x` }],
    ['expired', { signed: `${A}?expire=1&start=${LATER}&width=0` }],
    ['forbidden', { signed: `${A}?start=${LATER}&width=0` }],
    ['bad-parameter', { signed: `${A}?width=0` }],
  ])('determines the code: %s', async (code, attempt) => expectRefusal(await send(attempt), code))
})

// The test is retried, because on a busy machine another second may begin between the two requests.
it('a URL is valid from the second of start to that of expire', { retry: 2 }, async () => {
  await sleep(1010 - (Date.now() % 1000))
  const now = Math.floor(Date.now() / 1000)
  const within = (start: number, expire: number) => ({ signed: `${WARM}&start=${start}&expire=${expire}` })
  const statuses = async (...attempts: RequestCase[]) =>
    (await Promise.all(attempts.map(send))).map(({ status }) => status)
  expect(await statuses(within(now, now), within(now + 1, now + 1))).toEqual([200, 403])
  await sleep(1010 - (Date.now() % 1000))
  expect(await statuses(within(now, now), within(now + 1, now + 1))).toEqual([410, 200])
})

describe('a valid request is answered:', () => {
  const from = (ip: string, client: string): RequestCase => ({
    signed: `${WARM}&ip=${ip}`,
    headers: [`CF-Connecting-IP: ${client}`, 'X-Forwarded-For: 198.51.100.1'],
  })
  it.each<[string, () => RequestCase]>([
    ['a key by its id', () => ({ signed: `${WARM}&kid=test` })],
    ['a granted width', () => ({ signed: `${A}?width=40&widths=20,40`, change: appended('&w=20') })],
    ['a granted ratio', () => ({ signed: `${A}?width=10&dprs=1,2`, change: appended('&dpr=2') })],
    [
      'both, in either order',
      () => ({ signed: `${A}?width=40&widths=10&dprs=2`, change: appended('&dpr=2&w=10') }),
    ],
    ['the address', () => from('203.0.113.7', '203.0.113.7')],
    ['the network', () => from('203.0.113.0/24', '203.0.113.255')],
    ['the address as IPv6', () => from('203.0.113.7', '::ffff:203.0.113.7')],
    ['an IPv6 network', () => from('2001:db8::/64', '2001:DB8::1')],
    ['a fragment, which no server sees', () => ({ signed: WARM, change: appended('#top') })],
    [
      'an absolute request target',
      () => ({ signed: WARM, change: (target) => `http://elsewhere.example${target}` }),
    ],
    ['an image token', () => image(`${IMAGE}a.jpg?width=20`)],
    ['an access token', () => access(`${ACCESS}a.jpg`, LATER)],
    ['an image token where all are accepted', () => image(`${BOTH}a.jpg?width=20`)],
    ['an access token where all are accepted', () => access(`${BOTH}a.jpg`, LATER)],
    ['a native token where all are accepted', () => ({ signed: `${BOTH}a.jpg?width=20` })],
  ])('%s', async (_, attempt) => {
    const { status, headers } = await send(attempt())
    expect({ status, reason: headers.get('signet-reason') }).toEqual({ status: 200, reason: null })
    expect(headers.get('content-type')).toBe('image/jpeg')
  })
})
