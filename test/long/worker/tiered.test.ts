import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { MAX_AHEAD, type PurgeTarget, signPurge } from '../../../src/edge/tiered/purge-url.ts'
import { importKey, signHmac } from '../../../src/signing/auth/hmac.ts'
import type { HmacKey } from '../../../src/signing/auth/hmac-token.ts'
import { photograph, scene } from '../../support/picture/scene.ts'
import { later } from '../../support/worker/clock.ts'
import type { Answer } from '../../support/worker/exchange.ts'
import { type Origin, startOrigin } from '../../support/worker/origin.ts'
import { buildRequest, type RequestCase } from '../../support/worker/request-cases.ts'
import { stateOf, TIERED_CACHE } from '../../support/worker/tiered-cache.ts'
import { KEY, SIGNING_KEYS, sign, startWorker, type Worker } from '../../support/worker/worker.ts'

const BOUND = 300
const HIT = 'signet; hit'
const MADE = 'signet; fwd=uri-miss; stored'
const RENEWED = 'signet; fwd=stale; stored'
const BUCKETS = ['IMAGES', 'DERIVATIVES']

let photo: Buffer
let other: Buffer
let origin: Origin
let next = 0

const LIMITED = Uint8Array.from(KEY, (byte) => byte ^ 1)

const variables = (tiered: boolean) => ({
  MARK_KEYS: `m1:${Buffer.from(KEY.map((byte) => byte ^ 2)).toString('base64url')}`,
  SIGNING_KEYS: `${SIGNING_KEYS},limited:${Buffer.from(LIMITED).toString('base64url')}`,
  keys: { limited: { preset: 'card', zones: ['images'] } },
  ENVIRONMENT: 'development',
  cache: { tiered },
  zones: {
    images: { prefix: '/', source: 'r2:IMAGES', presets: { card: { width: 20 } } },
    open: { prefix: '/open/', source: 'r2:IMAGES', mode: 'report' },
    photos: { prefix: '/http/', source: origin.base.href },
    lasting: { prefix: '/lasting/', source: origin.base.href, stale_if_error: 600 },
    brief: { prefix: '/brief/', source: 'r2:IMAGES', revalidate: 0 },
    fixed: { prefix: '/fixed/', source: 'r2:IMAGES', immutable: true, max_age: 90_000 },
  },
})

beforeAll(async () => {
  photo = await photograph(scene(60, 40), 1)
  other = await photograph(scene(40, 60), 1)
  origin = await startOrigin()
})

afterAll(() => origin.close())

const unusedName = () => `${next++}.jpg`
const status = ({ headers }: Answer) => headers.get('cache-status')
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

const unlimited = await importKey('test', KEY)
const limited = await importKey('limited', LIMITED)
const byLimited = (path: string, query: string) => signHmac(limited, path, query)

async function purgeTarget(
  target: PurgeTarget,
  expire = inSeconds(60),
  key: HmacKey = unlimited,
): Promise<string> {
  const url = await signPurge('https://host.invalid', target, key, expire)
  return url.replace('https://host.invalid', '')
}

const put = (worker: Worker, name: string, image: Buffer) => worker.bucket.put(name, Uint8Array.from(image))

