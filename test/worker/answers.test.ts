import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { photograph, scene } from '../support/picture/scene.ts'
import { type Origin, startOrigin } from '../support/worker/origin.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

const WAYS = ['', '?width=20']

let worker: Worker
let production: Worker
let origin: Origin
let photo: Buffer
let next = 0

beforeAll(async () => {
  photo = await photograph(scene(60, 40), 1)
  origin = await startOrigin()
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS,
    ENVIRONMENT: 'development',
    zones: { photos: { prefix: '/photos/', source: origin.base.href, max_age: 77 } },
  })
  production = await startWorker(inject('bundle'), {
    SIGNING_KEYS,
    zones: {
      images: { prefix: '/', source: 'r2:IMAGES' },
      brief: { prefix: '/brief/', source: 'r2:IMAGES', max_age: 60 },
    },
  })
  await production.bucket.put('a.jpg', photo)
})

afterAll(async () => {
  await Promise.all([worker.close(), production.close()])
  origin.close()
})

beforeEach(() => {
  origin.requests = []
})

const unusedPath = () => `/photos/${next++}.jpg`
const get = async (target: string, ...headers: string[]) =>
  worker.send({ target: await sign(target), headers })

describe('a host', () => {
  let listed: Worker
  beforeAll(async () => {
    const zones = { images: { prefix: '/', source: 'r2:IMAGES', cors: ['*'] } }
    listed = await startWorker(inject('bundle'), {
      SIGNING_KEYS,
      hosts: ['img.example.com', 'img.example.com:8443'],
      zones,
    })
    await listed.bucket.put('a.jpg', photo)
  })
  afterAll(() => listed.close())

  const ask = (target: string, host: string, method = 'GET') =>
    listed.send({ method, target, headers: [`Host: ${host}`, 'Origin: https://shop.example'] })
  const OTHERS = ['signet.account.workers.dev', 'img.example.com:444', 'img.example.com.', '127.0.0.1:8787']

  it.each(['img.example.com', 'IMG.example.com', 'img.example.com:80', 'img.example.com:8443'])(
    'on the list gets images: %s',
    async (host) => {
      expect((await ask(await sign('/a.jpg?width=20'), host)).status).toBe(200)
    },
  )

  it.each(OTHERS)(
    'missing from the list, %s, gets the answer of every refused URL, signed or not',
    async (host) => {
      const unsigned = await ask('/a.jpg', 'img.example.com')
      for (const target of [await sign('/a.jpg?width=20'), await sign('/a.jpg'), '/a.jpg', '/', '/b/c.jpg']) {
        const { status, headers, body } = await ask(target, host)
        expect([status, body]).toEqual([403, unsigned.body])
        expect([...headers]).toEqual([...unsigned.headers])
      }
      expect((await ask(await sign('/a.jpg'), host, 'HEAD')).status).toBe(403)
      expect((await ask(await sign('/a.jpg'), host, 'OPTIONS')).status).toBe(403)
    },
  )

  it.each(OTHERS)('missing from the list, %s, still gets /health', async (host) => {
    expect((await ask('/health', host)).status).toBe(200)
  })
})

describe('the request to the origin', () => {
  it('is the same for all clients and parameters', async () => {
    origin.say(200, {}, photo)
    await get(`${unusedPath()}?width=20`)
    await get(
      unusedPath(),
      'Cookie: session=secret',
      'Authorization: Bearer secret',
      'CF-Connecting-IP: 203.0.113.7',
      'X-Forwarded-For: 203.0.113.7',
      'User-Agent: Mozilla/5.0',
      'Referer: https://shop.example/',
      'Accept: image/avif',
      'Accept-Language: de',
      'Range: bytes=0-9',
      'If-None-Match: "x"',
      'X-Custom: 1',
    )
    const heard = {
      host: origin.base.host,
      accept: 'image/jpeg,image/png,image/*;q=0.5',
      'accept-encoding': 'identity',
      'user-agent': 'signet',
      'cache-control': 'no-cache',
      pragma: 'no-cache',
      // The platform adds this header to every request of a Worker.
      'cf-worker': 'worker.example.com',
    }
    expect(origin.requests.map(({ headers }) => headers)).toEqual([heard, heard])
  })

  it('has the decoded path, encoded again, and no parameters', async () => {
    origin.say(200, {}, photo)
    await get("/photos/a%20b/%C3%A9%25%3Fx%23y;z=1,'2'.jpg?width=20")
    expect(origin.requests.map(({ url }) => url)).toEqual(["/base/a%20b/%C3%A9%25%3Fx%23y%3Bz%3D1%2C'2'.jpg"])
  })
})

