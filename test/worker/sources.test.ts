import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { encodePath } from '../../src/signing/url/canonical.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import { type Origin, startOrigin } from '../support/worker/origin.ts'
import { type Store, startStore } from '../support/worker/store.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'

const TOKEN = 'token-of-the-origin'

let worker: Worker
let store: Store
let origin: Origin
let photo: Buffer

beforeAll(async () => {
  photo = await photograph(scene(60, 40), 1)
  origin = await startOrigin()
  store = await startStore()
  const s3 = (path = '') => ({
    source: `s3:${store.url}${path}`,
    credentials: { secret: 'STORE', region: 'auto' },
  })
  worker = await startWorker(
    inject('bundle'),
    {
      SIGNING_KEYS,
      STORE: store.credentials,
      STRANGER: `${store.credentials}x`,
      ORIGIN_TOKEN: TOKEN,
      ENVIRONMENT: 'development',
      zones: {
        images: { prefix: '/', source: 'r2:IMAGES' },
        other: { prefix: '/other/', source: 'r2:OTHER' },
        below: { prefix: '/below/', source: 'r2:OTHER/below/' },
        store: { prefix: '/store/', ...s3() },
        originals: { prefix: '/originals/', ...s3('originals//') },
        lost: { prefix: '/lost/', ...s3('../nowhere/') },
        stranger: { prefix: '/stranger/', ...s3(), credentials: { secret: 'STRANGER', region: 'auto' } },
        shop: {
          prefix: '/shop/',
          source: origin.base.href,
          credentials: { secret: 'ORIGIN_TOKEN', scheme: 'bearer' },
        },
        anyone: { prefix: '/anyone/', source: origin.base.href },
      },
    },
    { buckets: ['IMAGES', 'OTHER'] },
  )
})

afterAll(async () => {
  await Promise.all([worker.close(), store.close()])
  origin.close()
})

beforeEach(() => {
  origin.requests = []
  origin.answer = (request, response) => {
    const known = request.headers.authorization === `Bearer ${TOKEN}`
    response.writeHead(known ? 200 : 401, { 'cache-control': 'max-age=60' }).end(known ? photo : 'who?')
  }
})

const statusOf = async (target: string) => (await worker.get(target)).status
describe('a store with the S3 API', () => {
  it.each([
    'a.jpg',
    'a b/ü.jpg',
    'a+b.jpg',
    "~x!'()*.jpg",
    'a%20b.jpg',
    '日本/e\u0301.png',
    'a=b&c;d,e@f:g$.jpg',
    '😀.jpg',
  ])('returns the object %s', async (key) => {
    await store.bucket.put(key, photo, { httpMetadata: { cacheControl: 'max-age=60' } })
    const original = await worker.get(`/store/${encodePath(key)}`)
    expect(original.status).toBe(200)
    expect(original.body.equals(photo)).toBe(true)
    const small = await worker.get(`/store/${encodePath(key)}?width=20`)
    expect([small.status, small.headers.get('x-ip')]).toEqual([200, '1'])
  })

  it('has a prefix, also with double slashes', async () => {
    await store.bucket.put('originals//deep/a.jpg', photo)
    expect(await statusOf('/originals/deep/a.jpg')).toBe(200)
    expect(await statusOf('/store/originals/deep/a.jpg')).toBe(404)
  })

  it('gives 404 for a missing object', async () => {
    const { status, body } = await worker.get('/store/missing.jpg?width=9')
    expect(status).toBe(404)
    expect(body.toString()).not.toMatch(/127\.0\.0\.1|photos|STORE/)
  })

  it.each([
    ['a bucket that is not there', '/lost/a.jpg', 'the store answers 404 NoSuchBucket: check the bucket'],
    [
      'another secret',
      '/stranger/a.jpg',
      'the store answers 403 SignatureDoesNotMatch: check the credentials',
    ],
  ])('gives 502 for %s, and the log has the reason', async (_, target, reason) => {
    const { status, headers, body } = await worker.get(target)
    expect([status, headers.get('x-ip-error')]).toEqual([502, 'bad-origin'])
    expect(body.toString()).not.toMatch(/127\.0\.0\.1|photos|Signature|Bucket/)
    expect(worker.lines.at(-1)).toMatchObject({ code: 'bad-origin', reason: expect.stringContaining(reason) })
  })

  it('is asked for an overlay below the zone with the same credentials', async () => {
    await store.bucket.put('photo.jpg', photo)
    await store.bucket.put('brand/logo.jpg', photo)
    expect(await statusOf('/store/photo.jpg?width=30&olurl=/brand/logo.jpg')).toBe(200)
    expect(await statusOf('/store/photo.jpg?width=30&olurl=/brand/none.jpg')).toBe(404)
  })
})

describe('an origin that requires a token', () => {
  it('gets it for the image and for an overlay below the zone', async () => {
    expect(await statusOf('/shop/a.jpg?width=20')).toBe(200)
    expect(await statusOf('/shop/a.jpg?width=20&olurl=/logo.jpg')).toBe(200)
    expect(new Set(origin.requests.map(({ url }) => url))).toEqual(new Set(['/base/a.jpg', '/base/logo.jpg']))
  })

  it('gives 502 in a zone without the token, whatever is cached for the other zone', async () => {
    expect(await statusOf('/shop/cached.jpg?width=20')).toBe(200)
    expect(await statusOf('/anyone/cached.jpg?width=20')).toBe(502)
  })

  it('is not revealed', async () => {
    origin.answer = (request, response) => response.writeHead(403).end(String(request.headers.authorization))
    const { status, headers, body } = await worker.get('/shop/refused.jpg')
    expect(status).toBe(502)
    const told = [body.toString(), ...[...headers].flat(), ...worker.logs, JSON.stringify(worker.lines)].join(
      '\n',
    )
    expect(told).toContain('the origin answers with status 403')
    for (const secret of [TOKEN, ...store.credentials.split(':')]) expect(told).not.toContain(secret)
  })
})

describe('several buckets', () => {
  it('contain the images of their zones', async () => {
    const other = await worker.bucketOf('OTHER')
    await worker.bucket.put('only/here.jpg', photo)
    await other.put('only/there.jpg', photo)
    await other.put('below/deep/a.jpg', photo)
    const targets = [
      '/only/here.jpg',
      '/other/only/there.jpg',
      '/below/deep/a.jpg',
      '/other/below/deep/a.jpg',
    ]
    expect(await Promise.all(targets.map((target) => statusOf(target)))).toEqual([200, 200, 200, 200])
    const strangers = ['/only/there.jpg', '/other/only/here.jpg', '/below/only/there.jpg']
    expect(await Promise.all(strangers.map((target) => statusOf(target)))).toEqual([404, 404, 404])
  })

  it('have separate cache entries for images of the same name', async () => {
    const other = await worker.bucketOf('OTHER')
    const wide = await photograph(scene(90, 40), 2)
    await worker.bucket.put('same.jpg', photo)
    await other.put('same.jpg', wide)
    for (const _ of ['made', 'cached']) {
      const infos = await Promise.all(
        ['/same.jpg?height=10', '/other/same.jpg?height=10'].map((target) => worker.get(target)),
      )
      const [one, two] = infos.map(({ headers }) => headers.get('x-ip-info'))
      expect(one).not.toBe(two)
    }
  })
})
