import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { photograph, scene } from '../support/picture/scene.ts'
import type { RawRequest } from '../support/worker/exchange.ts'
import { FOREIGN_SECRETS, imgixUrl, imgproxyUrl, thumborUrl } from '../support/worker/foreign-urls.ts'
import { type Namespace, SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

/**
 * Entry module whose clock is advanced by `/?later=SECONDS`. The query in the last request to
 * `/?fault=` names the binding that fails and how, such as `DENIED:hang`. `DENIED:hold` delays the
 * answer until the fault is cleared. `/?calls=` returns the binding calls since the previous such
 * request.
 */
const GATES = `
import worker from './index.js'
const now = Date.now
let ahead = 0
Date.now = () => now() + ahead
let faulty, way
let calls = []
const act = {
  throw() { throw new Error('the binding failed') },
  async reject() { throw new Error('the binding failed') },
  hang() { return new Promise(() => {}) },
  async over() { return { success: false } },
  async hold(answer) {
    while (faulty) await new Promise((resolve) => setTimeout(resolve, 10))
    return answer()
  },
}
const wrapped = (env, name, method) => ({
  [method](...given) {
    calls.push(name)
    const answer = () => env[name][method](...given)
    return faulty === name ? act[way](answer) : answer()
  },
})
const spied = (env, name) => ({
  get: (...given) => { calls.push(name); return env[name].get(...given) },
  head: (...given) => { calls.push(name); return env[name].head(...given) },
})
let own
export default {
  fetch(request, env, ctx) {
    const { searchParams } = new URL(request.url)
    if (searchParams.has('later')) { ahead += 1000 * searchParams.get('later'); return new Response() }
    if (searchParams.has('fault')) { [, faulty, way] = /^(?:none|(.+):(.+))$/.exec(searchParams.get('fault')); return new Response() }
    if (searchParams.has('calls')) { const taken = calls; calls = []; return Response.json(taken) }
    own ??= {
      ...env,
      IMAGES: spied(env, 'IMAGES'),
      DENIED: wrapped(env, 'DENIED', 'get'),
      LIMITER: wrapped(env, 'LIMITER', 'limit'),
      REFUSALS: wrapped(env, 'REFUSALS', 'limit'),
    }
    return worker.fetch(request, own, ctx)
  },
}
`

const LIMIT = 5
const REFUSED = 3
const A = '/a.jpg?width=30'

let worker: Worker
let denied: Namespace
let etag: string
let next = 1

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const tokenOf = (target: string) => /token=([^&]+)/.exec(target)?.[1] ?? ''
const tell = (query: string) => worker.send(`/?${query}`)
const later = (seconds: number) => tell(`later=${seconds}`)

/**
 * Waits for the next minute if less than five seconds are left. Local limits count by the minute of
 * the clock, and requests take seconds on a busy machine.
 */
async function minuteWithRoom(): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000)
  if (left < 5000) await sleep(left)
}

/**
 * Returns a client address in an unused network, so that no test counts towards the limits of
 * another.
 */
const unusedNetwork = () => `cf-connecting-ip: 198.18.${next >> 8}.${next++ & 255}`

async function ask(target: string, given: Partial<RawRequest> = {}) {
  const { headers = [unusedNetwork()], ...rest } = given
  const answer = await worker.send({ target, ...rest, headers })
  return { ...answer, code: answer.headers.get('x-ip-error') }
}

async function callsOf(attempt: () => Promise<unknown>): Promise<string[]> {
  await tell('calls=')
  await attempt()
  return JSON.parse((await tell('calls=')).body.toString())
}

/** Expects `count` lines about a binding, and no others, after the first `logged` lines. */
async function expectFaults(logged: number, of: string, count = 1): Promise<void> {
  await expect.poll(() => worker.logs.length).toBe(logged + count)
  for (const line of worker.logs.slice(logged))
    expect(JSON.parse(line)).toEqual({ kind: 'fault', of, reason: expect.any(String) })
}

beforeAll(async () => {
  worker = await startWorker(
    inject('bundle'),
    {
      SIGNING_KEYS,
      ...FOREIGN_SECRETS,
      zones: {
        images: { prefix: '/', source: 'r2:IMAGES' },
        moved: { prefix: '/moved/', source: 'r2:IMAGES', schemes: ['hmac', 'imgproxy', 'imgix', 'thumbor'] },
      },
    },
    {
      wrapper: GATES,
      namespaces: ['DENIED'],
      rateLimits: { LIMITER: { limit: LIMIT, period: 60 }, REFUSALS: { limit: REFUSED, period: 60 } },
    },
  )
  denied = await worker.namespaceOf('DENIED')
  const photo = await photograph(scene(60, 40), 1)
  await worker.bucket.put('a.jpg', Uint8Array.from(photo))
  const target = await sign(A)
  etag = (await ask(target)).headers.get('etag') ?? ''
  await vi.waitFor(async () => expect((await ask(target)).headers.get('cache-status')).toBe('signet; hit'))
})

afterAll(() => worker.close())

