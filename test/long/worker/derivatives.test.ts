import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { photograph, scene } from '../../support/picture/scene.ts'
import { CLOCK, later } from '../../support/worker/clock.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../../support/worker/worker.ts'

const BOUND = 300
const HIT = 'signet; hit'
const VARIABLES = {
  SIGNING_KEYS,
  zones: { images: { prefix: '/', source: 'r2:IMAGES' } },
  ENVIRONMENT: 'development',
}

/**
 * Entry module with a faulty bucket for derivatives. The query in the last request to `/?bucket=`
 * selects the bucket's behavior. The request also advances the clock by a minute, because faults
 * are logged once a minute.
 */
const FAULTY_BUCKET = `
import worker from './index.js'
let fault
let faulty
const now = Date.now
let ahead = 0
Date.now = () => now() + ahead
const act = {
  throw() { throw new Error('the bucket failed') },
  async reject() { throw new Error('the bucket failed') },
  hang() { return new Promise(() => {}) },
}
export default {
  fetch(request, env, ctx) {
    const wanted = new URL(request.url).searchParams.get('bucket')
    if (wanted !== null) { fault = wanted; ahead += 60_000; return new Response() }
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

const unusedName = () => `${next++}.jpg`
const status = (headers: Headers) => headers.get('cache-status')
const stage = (headers: Headers, name: string) => headers.get('server-timing')?.includes(name)
const put = (worker: Worker, name: string, image: Buffer) => worker.bucket.put(name, Uint8Array.from(image))
const derivativesOf = (worker: Worker) => worker.bucketOf('DERIVATIVES')

const stored = async (worker: Worker) => (await (await derivativesOf(worker)).list()).objects.length

it("a derivative made by one isolate is served by another without decoding, and fills that isolate's cache", async () => {
  const persist = await mkdtemp(join(tmpdir(), 'signet-'))
  onTestFinished(() => rm(persist, { recursive: true }))
  const start = () =>
    startWorker(inject('bundle'), VARIABLES, { persist, buckets: ['IMAGES', 'DERIVATIVES'] })
  // The original is stored as well.
  const name = unusedName()
  const targets = [`/${name}`, `/${name}?width=20`]
  const one = await start()
  await put(one, name, photo)
  const made = await Promise.all(targets.map((target) => one.get(target)))
  for (const { headers } of made) expect(status(headers)).toBe('signet; fwd=uri-miss; stored')
  await expect.poll(() => stored(one)).toBe(2)
  await one.close()

  // On another port the Cache API finds no entries.
  const two = await start()
  onTestFinished(() => two.close())
  expect(two.port).not.toBe(one.port)
  for (const [index, target] of targets.entries()) {
    const found = await two.get(target)
    expect([found.status, status(found.headers)]).toEqual([200, HIT])
    await expect.poll(() => two.lines.at(-1)).toMatchObject({ cache: 'hit', tier: 'bucket' })
    expect([stage(found.headers, 'decode'), stage(found.headers, 'source')]).toEqual([false, false])
    expect(found.body.equals(made[index]?.body ?? Buffer.alloc(0))).toBe(true)
    expect(found.headers.get('etag')).toBe(made[index]?.headers.get('etag'))
    expect([...found.headers.keys()]).toEqual([...(made[index]?.headers.keys() ?? [])])
  }

  // The cache is filled, so the bucket is no longer needed.
  const derivatives = await derivativesOf(two)
  const { objects } = await derivatives.list()
  await derivatives.delete(objects.map(({ key }) => key))
  for (const [index, target] of targets.entries()) {
    const again = await two.get(target)
    expect([status(again.headers), again.body.equals(made[index]?.body ?? Buffer.alloc(0))]).toEqual([
      HIT,
      true,
    ])
  }
})

describe('the revalidation bound', () => {
  let worker: Worker
  beforeAll(async () => {
    worker = await startWorker(inject('bundle'), VARIABLES, {
      wrapper: CLOCK,
      buckets: ['IMAGES', 'DERIVATIVES'],
    })
  })
  afterAll(() => worker.close())

  /** Makes a derivative on one host. On other hosts only the bucket has it. */
  async function store(name: string): Promise<Buffer> {
    await put(worker, name, photo)
    const before = (await stored(worker)) ?? 0
    const { body } = await ask(name, 'one.example')
    await expect.poll(() => stored(worker)).toBe(before + 1)
    return body
  }
  const ask = async (name: string, host: string) =>
    worker.send({ target: await sign(`/${name}?width=20`), headers: [`Host: ${host}`] })

  it('applies to the bucket: beyond it the source is checked without decoding', async () => {
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

  it('limits how long a replaced original is served, also from the bucket', async () => {
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

  it('limits how long a deleted original stays in the bucket', async () => {
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

describe('a failing bucket', () => {
  let worker: Worker
  beforeAll(async () => {
    worker = await startWorker(inject('bundle'), VARIABLES, {
      wrapper: FAULTY_BUCKET,
      buckets: ['IMAGES', 'DERIVATIVES'],
    })
  })
  afterAll(() => worker.close())

  it.each(['throw', 'reject', 'hang'])('fails no image and is logged (%s)', async (fault) => {
    const name = unusedName()
    await put(worker, name, photo)
    await worker.send(`/?bucket=${fault}`)
    const logged = worker.logs.length
    expect((await worker.get(`/${name}?width=20`)).status).toBe(200)
    await expect.poll(async () => status((await worker.get(`/${name}?width=20`)).headers)).toBe(HIT)
    const reason = expect.stringMatching(/^get: /)
    const faults = worker.logs.slice(logged).filter((line) => line.startsWith('{"kind":"fault"'))
    expect(faults.map((line) => JSON.parse(line))).toEqual([{ kind: 'fault', of: 'DERIVATIVES', reason }])
  })
})