describe('headers of the origin', () => {
  const HEADERS = {
    'set-cookie': 'session=secret',
    server: 'nginx',
    'x-powered-by': 'PHP',
    'x-amz-request-id': '1',
    link: '<https://origin.example/a.jpg>; rel="canonical"',
    'content-disposition': 'attachment; filename="secret.jpg"',
    'content-location': '/secret.jpg',
    'content-security-policy': 'script-src *',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': '*',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'sniff',
    vary: '*',
    via: '1.1 proxy',
    refresh: '0; url=https://evil.example/',
    expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
    'last-modified': 'Thu, 01 Jan 1970 00:00:00 GMT',
    'x-ip': '9',
    'cache-status': 'origin; hit',
    'server-timing': 'origin',
    etag: '"secret-path-1"',
  }

  it.each(WAYS)('are not passed on for an image%s', async (query) => {
    origin.say(200, {}, photo)
    const plain = await get(unusedPath() + query)
    origin.say(200, HEADERS, photo)
    const dressed = await get(unusedPath() + query)
    const names = ({ headers }: typeof plain) => [...headers.keys()].filter((name) => name !== 'etag')
    expect(names(dressed)).toEqual(names(plain))
    for (const [name, value] of Object.entries(HEADERS)) expect(dressed.headers.get(name)).not.toBe(value)
  })

  it.each<[string | undefined, string, string]>([
    [undefined, 'max-age=77', 'hit'],
    ['max-age=500', 'max-age=500', 'hit'],
    ['public, max-age=500, s-maxage=9', 'max-age=9', 'hit'],
    ['max-age=0', 'max-age=0', 'miss'],
    ['no-store', 'max-age=0', 'miss'],
    ['no-cache, max-age=500', 'max-age=0', 'miss'],
    ['private, max-age=500', 'max-age=0', 'miss'],
  ])('with Cache-Control %s become %s, followed by a %s', async (said, told, then) => {
    origin.say(200, said === undefined ? {} : { 'cache-control': said }, photo)
    const target = `${unusedPath()}?width=20`
    expect((await get(target)).headers.get('cache-control')).toBe(`public, ${told}`)
    const again = async () => (await get(target)).headers.get('cache-status')
    if (then === 'hit') await expect.poll(again).toBe('signet; hit')
    else expect([await again(), await again()].join()).not.toContain('hit')
  })

  it("without freshness give the zone's freshness, whatever another zone has cached", async () => {
    const ages = async (target: string) => {
      const send = async () => production.send(await sign(target))
      await send()
      await expect.poll(async () => (await send()).headers.get('cache-status')).toBe('signet; hit')
      return (await send()).headers.get('cache-control')
    }
    expect(await ages('/a.jpg?width=22')).toBe('public, max-age=3600')
    expect(await ages('/brief/a.jpg?width=22')).toMatch(/^public, max-age=(?:60|5[0-9])$/)
  })

  it('with Age shorten the freshness', async () => {
    origin.say(200, { 'cache-control': 'max-age=500', age: '100' }, photo)
    expect((await get(unusedPath())).headers.get('cache-control')).toBe('public, max-age=400')
  })

  it.each(WAYS)('with a changed entity tag change the tag of an image%s', async (query) => {
    const target = unusedPath() + query
    const tag = async (etag: string) => {
      origin.say(200, { etag, 'cache-control': 'no-store' }, photo)
      return (await get(target)).headers.get('etag')
    }
    const first = await tag('"1"')
    expect(await tag('"2"')).not.toBe(first)
    expect(await tag('"1"')).toBe(first)
  })

  it.each(WAYS)('with an entity tag give an image%s its own tag', async (query) => {
    const tag = async (target: string, etag?: string) => {
      origin.say(200, { 'content-length': photo.length, ...(etag !== undefined && { etag }) }, photo)
      return (await get(target + query)).headers.get('etag')
    }
    const uncached = unusedPath()
    const tags = [
      await tag(unusedPath(), '"1"'),
      await tag(unusedPath(), '"1"'),
      await tag(unusedPath(), 'W/"1"'),
      await tag(uncached),
    ]
    expect(new Set(tags)).toHaveProperty('size', 4)
    expect(tags.map((found) => found?.replace(/[\w-]{22}/, ''))).toEqual(['""', '""', 'W/""', '""'])
    const target = await sign(uncached + query)
    const known = await worker.send({ target, headers: [`If-None-Match: ${tags[3]}`] })
    expect([known.status, known.body.length]).toEqual([304, 0])
  })
})