beforeEach(async () => {
  await tell('fault=none')
  await denied.delete('tokens')
  await later(60)
})

describe('a denied token', () => {
  it('is refused within seconds after its entry, even if the image is cached', async () => {
    const target = await sign(`${A}&expire=4000000000`)
    const other = await sign(A)
    expect((await ask(target)).headers.get('cache-status')).toBe('signet; hit')
    await denied.put('tokens', `${sha256('another')}\n${sha256(tokenOf(target))} 4000000000\n`)
    await later(22)
    const { status, code, body, headers } = await ask(target)
    expect([status, code]).toEqual([403, 'forbidden'])
    const forged = await ask(target.replace(/token=.{43}/, `token=${'A'.repeat(43)}`))
    expect(body.toString()).toBe(forged.body.toString())
    expect([...headers]).toEqual([...forged.headers])
    expect((await ask(other)).status).toBe(200)
  })

  it('is refused for every method, without reading anything', async () => {
    const target = await sign('/a.jpg?width=30&widths=15,30')
    expect((await ask(target)).status).toBe(200)
    await denied.put('tokens', sha256(tokenOf(target)))
    await later(22)
    const ways: Partial<RawRequest>[] = [
      {},
      { method: 'HEAD' },
      { headers: [unusedNetwork(), `If-None-Match: ${etag}`] },
      { headers: [unusedNetwork(), 'If-None-Match: *'] },
      { headers: [unusedNetwork(), 'Range: bytes=0-9'] },
      { headers: [unusedNetwork(), 'Cache-Control: no-cache'] },
    ]
    for (const way of ways) {
      expect((await ask(target, way)).status).toBe(403)
      expect(await callsOf(() => ask(`${target}&w=15`, way))).toEqual(['REFUSALS'])
    }
    for (const host of ['Host: other.example.com', 'Host: IMG.example.com'])
      expect((await ask(target, { headers: [unusedNetwork(), host] })).status).toBe(403)
  })

  it.each([
    ['imgproxy', imgproxyUrl('/moved/', 'rs:fill:20:10/', 'local:///a.jpg', '.png')],
    ['imgix', imgixUrl('/moved/a.jpg', 'w=20&fm=png')],
    ['thumbor', thumborUrl('/moved/', '20x10/a.jpg')],
  ])('may be the path and query of a URL of %s', async (_, target) => {
    expect((await ask(target)).status).toBe(200)
    await denied.put('tokens', sha256(target))
    await later(22)
    expect((await ask(target)).status).toBe(403)
  })

  it('is refused after its claims are checked and before its options', async () => {
    const [expired, unknown] = await Promise.all([sign(`${A}&expire=1`), sign('/a.jpg?wdith=30')])
    await denied.put('tokens', [expired, unknown].map((target) => sha256(tokenOf(target))).join('\n'))
    await later(22)
    expect((await ask(expired)).code).toBe('expired')
    expect((await ask(unknown)).code).toBe('forbidden')
    expect((await ask(await sign('/a.jpg?wdith=31'))).code).toBe('bad-parameter')
  })

  it('is refused even if the client whose request reads the list disconnects', async () => {
    const target = await sign(`${A}&quality=60`)
    expect((await ask(target)).status).toBe(200)
    await denied.put('tokens', sha256(tokenOf(target)))
    await later(22)
    await tell('calls=')
    await tell('fault=DENIED:hold')
    const client = connect(worker.port, '127.0.0.1')
    client.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
    await expect.poll(async () => JSON.parse((await tell('calls=')).body.toString())).toContain('DENIED')
    client.resetAndDestroy()
    await sleep(50)
    await tell('fault=none')
    await expect.poll(async () => (await ask(target)).status, { timeout: 5000 }).toBe(403)
    expect(JSON.parse((await tell('calls=')).body.toString())).not.toContain('DENIED')
  })
})

describe('an unreadable deny list', () => {
  it.each(['throw', 'reject'])('is replaced by the last copy, then by 503: %s', async (way) => {
    const [target, other] = await Promise.all([sign(`${A}&quality=50`), sign(A)])
    await denied.put('tokens', sha256(tokenOf(target)))
    expect((await ask(target)).status).toBe(403)
    const logged = worker.logs.length
    await tell(`fault=DENIED:${way}`)
    await later(200)
    expect((await ask(target)).status).toBe(403)
    await later(80)
    expect([(await ask(other)).status, (await ask(target)).status]).toEqual([200, 403])
    await later(20)
    for (const each of [other, target]) {
      const { status, code, headers, body } = await ask(each)
      expect([status, code, headers.get('retry-after')]).toEqual([503, 'deny-list-unavailable', '10'])
      expect(Object.keys(JSON.parse(body.toString()))).toEqual(['title', 'status', 'code'])
    }
    expect((await ask(target, { method: 'HEAD' })).status).toBe(503)
    // At most one line a minute: after 200 and after 280 seconds.
    await expectFaults(logged, 'DENIED', 2)
    await tell('fault=none')
    expect([(await ask(other)).status, (await ask(target)).status]).toEqual([200, 403])
  })

  it('does not delay other requests if it does not answer', async () => {
    const target = await sign(A)
    expect((await ask(target)).status).toBe(200)
    await tell('fault=DENIED:hang')
    await later(30)
    const first = ask(target)
    await expect.poll(async () => JSON.parse((await tell('calls=')).body.toString())).toContain('DENIED')
    expect(await callsOf(() => ask(target))).not.toContain('DENIED')
    expect((await first).status).toBe(200)
  })

  it('includes a list with anything other than entries', async () => {
    await denied.put('tokens', 'all of them')
    await later(300)
    expect((await ask(await sign(A))).code).toBe('deny-list-unavailable')
  })
})

