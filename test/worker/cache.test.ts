import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { photograph, scene } from '../support/picture/scene.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

let worker: Worker
let origin: Server
let photo: Buffer
let fetched = 0
/** Milliseconds before the origin answers. */
let delay = 50
let next = 0

beforeAll(async () => {
  photo = await photograph(scene(300, 200), 1)
  origin = createServer((_, response) => {
    fetched++
    setTimeout(
      () => response.writeHead(200, { 'content-length': photo.length, etag: '"v1"' }).end(photo),
      delay,
    )
  })
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve))
  const { port } = origin.address() as AddressInfo
  worker = await startWorker(inject('bundle'), {
    ...inject('bundle').variables,
    SIGNING_KEYS,
    ENVIRONMENT: 'development',
    DEV_ORIGIN: `http://127.0.0.1:${port}/`,
  })
})

afterAll(async () => {
  await worker.close()
  origin.close()
})

beforeEach(() => {
  fetched = 0
  delay = 50
})

const unusedPath = () => `/origin/${next++}.jpg`
const status = (headers: Headers) => headers.get('cache-status')
const now = () => Math.floor(Date.now() / 1000)

async function warm(target: string, init?: RequestInit): Promise<string> {
  const url = await sign(target)
  await worker.fetch(url, init)
  await expect.poll(async () => status((await worker.fetch(url, init)).headers)).toBe('signet; hit')
  return url
}

describe('the cache', () => {
  it('answers the second request without fetching or decoding', async () => {
    const path = unusedPath()
    const first = await worker.get(`${path}?width=100`)
    expect(status(first.headers)).toBe('signet; fwd=uri-miss; stored')
    expect(first.headers.get('server-timing')).toContain('decode')
    const second = await worker.get(`${path}?width=100`)
    expect(status(second.headers)).toBe('signet; hit')
    expect(second.headers.get('server-timing')).not.toContain('decode')
    expect(second.body.equals(first.body)).toBe(true)
    expect(fetched).toBe(1)
  })

  it.each([
    ['another expire', 'width=100&expire=4000000000', 'width=100&expire=4000000001'],
    ['another order', 'width=100&height=50', 'height=50&width=100'],
    ['a default spelled out', 'width=100', 'width=100&flip=0&enlarge=1'],
    ['dpr worked in', 'width=100', 'width=50&dpr=2'],
  ])('stores one derivative for %s', async (_, one, other) => {
    const path = unusedPath()
    await warm(`${path}?${one}`)
    expect(status((await worker.get(`${path}?${other}`)).headers)).toBe('signet; hit')
    expect(fetched).toBe(1)
  })

  it('stores one derivative for a width, signed directly or chosen from a signed list', async () => {
    const path = unusedPath()
    await warm(`${path}?width=100`)
    const url = await sign(`${path}?width=200&widths=100,200`)
    expect(status((await worker.fetch(`${url}&w=100`)).headers)).toBe('signet; hit')
  })

  it('stores one derivative for each negotiated format', async () => {
    const target = `${unusedPath()}?width=60&format=auto`
    const webp = { headers: { accept: 'image/webp' } }
    await warm(target, webp)
    const plain = await worker.get(target)
    expect(plain.headers.get('content-type')).toBe('image/jpeg')
    const again = await worker.get(target, webp)
    expect(again.headers.get('content-type')).toBe('image/webp')
    expect(again.headers.get('vary')).toBe('Accept')
  })

  it('runs one transform for concurrent requests', async () => {
    // All requests must arrive before the origin answers, even on a busy machine.
    delay = 1000
    const target = `${unusedPath()}?width=120`
    const answers = await Promise.all(Array.from({ length: 8 }, () => worker.get(target)))
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200))
    expect(answers.filter(({ headers }) => status(headers)?.includes('collapsed')).length).toBeGreaterThan(0)
    expect(fetched).toBe(1)
  })

  it('stores originals separately from their derivatives', async () => {
    const path = unusedPath()
    const { body, headers } = await worker.fetch(await warm(path))
    expect(body.equals(photo)).toBe(true)
    expect(headers.get('x-ip')).toBe('0')
    const processed = await worker.get(`${path}?flip=0`)
    expect(processed.headers.get('x-ip')).toBe('1')
  })

  it("answers the other clients when the leader's client has left", async () => {
    const url = await sign(`${unusedPath()}?width=130`)
    const leaving = new AbortController()
    const led = worker.fetch(url, { signal: leaving.signal }).catch(() => 'gone')
    await expect.poll(() => fetched).toBe(1)
    const follower = worker.fetch(url)
    leaving.abort()
    expect(await led).toBe('gone')
    expect((await follower).status).toBe(200)
  })
})

