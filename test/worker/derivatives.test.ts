import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Purged } from '../../src/cache/r2-store.ts'
import { purgeBucket } from '../../tools/purge/purge-bucket.ts'
import { CLOCK, later } from '../support/clock.ts'
import { photograph, scene } from '../support/scene.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker.ts'

const BOUND = 300
const HIT = 'signet; hit'
const VARIABLES = {
  SIGNING_KEYS,
  zones: { images: { prefix: '/', source: 'r2:IMAGES' } },
  ENVIRONMENT: 'development',
}

/** The bucket of derivatives does what the query of the last request to `/?bucket=` says. */
const FAULTY_BUCKET = `
import worker from './index.js'
let fault
let faulty
const act = {
  throw() { throw new Error('the bucket failed') },
  async reject() { throw new Error('the bucket failed') },
  hang() { return new Promise(() => {}) },
}
export default {
  fetch(request, env, ctx) {
    const wanted = new URL(request.url).searchParams.get('bucket')
    if (wanted !== null) { fault = wanted; return new Response() }
    const call = (name) => (...args) => (act[fault] ?? env.DERIVATIVES[name].bind(env.DERIVATIVES))(...args)
    faulty ??= { ...env, DERIVATIVES: { head() {}, get: call('get'), put: call('put'), delete: call('delete') } }
    return worker.fetch(request, faulty, ctx)
  },
}
`

let photo: Buffer
let other: Buffer
let next = 0

beforeAll(async () => {
  photo = await photograph(scene(60, 40), 1)
  other = await photograph(scene(40, 60), 1)
})

const isDerivative = ({ key }: { key: string }) => !key.startsWith('.purged/')
const unusedName = () => `${next++}.jpg`
const status = (headers: Headers) => headers.get('cache-status')
const stage = (headers: Headers, name: string) => headers.get('server-timing')?.includes(name)
const put = (worker: Worker, name: string, image: Buffer) => worker.bucket.put(name, Uint8Array.from(image))
const derivativesOf = (worker: Worker) => worker.bucketOf('DERIVATIVES')

const stored = async (worker: Worker) => (await (await derivativesOf(worker)).list()).objects.length

describe('a derivative made by one isolate', () => {
  let persist: string
  beforeAll(async () => {
    persist = await mkdtemp(join(tmpdir(), 'signet-'))
  })
  afterAll(() => rm(persist, { recursive: true }))

  it.each(['', '?width=20'])(
    'is served by another without a decode, and fills its cache (%s)',
    async (query) => {
      const target = `/${unusedName()}${query}`
      const start = () =>
        startWorker(inject('bundle'), VARIABLES, { persist, buckets: ['IMAGES', 'DERIVATIVES'] })
      const one = await start()
      await put(one, target.slice(1).replace(query, ''), photo)
      const before = (await stored(one)) ?? 0
      const made = await one.get(target)
      expect([made.status, status(made.headers)]).toEqual([200, 'signet; fwd=uri-miss; stored'])
      await expect.poll(() => stored(one)).toBe(before + 1)
      await one.close()

      // On another port, so that nothing of the Cache API is found.
      const two = await start()
      expect(two.port).not.toBe(one.port)
      const found = await two.get(target)
      expect([found.status, status(found.headers), found.body.equals(made.body)]).toEqual([200, HIT, true])
      await expect.poll(() => two.lines.at(-1)).toMatchObject({ cache: 'hit', tier: 'bucket' })
      expect([stage(found.headers, 'decode'), stage(found.headers, 'source')]).toEqual([false, false])
      expect(found.headers.get('etag')).toBe(made.headers.get('etag'))
      expect([...found.headers.keys()]).toEqual([...made.headers.keys()])

      // Filled: the bucket is not needed any more.
      const derivatives = await derivativesOf(two)
      const { objects } = await derivatives.list()
      await derivatives.delete(objects.map(({ key }) => key))
      const again = await two.get(target)
      expect([status(again.headers), again.body.equals(made.body)]).toEqual([HIT, true])
      await two.close()
    },
  )
})