describe('a deployment without a cache in front of Render', () => {
  const FILES = ['a.jpg', 'b.jpg', 'logo.jpg']
  let tiered: Worker
  let plain: Worker

  beforeAll(async () => {
    const start = (isTiered: boolean) =>
      startWorker(inject('bundle'), variables(isTiered), { buckets: BUCKETS })
    ;[tiered, plain] = await Promise.all([start(true), start(false)])
    for (const worker of [tiered, plain]) {
      for (const name of FILES) await put(worker, name, photo)
      await put(worker, 'cut.jpg', photo.subarray(0, photo.length / 2))
      await put(worker, 'text.jpg', Buffer.from('no image'))
    }
  })

  afterAll(() => Promise.all([tiered.close(), plain.close()]))

  const CASES: Readonly<Record<string, RequestCase>> = {
    'an image': { signed: '/a.jpg?width=20' },
    'an original': { signed: '/a.jpg' },
    'a preset': { signed: '/a.jpg?preset=card' },
    'the preset of a key': { signed: '/a.jpg?rotate=90&kid=limited', by: byLimited },
    'a request that a policy forbids': { signed: '/open/a.jpg?width=28&kid=limited', by: byLimited },
    'a range': { signed: '/a.jpg?width=20', headers: ['Range: bytes=10-19'] },
    'a range of a new image': { signed: '/a.jpg?width=21', headers: ['Range: bytes=10-19'] },
    'a range outside': { signed: '/a.jpg?width=20', headers: ['Range: bytes=99999-'] },
    'a copy that is current': { signed: '/a.jpg?width=20', headers: ['If-None-Match: *'] },
    HEAD: { signed: '/a.jpg?width=20', method: 'HEAD' },
    'HEAD of a new image': { signed: '/a.jpg?width=22', method: 'HEAD' },
    'a negotiated format': {
      signed: '/a.jpg?width=20&format=auto',
      headers: ['Accept: image/webp,image/*'],
    },
    'the format of another client': { signed: '/a.jpg?width=20&format=auto', headers: ['Accept: image/*'] },
    'a description': { signed: '/a.jpg?output=json' },
    'an overlay': { signed: '/a.jpg?width=20&olurl=/logo.jpg&olwidth=5' },
    'a missing overlay': { signed: '/a.jpg?width=20&olurl=/none.jpg' },
    'a download': { signed: '/a.jpg?width=20&download=a.jpg' },
    'a long-lived claim': { signed: '/a.jpg?width=20&expire=4102444800' },
    'the free part': { signed: '/a.jpg?width=20&widths=10', change: (target) => `${target}&w=10` },
    'no token in report mode': { target: '/open/a.jpg?width=27' },
    'no token': { target: '/a.jpg?width=20' },
    'another token': { signed: '/a.jpg?width=20', by: () => 'A'.repeat(43) },
    'an address': { signed: '/a.jpg?width=20&ip=203.0.113.7' },
    'a mark of claims': { signed: '/a.jpg?width=20&mark=claims&expire=4102444800' },
    'a mark of other claims': { signed: '/a.jpg?width=20&mark=claims&expire=4102444801' },
    'a mark of no claims': { signed: '/a.jpg?width=20&mark=claims' },
    'an expired URL': { signed: '/a.jpg?width=20&expire=1000000000' },
    'a missing image': { signed: '/none.jpg?width=20' },
    'a damaged image': { signed: '/cut.jpg?width=20' },
    'no image': { signed: '/text.jpg?width=20' },
    'an unknown parameter': { signed: '/a.jpg?size=20' },
    'a spelling': { signed: '/%61.jpg?width=20' },
    OPTIONS: { target: '/a.jpg', method: 'OPTIONS' },
    POST: { signed: '/a.jpg?width=20', method: 'POST' },
    'the health check': { target: '/health' },
    'a URL of Render': { target: '/.signet/render/a/b', headers: ['signet-token-url: http://a/'] },
  }

  /** Returns everything in an answer except times. */
  const seen = ({ status: code, headers, body }: Answer) => [
    code,
    [...headers].map(([name, value]) => [
      name,
      name === 'server-timing' ? value.replace(/[\d.]+/g, '') : value,
    ]),
    body.toString('hex'),
  ]

  it.each(Object.entries(CASES))('answers %s like one that is not tiered', async (_, given) => {
    const request = await buildRequest(given)
    const [one, two] = await Promise.all([tiered.send(request), plain.send(request)])
    expect(seen(one)).toEqual(seen(two))
    const logged = ({ lines }: Worker) => ({ ...lines.at(-1), stages: undefined, tier: undefined })
    expect(logged(tiered)).toEqual(logged(plain))
  })

  it('serves derivatives from the bucket', async () => {
    const target = '/b.jpg?width=20'
    const made = await tiered.get(target)
    expect(status(made)).toBe(MADE)
    const found = async () => status(await tiered.get(target))
    await expect.poll(found).toBe(HIT)
    expect((await tiered.get(target)).body.equals(made.body)).toBe(true)
  })

  it('answers two clients concurrently', async () => {
    const target = '/b.jpg?width=24'
    const answers = await Promise.all([tiered.get(target), tiered.get(target)])
    expect(answers.map(({ status: code, body }) => [code, body.equals(answers[0]?.body ?? photo)])).toEqual([
      [200, true],
      [200, true],
    ])
    const made = answers.filter(({ headers }) => headers.get('server-timing')?.includes('decode'))
    expect(made).toHaveLength(1)
  })

  it('cannot purge, and reports it', async () => {
    const answer = await tiered.send({ method: 'POST', target: await purgeTarget({ zone: 'images' }) })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60'])
  })

  it('accepts no purge if it is not tiered', async () => {
    const answer = await plain.send({ method: 'POST', target: await purgeTarget({ zone: 'images' }) })
    expect([answer.status, answer.headers.get('x-ip-error')]).toEqual([405, 'method-not-allowed'])
  })
})

