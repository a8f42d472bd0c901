import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { ERRORS, type ErrorCode } from '../../src/errors.ts'
import { type Bundle, removeBundle } from '../support/worker/bundle.ts'
import { makeEmbeddedBundle } from '../support/worker/development-bundle.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

const MAX_BYTES = 20_000
const TIMEOUT = 300

/**
 * A user's Worker whose source `dam` answers by the first word in the path. It counts its calls and
 * tells about canceled bodies and aborted signals at `/seen`.
 */
const ENTRY = `
import { createSignet, Failure } from 'signet'

const seen = { calls: [], cancelled: 0, aborted: 0 }

let photo
const readPhoto = async (env) => (photo ??= new Uint8Array(await (await env.IMAGES.get('a.png')).arrayBuffer()))

/** Returns an endless stream with pieces of 1 KB. */
const endless = () => new ReadableStream({
  pull: (controller) => controller.enqueue(new Uint8Array(1024).fill(137)),
  cancel: () => void seen.cancelled++,
})
const waits = () => new ReadableStream({ pull: () => new Promise(() => {}), cancel: () => void seen.cancelled++ })
const stream = (bytes) => new Blob([bytes]).stream()

const ANSWERS = {
  bytes: () => ({ body: photo }),
  buffer: () => ({ body: photo.buffer }),
  blob: () => ({ body: new Blob([photo]) }),
  stream: () => ({ body: stream(photo), size: photo.length }),
  unsized: async () => ({ body: stream(photo) }),
  response: () => new Response(photo, { headers: { etag: '"r"' } }),
  tagged: ({ etag }) => (etag === 'v1' ? { unchanged: true } : { body: photo, etag: 'v1' }),
  dated: ({ modified }) =>
    modified === 'Thu, 01 Jan 1970 00:00:01 GMT' ? { unchanged: true } : { body: photo, modified: new Date(1000) },
  revalidated: ({ etag }) => (etag === '"r"' ? new Response(null, { status: 304 }) : new Response(photo, { headers: { etag: '"r"' } })),
  brief: () => ({ body: photo, etag: 'b', maxAge: 0 }),

  none: () => undefined,
  nothing: () => null,
  missing: () => new Response('no', { status: 404 }),
  throws: () => { throw new Error('the DAM is down') },
  rejects: async () => { throw new Error('the DAM is down') },
  failure: () => { throw new Failure('too-many-requests', 'wait', undefined, { retryAfter: 7 }) },
  header: () => { throw new Failure('busy', 'wait', undefined, { retryAfter: 'a\\r\\nb' }) },
  bigint: () => { throw new Failure('busy', 7n) },
  cyclic: () => { const detail = {}; detail.detail = detail; throw new Failure('busy', detail) },
  proto: () => { throw new Failure('__proto__', 'gone') },
  teapot: () => { throw Object.assign(new Failure('busy', 'gone'), { code: 'teapot' }) },
  proxy: () => { throw new Proxy(new Failure('busy'), { get() { throw new Error('read') } }) },
  textless: () => { throw Object.create(null) },
  broken: () => ({ body: new ReadableStream({ pull() { throw new Failure('__proto__', 7n) } }) }),
  symbol: () => ({ body: new ReadableStream({ pull() { throw Symbol('gone') } }) }),
  hangs: (_, signal) => new Promise(() => signal.addEventListener('abort', () => void seen.aborted++)),
  stalls: () => ({ body: waits() }),
  endless: () => ({ body: endless() }),
  announced: () => ({ body: endless(), size: ${MAX_BYTES + 1} }),
  large: () => ({ body: new Uint8Array(${MAX_BYTES + 1}) }),
  short: () => ({ body: stream(photo), size: photo.length + 1 }),
  long: () => ({ body: stream(photo), size: photo.length - 1 }),
  fewer: () => ({ body: photo, size: 5 }),
  more: () => ({ body: new Blob([photo]), size: photo.length + 1 }),
  other: () => ({ body: photo.buffer, size: 0 }),
  claimed: () => new Response(stream(photo), { headers: { 'content-length': '5' } }),
  unasked: () => ({ unchanged: true, body: endless() }),
  text: () => 'no object',
  empty: () => ({}),
  words: () => ({ body: new ReadableStream({ start: (controller) => controller.enqueue('word') }) }),
  locked: () => { const body = stream(photo); body.getReader(); return { body } },
  tag: () => ({ body: endless(), etag: 7 }),
  longtag: () => ({ body: endless(), etag: 'x'.repeat(2000) }),
  size: () => ({ body: endless(), size: -1 }),
  age: () => ({ body: endless(), maxAge: Number.NaN }),
  date: () => ({ body: endless(), modified: new Date('never') }),
  server: () => new Response(endless(), { status: 500 }),
  encoded: () => new Response(endless(), { headers: { 'content-encoding': 'br' }, encodeBody: 'manual' }),
}

const dam = (path, conditions, signal) => {
  seen.calls.push([path, conditions])
  return ANSWERS[path.replace(/^.*\\//, '').split('-')[0]](conditions, signal)
}

const zones = {
  dam: { prefix: '/', source: 'dam:', revalidate: 0, max_age: 600, overlays: ['/brand/'] },
  folder: { prefix: '/folder/', source: 'dam:deep/folder/', stale_if_error: 600 },
  lasting: { prefix: '/lasting/', source: 'dam:lasting/' },
}
const limits = { bytes: ${MAX_BYTES}, timeout: ${TIMEOUT}, total_timeout: 3000 }
const signet = createSignet({ sources: { dam }, config: { zones, limits } })

export default {
  async fetch(request, env, ctx) {
    await readPhoto(env)
    if (new URL(request.url).pathname !== '/seen') return signet.fetch(request, env, ctx)
    const told = JSON.stringify(seen)
    if (request.method === 'POST') Object.assign(seen, { calls: [], cancelled: 0, aborted: 0 })
    return new Response(told)
  },
}
`