describe('validators', () => {
  it('answers 304 only to its own entity tag', async () => {
    const target = `${unusedPath()}?width=80`
    const { headers } = await worker.get(target)
    const etag = headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{22}"$/)
    const fresh304 = await worker.get(target, { headers: { 'if-none-match': etag } })
    expect([fresh304.status, fresh304.body.length]).toEqual([304, 0])
    expect(fresh304.headers.get('etag')).toBe(etag)
    expect((await worker.get(target, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  })

  it('uses another entity tag for other parameters', async () => {
    const path = unusedPath()
    const tags = await Promise.all(
      ['?width=80', '?width=81', ''].map(async (query) =>
        (await worker.get(path + query)).headers.get('etag'),
      ),
    )
    expect(new Set(tags).size).toBe(3)
  })

  it('answers HEAD with the headers of GET', async () => {
    const target = `${unusedPath()}?width=80`
    const head = await worker.get(target, { method: 'HEAD' })
    const get = await worker.get(target)
    expect(head.body.length).toBe(0)
    for (const name of ['content-type', 'content-length', 'etag', 'x-ip-info'])
      expect(head.headers.get(name)).toBe(get.headers.get(name))
    expect(Number(head.headers.get('content-length'))).toBe(get.body.length)
  })

  it.each(['cold', 'warm'])('answers one range of a %s derivative', async (state) => {
    const target = `${unusedPath()}?width=80`
    const whole =
      state === 'warm' ? await worker.fetch(await warm(target)) : await worker.get(`${unusedPath()}?width=80`)
    const part = await worker.get(target, { headers: { range: 'bytes=10-19' } })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${whole.body.length}`)
    expect(part.headers.get('content-length')).toBe('10')
    expect(part.body.equals(whole.body.subarray(10, 20))).toBe(true)
    const beyond = await worker.get(target, { headers: { range: 'bytes=999999-' } })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([
      416,
      `bytes */${whole.body.length}`,
    ])
  })
})

describe('freshness', () => {
  const maxAge = (headers: Headers) =>
    Number(/max-age=([0-9]+)/.exec(headers.get('cache-control') ?? '')?.[1])

  it('never exceeds the lifetime of the URL, for hits and misses', async () => {
    const target = `${unusedPath()}?width=70&expire=${now() + 100}`
    for (const _ of ['miss', 'hit']) {
      const { headers } = await worker.get(target)
      expect(maxAge(headers)).toBeLessThanOrEqual(100)
      expect(maxAge(headers)).toBeGreaterThan(90)
    }
    const unbound = await worker.get(target.replace(/&expire.*/, ''))
    expect(maxAge(unbound.headers)).toBe(3600)
  })

  it('is private if the URL is bound to an address, and the derivative is still shared', async () => {
    const path = unusedPath()
    await warm(`${path}?width=70`)
    const client = { headers: { 'cf-connecting-ip': '127.0.0.1' } }
    const bound = await worker.get(`${path}?width=70&ip=127.0.0.0/8`, client)
    expect(bound.headers.get('cache-control')).toMatch(/^private, /)
    expect(status(bound.headers)).toBe('signet; hit')
  })
})
