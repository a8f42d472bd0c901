import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Inspector, openInspector } from '../../load/isolate/inspector.ts'
import { requestAndReset, requestAndStall } from '../../load/raw-client.ts'
import { join, jpeg } from '../../support/bytes/image-writers.ts'
import { photograph, scene } from '../../support/picture/scene.ts'
import { randomNumbers } from '../../support/properties/random.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../../support/worker/worker.ts'

/** Lengths around the sizes of reads, chunks, and originals that are held. */
const LENGTHS = [300, 65_535, 65_536, 65_537, 262_144, 262_145, 1_000_003, 8_388_608, 8_388_609]

const MEGABYTE = 1e6

/** Time in which the writes to the caches end. */
const SETTLING = { timeout: 4000, interval: 100 }

let worker: Worker
let inspector: Inspector
const files = new Map<string, Uint8Array>()

function randomBytes(length: number, seed: number): Uint8Array {
  const next = randomNumbers(seed)
  return new Uint8Array(Uint32Array.from({ length: Math.ceil(length / 4) }, next).buffer, 0, length)
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function put(name: string, bytes: Uint8Array): Promise<void> {
  files.set(name, bytes)
  await worker.bucket.put(name, bytes)
}

const contentOf = (name: string): Uint8Array => files.get(name) ?? new Uint8Array()

/** Starts the Worker in a V8 that collects hardly any garbage, so that what is dropped remains. */
async function start(): Promise<Worker> {
  const flags = process.env['MINIFLARE_WORKERD_V8_FLAGS']
  process.env['MINIFLARE_WORKERD_V8_FLAGS'] = '--min-semi-space-size=128 --max-semi-space-size=128'
  const started = await startWorker(
    inject('bundle'),
    { SIGNING_KEYS, zones: { images: { prefix: '/', source: 'r2:IMAGES' } } },
    { buckets: ['IMAGES', 'DERIVATIVES'], inspect: true },
  )
  if (flags === undefined) delete process.env['MINIFLARE_WORKERD_V8_FLAGS']
  else process.env['MINIFLARE_WORKERD_V8_FLAGS'] = flags
  return started
}

beforeAll(async () => {
  worker = await start()
  if (!worker.inspector) throw new Error('there is no inspector')
  inspector = await openInspector(worker.inspector)
  for (const [seed, length] of LENGTHS.entries())
    await put(`${length}.jpg`, join(jpeg(), randomBytes(length - jpeg().length, seed)))
  await put('photo.jpg', await photograph(scene(1200, 800), 3))
})

afterAll(async () => {
  inspector.close()
  await worker.close()
})

/** Returns the array buffers' size in MB in the Worker's isolate. */
async function buffers(): Promise<number> {
  return (await inspector.heapUsage()).backingStorageSize / MEGABYTE
}

describe('a released buffer', () => {
  it.each(LENGTHS)('changes no byte of an original of %d bytes', async (length) => {
    const name = `${length}.jpg`
    const expected = digest(contentOf(name))
    const together = await Promise.all(Array.from({ length: 4 }, () => worker.get(`/${name}`)))
    for (const { status, body } of together) expect([status, digest(body)]).toEqual([200, expected])
    for (let repeat = 0; repeat < 3; repeat++) {
      const { status, body } = await worker.get(`/${name}`)
      expect([status, digest(body)]).toEqual([200, expected])
    }
  })

  it.each(LENGTHS)('changes no byte of a part of an original of %d bytes', async (length) => {
    const target = await sign(`/${length}.jpg?original=1`)
    const [first, last] = [Math.floor(length / 3), Math.floor((2 * length) / 3)]
    for (let repeat = 0; repeat < 3; repeat++) {
      const { status, body } = await worker.fetch(target, { headers: { range: `bytes=${first}-${last}` } })
      expect([status, digest(body)]).toEqual([
        206,
        digest(contentOf(`${length}.jpg`).subarray(first, last + 1)),
      ])
    }
  })

  it('changes no byte of a derivative for those who wait for it, and in both caches', async () => {
    const target = await sign('/photo.jpg?width=700&format=png')
    const together = await Promise.all(Array.from({ length: 5 }, () => worker.fetch(target)))
    const digests = new Set(together.map(({ body }) => digest(body)))
    const hit = async () => (await worker.fetch(target)).headers.get('cache-status')
    await expect.poll(hit).toBe('signet; hit')
    digests.add(digest((await worker.fetch(target)).body))
    const derivatives = await worker.bucketOf('DERIVATIVES')
    for (const { key, size } of (await derivatives.list()).objects) {
      if (size !== together[0]?.body.length) continue
      const stored = await derivatives.get(key)
      digests.add(digest(new Uint8Array((await stored?.arrayBuffer()) ?? new ArrayBuffer())))
    }
    expect(digests.size).toBe(1)
  })

  it.each([
    ['HEAD', { method: 'HEAD' }],
    ['a range', { headers: { range: 'bytes=10-19' } }],
    ['a range that does not exist', { headers: { range: 'bytes=99999999-' } }],
  ])('is stored whole if the first request is %s', async (what, init) => {
    const target = await sign(`/photo.jpg?width=${500 + what.length}`)
    await worker.fetch(target, init)
    const answer = await worker.fetch(target)
    expect(answer.status).toBe(200)
    expect(answer.body.length).toBe(Number(answer.headers.get('content-length')))
    await expect
      .poll(async () => (await worker.fetch(target)).headers.get('cache-status'))
      .toBe('signet; hit')
    expect(digest((await worker.fetch(target)).body)).toBe(digest(answer.body))
  })

  it('reaches a client that pauses, and the next one after clients that leave', async () => {
    const name = '8388609.jpg'
    const target = await sign(`/${name}`)
    const stalled = requestAndStall(worker.port, target)
    await Promise.all([1, 40_000, 3_000_000].map((bytes) => requestAndReset(worker.port, target, { bytes })))
    const { status, body } = await worker.fetch(target)
    expect([status, digest(body)]).toEqual([200, digest(contentOf(name))])
    const { status: late, fault, bytes } = await stalled.read()
    expect([late, fault]).toEqual([200, undefined])
    expect(bytes).toBeGreaterThan(contentOf(name).length)
  })
})

describe('after a request, the isolate holds no buffer of', () => {
  it.each<[string, (id: number) => string]>([
    ['an original in memory', (id) => `/8388608.jpg?download=${id}.jpg`],
    ['an original that passes through', (id) => `/8388609.jpg?download=${id}.jpg`],
    ['a JPEG', (id) => `/photo.jpg?width=${2000 + id}&quality=100`],
    ['a PNG', (id) => `/photo.jpg?width=${900 + id}&format=png&compression=0`],
    ['a PNG that is too long', (id) => `/photo.jpg?width=${2700 + id}&format=png&compression=0`],
    ['metadata', (id) => `/photo.jpg?width=${800 + id}&metadata=all`],
  ])('%s', async (_, targetOf) => {
    await worker.get(targetOf(50))
    await sleep(500)
    const before = await buffers()
    for (let id = 0; id < 6; id++) await worker.get(targetOf(id))
    // The caches may still be written.
    await expect.poll(async () => (await buffers()) - before, SETTLING).toBeLessThan(1)
  })

  it('bodies whose clients have left', async () => {
    await sleep(300)
    const before = await buffers()
    for (let id = 0; id < 8; id++)
      for (const name of ['8388608.jpg', '8388609.jpg'])
        await requestAndReset(worker.port, await sign(`/${name}?download=left-${id}.jpg`), { bytes: 500_000 })
    await expect.poll(async () => (await buffers()) - before, SETTLING).toBeLessThan(4)
  })
})
