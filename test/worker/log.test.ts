import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import type { RequestLine } from '../../src/edge/log/fields.ts'
import { openPathHash } from '../../src/edge/log/path-hash.ts'
import { importKey } from '../../src/signing/auth/hmac.ts'
import { parseKeys } from '../../src/signing/auth/keys.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import type { RawRequest } from '../support/worker/exchange.ts'
import { logGuard } from '../support/worker/log-guard.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

/**
 * Entry module that request headers control. `settings` sets variables, in JSON. `fault` breaks the
 * console, the dataset or the bucket, slows the bucket down, or aborts the request as if the client
 * had left, which workerd reports only on Cloudflare. `minutes` advances the clock. `/points`
 * returns and clears the rows of the dataset.
 */
const OBSERVED = `
import worker from './index.js'

let points = []
let fault
let minutes = 0
const { log, error } = console
const fail = () => { throw new Error('the platform failed') }
for (const [name, real] of Object.entries({ log, error }))
  console[name] = (...texts) => fault === 'console' ? fail() : real(...texts)
const { now } = Date
Date.now = () => now() + minutes * 60_000

const dataset = { writeDataPoint: (point) => fault === 'dataset' ? fail() : void points.push(point) }
const slow = () => new Promise((resolve) => setTimeout(resolve, 1000))
const wrapped = (bucket) => ({
  head: fail,
  async get(key) {
    if (fault === 'bucket') fail()
    if (fault === 'slow' || fault === 'leaves') await slow()
    return bucket.get(key)
  },
})

// The Worker caches the configuration of an environment.
const known = new Map()
function environment(env, text) {
  const own = known.get(text) ?? { ...env, IMAGES: wrapped(env.IMAGES), ANALYTICS: dataset, ...JSON.parse(text) }
  known.set(text, own)
  return own
}

export default {
  async fetch(request, env, ctx) {
    if (request.url.endsWith('/points')) {
      const taken = points
      points = []
      return Response.json(taken)
    }
    fault = request.headers.get('fault')
    minutes = Number(request.headers.get('minutes') ?? minutes)
    const asked = fault === 'leaves' ? new Request(request, { signal: AbortSignal.timeout(100) }) : request
    return worker.fetch(asked, environment(env, request.headers.get('settings') ?? '{}'), ctx)
  },
}
`

const RAY = '8f1b2c3d4e5f6a7b-FRA'
const [signing] = parseKeys(SIGNING_KEYS)
if (!signing) throw new Error('no key')
const hashOf = await openPathHash([await importKey(signing.id, signing.bytes)])

let worker: Worker
let etag: string

beforeAll(async () => {
  const zones = { shop: { prefix: '/shop/', source: 'r2:IMAGES' } }
  worker = await startWorker(inject('bundle'), { SIGNING_KEYS, zones }, { wrapper: OBSERVED })
  const photo = await photograph(scene(60, 40), 1)
  for (const name of ['a.jpg', 'gone.jpg', 'b.jpg']) await worker.bucket.put(name, photo)
  await worker.bucket.put('damaged.jpg', photo.subarray(0, 300))
  etag = (await worker.get('/shop/a.jpg?width=30')).headers.get('etag') ?? ''
  await vi.waitFor(async () => {
    const { headers } = await worker.get('/shop/a.jpg?width=30')
    expect(headers.get('cache-status')).toBe('signet; hit')
  })
})

afterAll(() => worker.close())

let logged = 0
beforeEach(async () => {
  await worker.fetch('/points')
  logged = worker.lines.length
})

async function ask(target: string, headers: readonly string[] = [], method = 'GET') {
  return worker.send({ target, method, headers })
}

/** Returns the only line that was logged since the test began. */
async function newLine(): Promise<RequestLine> {
  await expect.poll(() => worker.lines.length).toBe(logged + 1)
  const line = worker.lines.at(-1)
  if (!line) throw new Error('no line')
  return line
}

const KNOWN = { kind: 'request', zone: 'shop', key: 'test', method: 'GET', path_hash: hashOf('/shop/a.jpg') }
/** Fields that JSON omits. */
const NOTHING = { key: undefined, reason: undefined }
const PICTURE = { format: 'jpeg', width: 30, height: 20 }
const A = '/shop/a.jpg?width=30'