describe('a cache in front of Render', () => {
  let worker: Worker

  beforeAll(async () => {
    worker = await startWorker(inject('bundle'), variables(true), { wrapper: TIERED_CACHE, buckets: BUCKETS })
  })

  afterAll(() => worker.close())

  beforeEach(async () => {
    await worker.send('/?lax=0')
    await worker.send('/?problem=')
    serve(photo, '"1"')
  })

  /** Answers like a file server, with 304 if the client's entity tag matches. */
  function serve(image: Buffer, etag: string): void {
    origin.requests = []
    origin.answer = ({ headers }, response) => {
      const same = headers['if-none-match'] === etag
      response.writeHead(same ? 304 : 200, { etag }).end(same ? undefined : image)
    }
  }

  let ahead = 0
  async function forward(seconds: number): Promise<void> {
    ahead += seconds
    await later(worker, seconds)
  }

  const runs = async () => (await stateOf(worker)).runs
  const derivatives = async () => (await (await worker.bucketOf('DERIVATIVES')).list()).objects.length

  /** Requests a new image until the bucket has it. */
  async function warm(prefix: string, query = '?width=20') {
    const name = unusedName()
    if (prefix !== '/http/' && prefix !== '/lasting/') await put(worker, name, photo)
    const before = await derivatives()
    const target = `${prefix}${name}${query}`
    const { status: code, body } = await worker.get(target)
    expect(code).toBe(200)
    await expect.poll(derivatives).toBe(before + 1)
    origin.requests = []
    return { name, target, body }
  }

  it('answers without running it, whatever the token and the claims', async () => {
    const { target, body } = await warm('/')
    const before = await runs()
    const hit = await worker.get(`${target}&expire=4102444800`)
    expect([status(hit), hit.body.equals(body), await runs()]).toEqual([HIT, true, before])
    expect(worker.lines.at(-1)).toMatchObject({ status: 200, cache: 'hit', tier: 'tiered', key: 'test' })
    expect(hit.headers.get('server-timing')).toMatch(/^auth;dur=[\d.]+, cache;dur=[\d.]+$/)
  })

  it('keeps a mark with claims for these claims only', async () => {
    const { target, body } = await warm('/', '?width=20&mark=claims&expire=4102444800')
    const hit = await worker.get(target)
    expect([status(hit), hit.body.equals(body)]).toEqual([HIT, true])
    expect(hit.headers.get('cache-control')).toMatch(/^private, /)
    const other = await worker.get(target.replace(/0$/, '1'))
    expect([other.status, status(other)]).toEqual([200, MADE])
    expect(other.headers.get('etag')).not.toBe(hit.headers.get('etag'))
    expect((await worker.get(target.replace(/&expire.*/, ''))).status).toBe(400)
  })

  it('answers no client that the gateway refuses', async () => {
    const { target } = await warm('/')
    const before = await runs()
    const attempts = [
      target,
      await sign(target, () => 'A'.repeat(43)),
      await sign(`${target}&ip=203.0.113.7`),
      await sign(`${target}&start=4102444800`),
      await sign(`${target}&expire=1000000000`),
    ]
    const codes = await Promise.all(attempts.map(async (each) => (await worker.send(each)).status))
    expect([codes, await runs()]).toEqual([[403, 403, 403, 403, 410], before])
  })

  it('answers ranges, HEAD and conditional requests from the whole image', async () => {
    const { target, body } = await warm('/')
    const before = await runs()
    const signed = await sign(target)
    const range = await worker.send({ target: signed, headers: ['Range: bytes=5-9'] })
    expect([range.status, range.body.equals(body.subarray(5, 10))]).toEqual([206, true])
    const head = await worker.send({ target: signed, method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(body.length)])
    expect((await worker.send({ target: signed, headers: ['If-None-Match: *'] })).status).toBe(304)
    expect(await runs()).toBe(before)
  })

  it('keeps formats separate', async () => {
    const { target } = await warm('/', '?width=20&format=auto')
    const types = ['image/webp', 'image/*', 'image/webp', 'image/*'].map(async (accept) => {
      const answer = await worker.send({ target: await sign(target), headers: [`Accept: ${accept}`] })
      return answer.headers.get('content-type')
    })
    expect(await Promise.all(types)).toEqual(['image/webp', 'image/jpeg', 'image/webp', 'image/jpeg'])
  })

  it('keeps no token, path or name in a key, and has tags for purges', async () => {
    const { name } = await warm('/', '?preset=card')
    const { kept } = await stateOf(worker)
    const last = kept.at(-1)
    expect(last?.key).toMatch(/^\/\.signet\/render\/[\w-]{22}\/[\w-]{22}$/)
    expect(last?.headers['cache-tag']).toMatch(/^source:[\w-]{22},zone:images,preset:card$/)
    expect(JSON.stringify(kept.map(({ key }) => key))).not.toContain(name)
    expect(last?.headers['cache-control']).toMatch(
      /^public, max-age=2[34]\d, stale-while-revalidate=60, stale-if-error=0$/,
    )
  })

  it('stores no failure', async () => {
    const name = unusedName()
    expect((await worker.get(`/${name}?width=20`)).status).toBe(404)
    await put(worker, name, photo)
    expect((await worker.get(`/${name}?width=20`)).status).toBe(200)
  })

  it('stores nothing of a zone that is checked on each request', async () => {
    const name = unusedName()
    await put(worker, name, photo)
    await worker.get(`/brief/${name}?width=20`)
    await worker.bucket.delete(name)
    expect((await worker.get(`/brief/${name}?width=20`)).status).toBe(404)
  })

  it('has an image checked in the last fifth of the bound', async () => {
    const { target, body } = await warm('/http/')
    await forward(0.8 * BOUND)
    const aging = await worker.get(target)
    expect([status(aging), aging.body.equals(body)]).toEqual([HIT, true])
    await expect.poll(() => origin.requests.map(({ headers }) => headers['if-none-match'])).toEqual(['"1"'])
    await forward(0.5 * BOUND)
    // The first check has expired, the second one has not.
    expect(status(await worker.get(target))).toBe(HIT)
    expect(origin.requests).toHaveLength(1)
  })

  it('renews an image after the bound without decoding', async () => {
    const { target, body } = await warm('/http/')
    await forward(BOUND)
    const renewed = await worker.get(target)
    expect([status(renewed), renewed.body.equals(body)]).toEqual([RENEWED, true])
    expect(renewed.headers.get('server-timing')).not.toContain('decode')
    expect(status(await worker.get(target))).toBe(HIT)
  })

  it.each(['0', '1'])('shows a replaced image within the bound (lax: %s)', async (lax) => {
    const { target, body } = await warm('/http/')
    serve(other, '"2"')
    await worker.send(`/?lax=${lax}`)
    await forward(BOUND)
    const after = await worker.get(target)
    expect([after.status, after.body.equals(body)]).toEqual([200, false])
  })

  it.each(['0', '1'])('removes a deleted image within the bound (lax: %s)', async (lax) => {
    const { name, target } = await warm('/')
    await worker.bucket.delete(name)
    await worker.send(`/?lax=${lax}`)
    await forward(BOUND)
    expect((await worker.get(target)).status).toBe(404)
  })

  it('serves an immutable image after the bound', async () => {
    const { name, target } = await warm('/fixed/')
    await worker.bucket.delete(name)
    await forward(BOUND)
    expect(status(await worker.get(target))).toBe(HIT)
  })

  it('survives a failing origin only as long as stale_if_error allows', async () => {
    const strict = await warm('/http/')
    const lasting = await warm('/lasting/')
    origin.say(503, {}, '')
    await worker.send('/?lax=1')
    await forward(BOUND)
    expect((await worker.get(strict.target)).status).toBe(502)
    const old = await worker.get(lasting.target)
    expect([old.status, status(old), old.body.equals(lasting.body)]).toEqual([200, 'signet; fwd=stale', true])
    expect(old.headers.get('cache-control')).toBe('public, max-age=0')
    await forward(600)
    expect((await worker.get(lasting.target)).status).toBe(502)
  })

  describe('is purged', () => {
    // The bucket has its own clock.
    beforeEach(() => forward(-ahead))

    const purge = async (target: string) => (await worker.send({ method: 'POST', target })).status

    it.each<[string, (name: string) => PurgeTarget]>([
      ['source', (name) => ({ source: `/${name}` })],
      ['zone', () => ({ zone: 'images' })],
    ])('by %s immediately, and the bucket is no longer used', async (_, targetOf) => {
      const { name, target, body } = await warm('/')
      await put(worker, name, other)
      expect(status(await worker.get(target))).toBe(HIT)
      expect(await purge(await purgeTarget(targetOf(name)))).toBe(204)
      const after = await worker.get(target)
      expect([after.status, after.body.equals(body)]).toEqual([200, false])
      expect(after.headers.get('server-timing')).toContain('decode')
    })

    it('by zone, even if another zone has made the copy', async () => {
      const name = unusedName()
      await put(worker, name, photo)
      const made = await worker.send(`/open/${name}?width=20`)
      expect(made.headers.get('cache-status')).toBe(MADE)
      await put(worker, name, other)
      expect(status(await worker.get(`/${name}?width=20`))).toBe(HIT)
      expect(await purge(await purgeTarget({ zone: 'images' }))).toBe(204)
      const after = await worker.get(`/${name}?width=20`)
      expect([after.status, after.body.equals(made.body)]).toEqual([200, false])
    })

    it.each<[string, number, (key: string) => Promise<string>]>([
      ['without a token', 403, async (target) => target.replace(/&token=.*/, '')],
      ['with another token', 403, async (target) => `${target.slice(0, -43)}${'A'.repeat(43)}`],
      [
        'with the token of an image',
        403,
        async () => sign(`/.signet/purge?zone=images&expire=${inSeconds(60)}`),
      ],
      ['for another zone', 403, async (target) => target.replace('zone=images', 'zone=fixed')],
      ['for an unknown key', 403, async (target) => target.replace('kid=test', 'kid=other')],
      ['of a key with a policy', 403, () => purgeTarget({ zone: 'images' }, inSeconds(60), limited)],
      ['with more after the token', 403, async (target) => `${target}&w=1`],
      ['that has expired', 410, () => purgeTarget({ zone: 'images' }, inSeconds(-1))],
      ['that is signed too far ahead', 400, () => purgeTarget({ zone: 'images' }, inSeconds(MAX_AHEAD + 60))],
      ['of no zone', 404, () => purgeTarget({ zone: 'none' })],
      ['of no path', 400, () => purgeTarget({ source: 'a.jpg' })],
      ['of a path with a query', 400, () => purgeTarget({ source: '/a.jpg?width=9' })],
    ])('not by a request %s: %i', async (_, code, change) => {
      const { target } = await warm('/')
      expect(await purge(await change(await purgeTarget({ zone: 'images' })))).toBe(code)
      expect(status(await worker.get(target))).toBe(HIT)
    })

    it('not by GET', async () => {
      expect((await worker.send(await purgeTarget({ zone: 'images' }))).status).toBe(403)
    })

    it('unless the platform refuses, which is reported', async () => {
      await worker.send('/?problem=limit')
      const answer = await worker.send({ method: 'POST', target: await purgeTarget({ zone: 'images' }) })
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60'])
      expect(JSON.parse(answer.body.toString()).detail).toBe(
        'the cache was not purged; try again in a minute',
      )
    })
  })
})