interface Seen {
  readonly calls: readonly (readonly [path: string, conditions: object])[]
  readonly cancelled: number
  readonly aborted: number
}

let bundle: Bundle
let worker: Worker
let photo: Buffer

const seen = async (): Promise<Seen> => JSON.parse((await worker.fetch('/seen')).body.toString())

beforeAll(async () => {
  bundle = await makeEmbeddedBundle(ENTRY, inject('bundle'))
  worker = await startWorker(bundle, { SIGNING_KEYS, ENVIRONMENT: 'development' })
  photo = await sharp({ create: { width: 40, height: 30, channels: 3, background: 'teal' } })
    .png()
    .toBuffer()
  await worker.bucket.put('a.png', new Uint8Array(photo))
})

beforeEach(() => worker.fetch('/seen', { method: 'POST' }).then(() => undefined))

afterAll(async () => {
  await worker.close()
  await removeBundle(bundle)
})

describe('a source that is defined in code', () => {
  it.each(['bytes', 'buffer', 'blob', 'stream', 'unsized', 'response'])(
    'gives an image: %s',
    async (name) => {
      const original = await worker.get(`/${name}`)
      expect([original.status, original.body.equals(photo)]).toEqual([200, true])
      const { status, body } = await worker.get(`/${name}?width=20`)
      expect([status, (await sharp(body).metadata()).width]).toEqual([200, 20])
    },
  )

  it('gets the decoded path below its prefix', async () => {
    expect((await worker.get('/folder/%C3%A9%20b/bytes')).status).toBe(200)
    expect((await seen()).calls).toEqual([['deep/folder/é b/bytes', {}]])
  })

  it('gives overlays', async () => {
    const target = '/bytes-under?width=20&olurl=/brand/bytes&olwidth=5&olpadding=0'
    expect((await worker.get(target)).status).toBe(200)
    expect((await seen()).calls.map(([path]) => path).toSorted()).toEqual(['brand/bytes', 'bytes-under'])
  })

  it.each([
    ['tagged', { etag: 'v1' }],
    ['dated', { modified: 'Thu, 01 Jan 1970 00:00:01 GMT' }],
    ['revalidated', { etag: '"r"' }],
  ])('is asked if its image has changed: %s', async (name, conditions) => {
    const first = await worker.get(`/${name}?width=20`)
    const second = await worker.get(`/${name}?width=20`)
    expect((await seen()).calls).toEqual([
      [name, {}],
      [name, conditions],
    ])
    expect([second.status, second.body.equals(first.body)]).toEqual([200, true])
    expect(second.headers.get('cache-status')).toBe('signet; fwd=stale; stored')
  })

  it('says how long its image is fresh', async () => {
    const control = async (name: string) =>
      (await worker.get(`/lasting/${name}?width=20`)).headers.get('cache-control')
    expect(await control('tagged')).toBe('public, max-age=3600')
    expect(await control('brief')).toBe('public, max-age=0')
  })

  it.each([
    ['none', 404, 'not-found'],
    ['nothing', 404, 'not-found'],
    ['missing', 404, 'not-found'],
    ['throws', 502, 'the source dam: Error: the DAM is down'],
    ['rejects', 502, 'the source dam: Error: the DAM is down'],
    ['hangs', 504, 'no progress within 300 ms'],
    ['stalls', 504, 'no progress within 300 ms'],
    ['endless', 413, 'more than 20000 bytes'],
    ['announced', 413, 'more than 20000 bytes'],
    ['large', 413, 'more than 20000 bytes'],
    ['short', 502, 'not the'],
    ['long', 502, 'not the'],
    ['fewer', 502, 'bytes, but size is 5'],
    ['more', 502, 'bytes, but size is'],
    ['other', 502, 'bytes, but size is 0'],
    ['claimed', 502, 'not the'],
    ['unasked', 502, 'it says unchanged, but was not given validators'],
    ['text', 502, 'the answer must be an object with a body'],
    ['empty', 502, 'it sends no body'],
    ['words', 502, ''],
    ['locked', 502, 'it sends no body'],
    ['tag', 502, 'etag must be a text'],
    ['longtag', 502, 'etag must be a text of 1 to 1024 characters'],
    ['size', 502, 'size must be a whole number of bytes'],
    ['age', 502, 'maxAge must be a number of seconds'],
    ['date', 502, 'modified must be a date'],
    ['server', 502, 'the origin answers with status 500'],
    ['encoded', 502, 'the origin encodes the body as br'],
  ])('may fail: %s is %i', async (name, status, reason) => {
    const answer = await worker.get(`/${name}?width=20`)
    expect([answer.status, answer.headers.get('signet-reason')]).toEqual([
      status,
      expect.stringContaining(reason === 'not-found' ? '' : reason),
    ])
  })

  it.each<[string, number, ErrorCode, string | undefined, string | null]>([
    ['failure', 429, 'too-many-requests', 'wait', '7'],
    ['header', 503, 'busy', 'wait', '2'],
    ['bigint', 503, 'busy', undefined, '2'],
    ['cyclic', 503, 'busy', undefined, '2'],
    ['proto', 502, 'bad-origin', undefined, null],
    ['teapot', 502, 'bad-origin', undefined, null],
    ['textless', 502, 'bad-origin', undefined, null],
    ['broken', 502, 'bad-origin', undefined, null],
    ['proxy', 500, 'internal', undefined, null],
    ['symbol', 502, 'bad-origin', undefined, null],
  ])('may throw any error: %s is %i', async (name, status, code, detail, retryAfter) => {
    for (const target of [`/${name}?width=20`, `/${name}`]) {
      const answer = await worker.get(target)
      const { headers } = answer
      expect([answer.status, headers.get('retry-after')]).toEqual([status, retryAfter])
      expect(JSON.parse(answer.body.toString())).toEqual({
        title: ERRORS[code].title,
        status,
        code,
        ...(detail && { detail }),
      })
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
      expect([headers.get('cache-control'), headers.get('x-ip-error')]).toEqual(['no-store', code])
    }
  })

  it.each(['endless', 'announced', 'unasked', 'tag', 'size', 'age', 'date', 'stalls', 'server', 'encoded'])(
    'has its body cancelled if it is refused: %s',
    async (name) => {
      await worker.get(`/${name}?width=21`)
      await expect.poll(async () => (await seen()).cancelled).toBe(1)
    },
  )

  it('is told that its time is up', async () => {
    expect((await worker.get('/hangs?width=22')).status).toBe(504)
    await expect.poll(async () => (await seen()).aborted).toBe(1)
  })

  it('is told that the client has left', async () => {
    const leave = new AbortController()
    const request = worker.fetch(await sign('/hangs?width=23'), { signal: leave.signal })
    await expect.poll(async () => (await seen()).calls.length).toBe(1)
    leave.abort()
    await expect(request).rejects.toThrow()
    await expect.poll(async () => (await seen()).aborted).toBe(1)
  })

  it('never gets a path that is not plain', async () => {
    for (const path of [
      '/../bytes',
      '/%2E%2E/bytes',
      '/..;a/bytes',
      '/a%5Cbytes',
      '/a//bytes',
      '/a%00/bytes',
    ])
      expect([400, 404]).toContain((await worker.send(await sign(`${path}?width=20`))).status)
    expect((await seen()).calls).toEqual([])
  })
})