describe('a log line', () => {
  it.each<[string, () => Promise<RawRequest>, Record<string, unknown>]>([
    [
      'of an image from the cache',
      async () => ({ target: await sign(A) }),
      { ...KNOWN, ...PICTURE, status: 200, cache: 'hit', tier: 'edge', bytes: expect.any(Number) },
    ],
    [
      'of an image that is current',
      async () => ({ target: await sign(A), headers: [`If-None-Match: ${etag}`] }),
      { ...KNOWN, ...PICTURE, status: 304, cache: 'hit', bytes: 0 },
    ],
    [
      'of a part',
      async () => ({ target: await sign(A), headers: ['Range: bytes=0-9'] }),
      { ...KNOWN, ...PICTURE, status: 206, cache: 'hit', bytes: 10 },
    ],
    [
      'of a range outside',
      async () => ({ target: await sign(A), headers: ['Range: bytes=999999-'] }),
      { ...KNOWN, status: 416, code: 'bad-range' },
    ],
    [
      'of HEAD',
      async () => ({ target: await sign(A), method: 'HEAD' }),
      { ...KNOWN, ...PICTURE, method: 'HEAD', status: 200, cache: 'hit', bytes: 0 },
    ],
    [
      'of an unsigned URL',
      async () => ({ target: A }),
      { ...KNOWN, key: undefined, status: 403, code: 'forbidden', reason: undefined },
    ],
    [
      'of an expired URL',
      async () => ({ target: await sign(`${A}&expire=1000000000`) }),
      { ...KNOWN, status: 410, code: 'expired', reason: 'expired at 1000000000' },
    ],
    [
      'of a wrong parameter',
      async () => ({ target: await sign('/shop/a.jpg?width=none') }),
      { ...KNOWN, status: 400, code: 'bad-parameter', reason: undefined },
    ],
    [
      'of a damaged original',
      async () => ({ target: await sign('/shop/damaged.jpg?width=30') }),
      {
        ...KNOWN,
        path_hash: hashOf('/shop/damaged.jpg'),
        status: 422,
        code: 'corrupt',
        reason: expect.any(String),
      },
    ],
    [
      'of an original that is not there',
      async () => ({ target: await sign('/shop/none.jpg?width=30') }),
      { ...KNOWN, path_hash: hashOf('/shop/none.jpg'), status: 404, code: 'not-found', reason: undefined },
    ],
    [
      'of a bucket that fails',
      async () => ({ target: await sign('/shop/b.jpg?width=31'), headers: ['fault: bucket'] }),
      {
        ...KNOWN,
        path_hash: hashOf('/shop/b.jpg'),
        status: 502,
        code: 'bad-origin',
        reason: 'R2: Error: the platform failed',
      },
    ],
    [
      'of a configuration that is refused',
      async () => ({ target: await sign(A), headers: ['settings: {"limits":{"side":0}}'] }),
      { kind: 'request', status: 500, code: 'misconfigured', reason: expect.stringContaining('limits.side') },
    ],
    [
      'of a URL outside every zone',
      async () => ({ target: '/elsewhere' }),
      { kind: 'request', status: 404, code: 'not-found', path_hash: hashOf('/elsewhere') },
    ],
    [
      'of a URL that is not canonical',
      async () => ({ target: '/shop/a.jpg?token' }),
      { kind: 'request', status: 400, code: 'bad-url', reason: undefined },
    ],
  ])('%s', async (_, request, expected) => {
    await worker.send(await request())
    const line = await newLine()
    expect({ ...NOTHING, ...line }).toMatchObject(expected)
  })

  it('has the memory and the stages of an image that is made', async () => {
    const { body } = await worker.get('/shop/a.jpg?width=32')
    const { memory, stages, cache, bytes, path } = await newLine()
    expect([cache, bytes, path]).toEqual(['miss', body.length, undefined])
    expect(memory).toBeGreaterThan(10_000)
    expect(Object.keys(stages ?? {})).toEqual([
      'auth',
      'cache',
      'source',
      'probe',
      'decode',
      'compose',
      'encode',
    ])
  })

  it('marks images that shared one run', async () => {
    const url = await sign('/shop/a.jpg?width=33')
    await Promise.all(Array.from({ length: 4 }, () => ask(url, ['fault: slow'])))
    const caches = () => worker.lines.slice(logged).map(({ cache }) => cache)
    await expect.poll(() => caches().toSorted()).toEqual(['miss', 'shared', 'shared', 'shared'])
  })

  it('has the ray of the request', async () => {
    await ask(await sign(A), [`CF-Ray: ${RAY}`])
    expect((await newLine()).ray).toBe(RAY)
  })

  it('is written for a client that has disconnected', async () => {
    const { status, body } = await ask(await sign('/shop/gone.jpg?width=34'), ['fault: leaves'])
    expect([status, body.length]).toEqual([499, 0])
    expect(await newLine()).toMatchObject({ status: 499, code: 'client-gone', zone: 'shop', bytes: 0 })
  })

  it('has the path only with log_paths = true, and never a query', async () => {
    await ask(await sign(`${A}&expire=4000000000`), ['settings: {"log":{"log_paths":true}}'])
    const line = await newLine()
    expect(line.path).toBe('/shop/a.jpg')
    expect(JSON.stringify(line)).not.toMatch(/expire|\?/)
  })
})