describe('a network with many requests', () => {
  it('gets 429 above the limit for every method, without reading anything', async () => {
    await minuteWithRoom()
    const target = await sign(A)
    const network = unusedNetwork()
    for (let request = 0; request < LIMIT; request++)
      expect((await ask(target, { headers: [network] })).status).toBe(200)
    const { status, code, headers, body } = await ask(target, { headers: [network] })
    expect([status, code]).toEqual([429, 'too-many-requests'])
    expect([...headers].filter(([name]) => name !== 'connection').toSorted()).toMatchInlineSnapshot(`
      [
        [
          "cache-control",
          "no-store",
        ],
        [
          "content-length",
          "86",
        ],
        [
          "content-security-policy",
          "default-src 'none'; sandbox",
        ],
        [
          "content-type",
          "application/problem+json",
        ],
        [
          "retry-after",
          "60",
        ],
        [
          "x-content-type-options",
          "nosniff",
        ],
        [
          "x-ip-error",
          "too-many-requests",
        ],
      ]
    `)
    expect(JSON.parse(body.toString())).toMatchInlineSnapshot(`
      {
        "code": "too-many-requests",
        "status": 429,
        "title": "Too many requests; try again later",
      }
    `)
    for (const line of ['Range: bytes=0-9', 'If-None-Match: *'])
      expect((await ask(target, { headers: [network, line] })).status).toBe(429)
    const head = await ask(target, { method: 'HEAD', headers: [network] })
    expect([head.status, head.headers.get('retry-after'), head.body.length]).toEqual([429, '60', 0])
    expect(await callsOf(() => ask(target, { headers: [network] }))).toEqual(['LIMITER'])
    expect((await ask(target)).status).toBe(200)
    await expect.poll(() => worker.lines.at(-2)).toMatchObject({ status: 429, code: 'too-many-requests' })
    expect(worker.lines.at(-2)).not.toHaveProperty('reason')
  })

  it('is a /64 for an IPv6 client', async () => {
    await minuteWithRoom()
    const target = await sign(A)
    const from = (last: number) => ({ headers: [`cf-connecting-ip: 2001:db8:7:7::${last}`] })
    for (let request = 0; request < LIMIT; request++) await ask(target, from(request))
    expect((await ask(target, from(99))).status).toBe(429)
  })

  it('is not counted for URLs that are unverified or invalid', async () => {
    const bad = [await sign('/a.jpg?wdith=1'), await sign(`${A}&expire=1`), `${A}&token=${'A'.repeat(43)}`, A]
    for (const target of bad) expect(await callsOf(() => ask(target))).not.toContain('LIMITER')
  })

  it.each(['throw', 'reject', 'hang'])(
    'is served if the limit fails, which is logged once: %s',
    async (way) => {
      const logged = worker.logs.length
      await tell(`fault=LIMITER:${way}`)
      for (let request = 0; request < 2; request++) expect((await ask(await sign(A))).status).toBe(200)
      await expectFaults(logged, 'LIMITER')
    },
  )
})

describe('a network with many refusals', () => {
  it('gets 429 instead of 403, and still gets its valid URLs', async () => {
    await minuteWithRoom()
    const network = unusedNetwork()
    const forged = `${A}&token=${'A'.repeat(43)}`
    const statuses: number[] = []
    for (const target of [forged, A, forged, forged, A])
      statuses.push((await ask(target, { headers: [network] })).status)
    expect(statuses).toEqual([403, 403, 403, 429, 429])
    expect((await ask(forged, { headers: [network] })).headers.get('retry-after')).toBe('60')
    expect((await ask(await sign(A), { headers: [network] })).status).toBe(200)
    expect((await ask(forged)).status).toBe(403)
  })

  it('is counted for no other answer', async () => {
    for (const target of [
      await sign(A),
      await sign('/none.jpg'),
      await sign(`${A}&expire=1`),
      '/a.jpg?%zz',
      '/health',
    ])
      expect(await callsOf(() => ask(target))).not.toContain('REFUSALS')
  })

  it.each(['throw', 'reject', 'hang'])('gets 403 if the limit fails: %s', async (way) => {
    const logged = worker.logs.length
    await tell(`fault=REFUSALS:${way}`)
    expect((await ask(A)).status).toBe(403)
    await expectFaults(logged, 'REFUSALS')
  })
})