describe('the bound', () => {
  let worker: Worker
  beforeAll(async () => {
    worker = await startWorker(inject('bundle'), VARIABLES, {
      wrapper: CLOCK,
      buckets: ['IMAGES', 'DERIVATIVES'],
    })
  })
  afterAll(() => worker.close())

  /** Makes a derivative on one host, so that on others only the bucket has it. */
  async function store(name: string): Promise<Buffer> {
    await put(worker, name, photo)
    const before = (await stored(worker)) ?? 0
    const { body } = await ask(name, 'one.example')
    await expect.poll(() => stored(worker)).toBe(before + 1)
    return body
  }
  const ask = async (name: string, host: string) =>
    worker.send({ target: await sign(`/${name}?width=20`), headers: [`Host: ${host}`] })

  it('holds for the bucket: past it the source is asked, and nothing is decoded', async () => {
    const name = unusedName()
    const before = await store(name)
    await later(worker, BOUND)
    const renewed = await ask(name, 'two.example')
    expect([status(renewed.headers), renewed.body.equals(before)]).toEqual([
      'signet; fwd=stale; stored',
      true,
    ])
    expect(stage(renewed.headers, 'decode')).toBe(false)
    await expect.poll(async () => status((await ask(name, 'two.example')).headers)).toBe(HIT)
  })

  it('shows a replaced original, and the bucket has it then', async () => {
    const name = unusedName()
    const before = await store(name)
    await put(worker, name, other)
    await later(worker, BOUND)
    const after = await ask(name, 'two.example')
    expect([after.status, after.body.equals(before)]).toEqual([200, false])
    await expect
      .poll(async () => {
        const { headers, body } = await ask(name, `host-${next++}.example`)
        return status(headers) === HIT && body.equals(after.body)
      })
      .toBe(true)
  })

  it('takes a deleted original out of the bucket', async () => {
    const name = unusedName()
    await store(name)
    const before = (await stored(worker)) ?? 0
    await worker.bucket.delete(name)
    await later(worker, BOUND)
    expect((await ask(name, 'two.example')).status).toBe(404)
    await expect.poll(() => stored(worker)).toBe(before - 1)
    expect((await ask(name, 'one.example')).status).toBe(404)
  })
})

describe('a purge', () => {
  let worker: Worker
  beforeAll(async () => {
    worker = await startWorker(inject('bundle'), VARIABLES, {
      wrapper: CLOCK,
      buckets: ['IMAGES', 'DERIVATIVES'],
    })
  })
  afterAll(() => worker.close())

  it.each<[string, (name: string) => Purged]>([
    ['source', (name) => ({ source: `r2:IMAGES/${name}` })],
    ['zone', () => ({ zone: 'images' })],
  ])('by %s empties the bucket at once, and the Cache API within the bound', async (_, purgedOf) => {
    const name = unusedName()
    const target = `/${name}?width=20`
    await put(worker, name, photo)
    await worker.get(target)
    await expect.poll(async () => status((await worker.get(target)).headers)).toBe(HIT)
    const bucket = await derivativesOf(worker)
    await expect.poll(async () => (await bucket.list()).objects.filter(isDerivative).length).toBe(1)
    expect(await purgeBucket(bucket, purgedOf(name), 'r2:IMAGES/')).toBe(1)
    expect((await bucket.list()).objects.filter(isDerivative)).toEqual([])
    expect(status((await worker.get(target)).headers)).toBe(HIT)
    await later(worker, BOUND)
    const anew = await worker.get(target)
    expect([status(anew.headers), stage(anew.headers, 'decode')]).toEqual(['signet; fwd=stale; stored', true])
    // Made after the purge.
    await later(worker, BOUND)
    expect(stage((await worker.get(target)).headers, 'decode')).toBe(false)
    await purgeBucket(bucket, purgedOf(name), 'r2:IMAGES/')
    await later(worker, -2 * BOUND)
  })
})

describe('a bucket that fails', () => {
  let worker: Worker
  beforeAll(async () => {
    worker = await startWorker(inject('bundle'), VARIABLES, {
      wrapper: FAULTY_BUCKET,
      buckets: ['IMAGES', 'DERIVATIVES'],
    })
  })
  afterAll(() => worker.close())

  it.each(['throw', 'reject', 'hang'])('(%s) fails no image, and is logged', async (fault) => {
    const name = unusedName()
    await put(worker, name, photo)
    await worker.send(`/?bucket=${fault}`)
    const logged = worker.logs.length
    expect((await worker.get(`/${name}?width=20`)).status).toBe(200)
    await expect.poll(async () => status((await worker.get(`/${name}?width=20`)).headers)).toBe(HIT)
    expect(worker.logs.slice(logged).join('\n')).toContain('R2: get failed')
    await worker.bucket.delete(name)
  })
})