describe('sample = 0', () => {
  const settings = 'settings: {"log":{"sample":0}}'

  it('logs only errors', async () => {
    expect((await ask(await sign(A), [settings])).status).toBe(200)
    expect((await ask(A, [settings])).status).toBe(403)
    expect((await ask(await sign('/shop/damaged.jpg?width=35'), [settings])).status).toBe(422)
    expect((await newLine()).status).toBe(422)
  })

  it('still writes rows of the dataset', async () => {
    await ask(await sign(A), [settings])
    expect(JSON.parse((await worker.fetch('/points')).body.toString())).toHaveLength(1)
  })
})

it('enabled = false logs nothing, not even errors', async () => {
  const settings = 'settings: {"log":{"enabled":false}}'
  expect((await ask(await sign('/shop/damaged.jpg?width=36'), [settings])).status).toBe(422)
  await ask(await sign(A))
  expect((await newLine()).status).toBe(200)
})

describe('a failure of logging does not fail an image:', () => {
  it.each(['console', 'dataset'])('failing %s', async (fault) => {
    for (const target of [A, `/shop/a.jpg?width=4&height=${fault.length}`]) {
      const { status, body } = await ask(await sign(target), [`fault: ${fault}`])
      expect(status).toBe(200)
      expect(body.length).toBeGreaterThan(100)
    }
    expect((await ask(await sign('/shop/none.jpg'), [`fault: ${fault}`])).status).toBe(404)
  })

  it('failing dataset, which is logged', async () => {
    await ask(await sign(A), ['fault: dataset'])
    const fault = JSON.stringify({ kind: 'fault', of: 'ANALYTICS', reason: 'Error: the platform failed' })
    await expect.poll(() => worker.logs).toContain(fault)
  })
})

describe('the dataset', () => {
  it('gets a row for each request', async () => {
    await ask(await sign(A))
    const [point] = JSON.parse((await worker.fetch('/points')).body.toString())
    expect(point.indexes).toEqual(['shop'])
    expect(point.blobs).toEqual([
      'request',
      'shop',
      'test',
      '',
      'hit',
      'jpeg',
      'GET',
      hashOf('/shop/a.jpg'),
      '',
      'edge',
      '',
    ])
    expect(point.doubles.slice(0, 4)).toEqual([200, expect.any(Number), 30, 20])
  })

  it('gets a row for the isolate after a minute, as does the log', async () => {
    const before = worker.isolates.length
    await ask(await sign(A), ['minutes: 2'])
    const points = JSON.parse((await worker.fetch('/points')).body.toString())
    expect(points.map(({ blobs }: { blobs: string[] }) => blobs[0])).toEqual(['request', 'isolate'])
    await expect.poll(() => worker.isolates.length).toBe(before + 1)
    const line = worker.isolates.at(-1)
    expect(line?.requests).toBeGreaterThan(10)
    expect(line?.misses).toBeGreaterThan(0)
    expect(line?.running).toBeGreaterThan(0)
    expect(line?.memory).toBeGreaterThan(10_000)
    expect(line?.started).toBeGreaterThan(0)
  })
})

it('closing a worker that has logged a token fails the test', async () => {
  const wrapper = 'export default { fetch({ url }) { console.log(url); return new Response() } }'
  const careless = await startWorker(inject('bundle'), { SIGNING_KEYS }, { wrapper })
  await careless.get('/a.jpg')
  await expect.poll(() => careless.logs).toHaveLength(1)
  await expect(careless.close()).rejects.toThrow(/^the log has tokens, keys or addresses:\n {2}http:.*token=/)
})

describe('the log guard of this suite', () => {
  const guard = logGuard({ SIGNING_KEYS, KEYCDN_SECRET: 'a secret of KeyCDN', zones: {} })
  const [, key = ''] = SIGNING_KEYS.split(':')
  const bytes = Buffer.from(key, 'base64url')
  const token = 'T0ken-'.repeat(4)
  guard.expect({ target: `/a.jpg?width=4&token=${token}`, headers: ['CF-Connecting-IP: 203.0.113.7'] })

  it.each([
    ['a key', key],
    ['its bytes in hex', bytes.toString('hex')],
    ['its bytes as numbers', [...bytes].join(',')],
    ['another secret', 'a secret of KeyCDN'],
    ['a token that was sent', `{"x":"${token}"}`],
    ['the form of a token', `x ${'q'.repeat(43)} x`],
    ['a query with a token', '/a.jpg?token=x'],
    ['another query', 'https://img.example.com/a.jpg?width=4'],
    ['an address', 'from 203.0.113.7'],
  ])('finds %s', (_, line) => {
    expect(guard.leaksOf(line)).not.toEqual([])
  })

  it('finds nothing in a correct line', () => {
    expect(
      guard.leaksOf(JSON.stringify({ kind: 'request', path_hash: 'm0zXzgx1Yf0bQ0aH', ray: RAY })),
    ).toEqual([])
  })
})
