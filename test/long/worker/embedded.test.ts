import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { signPurge } from '../../../src/edge/tiered/purge-url.ts'
import { importKey } from '../../../src/signing/auth/hmac.ts'
import { type Bundle, removeBundle } from '../../support/worker/bundle.ts'
import { makeEmbeddedBundle } from '../../support/worker/development-bundle.ts'
import type { Answer } from '../../support/worker/exchange.ts'
import { stateOf, TIERED_CACHE } from '../../support/worker/tiered-cache.ts'
import {
  type Bucket,
  KEY,
  SIGNING_KEYS,
  sign,
  startWorker,
  type Worker,
} from '../../support/worker/worker.ts'

/**
 * A user's Worker with its own pages and three Signet instances. `shop` and `blog` differ only in
 * `base`, `name` and the bucket that is bound as `IMAGES`.
 */
const ENTRY = `
import { createSignet } from 'signet'

const config = { zones: { images: { prefix: '/', source: 'r2:IMAGES' } } }
const shop = createSignet({ config, base: '/img/shop', name: 'shop' })
const blog = createSignet({ config: { ...config, base: '/img/blog', name: 'blog' } })
const others = createSignet()

export const { Render } = others
export default {
  fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/img/shop/')) return shop.fetch(request, { ...env, IMAGES: env.SHOP }, ctx)
    if (pathname.startsWith('/img/blog/')) return blog.fetch(request, { ...env, IMAGES: env.BLOG }, ctx)
    return pathname === '/own' ? new Response('a page of its own') : others.fetch(request, env, ctx)
  },
}
`

const RED = { r: 200, g: 0, b: 0 }
const BLUE = { r: 0, g: 0, b: 200 }
const GREEN = { r: 0, g: 200, b: 0 }

const VARIABLES = {
  SIGNING_KEYS,
  ENVIRONMENT: 'development',
  base: '/media',
  zones: {
    images: { prefix: '/', source: 'r2:IMAGES' },
    photos: { prefix: '/photos/', source: 'r2:IMAGES' },
  },
}
const BUCKETS = ['IMAGES', 'SHOP', 'BLOG', 'DERIVATIVES']

let bundle: Bundle
let worker: Worker

async function put(bucket: Bucket, name: string, background: typeof RED): Promise<void> {
  const create = { width: 40, height: 30, channels: 3 as const, background }
  await bucket.put(name, new Uint8Array(await sharp({ create }).png().toBuffer()))
}

/** Returns the color of an image's first pixel. */
async function colorOf({ status, body }: Answer): Promise<string> {
  expect(status).toBe(200)
  const [r = 0, g = 0, b = 0] = await sharp(body).removeAlpha().raw().toBuffer()
  return r > Math.max(g, b) ? 'red' : g > b ? 'green' : 'blue'
}

async function start(variables: Parameters<typeof startWorker>[1], wrapper?: string): Promise<Worker> {
  const started = await startWorker(bundle, variables, { buckets: BUCKETS, ...(wrapper && { wrapper }) })
  for (const [binding, color] of [
    ['IMAGES', GREEN],
    ['SHOP', RED],
    ['BLOG', BLUE],
  ] as const) {
    const bucket = await started.bucketOf(binding)
    await put(bucket, 'a.png', color)
    await put(bucket, 'logo.png', color)
    await put(bucket, 'same.png', GREEN)
  }
  return started
}

beforeAll(async () => {
  bundle = await makeEmbeddedBundle(ENTRY, inject('bundle'))
  worker = await start(VARIABLES)
})

afterAll(async () => {
  await worker.close()
  await removeBundle(bundle)
})

const keysOf = async (binding: string) =>
  (await (await worker.bucketOf(binding)).list()).objects.map(({ key }) => key)

describe('two instances with a name', () => {
  it.each([
    '/a.png?width=20',
    '/a.png',
    '/same.png?width=20&olurl=/logo.png&olwidth=10&olalign=topleft&olpadding=0',
  ])('never serve images of each other: %s', async (target) => {
    for (const cached of [false, true]) {
      const answers = await Promise.all(['/img/shop', '/img/blog'].map((base) => worker.get(base + target)))
      expect(await Promise.all(answers.map(colorOf))).toEqual(['red', 'blue'])
      for (const { headers } of answers)
        expect(headers.get('cache-status')).toMatch(cached ? /; hit/ : /fwd=uri-miss/)
    }
  })

  it('keep their images in folders of their own', async () => {
    await worker.get('/img/shop/a.png?width=24')
    await worker.get('/img/blog/a.png?width=24')
    const folders = async () =>
      new Set((await keysOf('DERIVATIVES')).map((key) => key.replace(/[\w-]{22}/g, '#')))
    await expect.poll(folders).toEqual(new Set(['shop/#/#', 'blog/#/#']))
  })

  it('write their name to the log', async () => {
    await worker.get('/img/shop/a.png?width=25')
    expect(worker.lines.at(-1)).toMatchObject({ instance: 'shop', zone: 'images' })
  })
})

describe('a base', () => {
  it('leaves pages beside it alone', async () => {
    expect((await worker.fetch('/own')).body.toString()).toBe('a page of its own')
  })

  it.each([
    ['/media/health', 200],
    ['/img/shop/health', 200],
    ['/health', 404],
    ['/media/health/', 403],
    ['/media', 404],
    ['/mediahealth', 404],
  ])('contains /health: %s is %i', async (target, status) => {
    expect((await worker.fetch(target)).status).toBe(status)
  })

  it.each([
    ['/media/a.png?width=20', 200],
    ['/media/photos/a.png?width=20', 200],
    ['/a.png?width=20', 404],
    ['/photos/a.png?width=20', 404],
  ])('contains the zones: %s is %i', async (target, status) => {
    expect((await worker.get(target)).status).toBe(status)
  })

  it('is part of what a token covers', async () => {
    const token = (target: string) => sign(target).then((url) => url.replace(/^.*token=/, ''))
    const own = await token('/img/shop/a.png?width=20')
    const statusOf = async (target: string) => (await worker.fetch(`${target}&token=${own}`)).status
    expect(await statusOf('/img/shop/a.png?width=20')).toBe(200)
    for (const other of ['/img/blog/a.png?width=20', '/media/a.png?width=20', '/a.png?width=20'])
      expect([403, 404]).toContain(await statusOf(other))
    const bare = await token('/a.png?width=20')
    expect((await worker.fetch(`/img/shop/a.png?width=20&token=${bare}`)).status).toBe(403)
  })

  it('answers HEAD, ranges and conditions', async () => {
    const target = await sign('/img/shop/a.png?width=20')
    const { headers, body } = await worker.fetch(target)
    const head = await worker.fetch(target, { method: 'HEAD' })
    expect([head.status, head.body.length, head.headers.get('content-length')]).toEqual([
      200,
      0,
      String(body.length),
    ])
    const part = await worker.fetch(target, { headers: { range: 'bytes=2-5' } })
    expect([part.status, part.body]).toEqual([206, body.subarray(2, 6)])
    const etag = headers.get('etag') ?? ''
    expect((await worker.fetch(target, { headers: { 'if-none-match': etag } })).status).toBe(304)
  })
})

describe('two instances without a name', () => {
  const TWINS = `
import { createSignet } from 'signet'
const zones = { images: { prefix: '/', source: 'r2:IMAGES' } }
const [one, two] = ['/1', '/2'].map((base) => createSignet({ config: { zones }, base }))
export default {
  fetch: (request, env, ctx) => (request.url.includes('/1/') ? one : two).fetch(request, env, ctx),
}
`

  it('are warned of, once', async () => {
    const twins = await makeEmbeddedBundle(TWINS, inject('bundle'))
    const running = await startWorker(twins, { SIGNING_KEYS })
    const warnings = () => running.logs.filter((line) => line.startsWith('name: '))
    await running.fetch('/1/health')
    expect(warnings()).toEqual([])
    for (const base of [2, 1, 2]) expect((await running.fetch(`/${base}/health`)).status).toBe(200)
    expect(warnings()).toEqual([
      'name: there are two instances without a name: they share cached images; give each a name of its own',
    ])
    await running.close()
    await removeBundle(twins)
  })
})

describe('a tiered cache', () => {
  const TIERED = `
import { createSignet } from 'signet'
const signet = createSignet({
  base: '/img',
  name: 'shop',
  config: { cache: { tiered: true }, zones: { images: { prefix: '/', source: 'r2:IMAGES' } } },
  authorize: ({ headers }) => headers['x-refuse'] === undefined,
})
export const { Render } = signet
const others = {}
export default {
  fetch(request, env, ctx) {
    const other = request.headers.get('x-other')
    if (other === null) return signet.fetch(request, { ...env, zones: {}, UNUSED: 1 }, ctx)
    return signet.fetch(request, (others[other] ??= { ...env, [other]: env[other + '_2'] ?? env.SHOP }), ctx)
  },
}
`
  const ORIGIN = 'https://host.invalid'
  let tiered: Worker
  let own: Bundle

  beforeAll(async () => {
    own = await makeEmbeddedBundle(TIERED, inject('bundle'))
    const variables = { SIGNING_KEYS, SIGNING_KEYS_2: `other:${SIGNING_KEYS.split(':')[1]}` }
    tiered = await startWorker(own, variables, { wrapper: TIERED_CACHE, buckets: BUCKETS })
    await put(tiered.bucket, 'a.png', RED)
  })

  afterAll(async () => {
    await tiered.close()
    await removeBundle(own)
  })

  it('is filled by Render of the instance, under its name', async () => {
    const statuses = []
    for (let time = 0; time < 2; time++) {
      const answer = await tiered.get('/img/a.png?width=20')
      expect(await colorOf(answer)).toBe('red')
      statuses.push(answer.headers.get('cache-status'))
    }
    expect(statuses).toEqual(['signet; fwd=uri-miss; stored', 'signet; hit'])
    const { kept } = await stateOf(tiered)
    expect(kept).toMatchObject([
      {
        key: expect.stringMatching(/^\/\.signet\/render\/shop\/[\w-]{22}\/[\w-]{22}$/),
        headers: { 'cache-tag': expect.stringMatching(/^source:shop\/[\w-]{22},zone:shop\/images$/) },
      },
    ])
  })

  it.each(['IMAGES', 'DERIVATIVES', 'SIGNING_KEYS'])(
    'refuses an environment that Render does not have: another %s',
    async (name) => {
      const { runs } = await stateOf(tiered)
      const answer = await tiered.get('/img/a.png?width=20', { headers: { 'x-other': name } })
      expect(answer.status).toBe(500)
      expect(tiered.lines.at(-1)).toMatchObject({
        code: 'misconfigured',
        reason: `cache.tiered: ${name} is not that of the Worker, which Render reads: pass the environment unchanged`,
      })
      expect((await stateOf(tiered)).runs).toBe(runs)
    },
  )

  it('is behind authorize', async () => {
    const { runs } = await stateOf(tiered)
    for (const width of [20, 21]) {
      const headers = { 'x-refuse': '1' }
      expect((await tiered.get(`/img/a.png?width=${width}`, { headers })).status).toBe(403)
    }
    expect((await stateOf(tiered)).runs).toBe(runs)
    const { headers } = await tiered.get('/img/a.png?width=20')
    expect(headers.get('cache-control')).toMatch(/^private, /)
  })

  it('is purged below the base, by a token for that path', async () => {
    const key = await importKey('test', KEY)
    const expire = Math.floor(Date.now() / 1000) + 60
    const purge = async (base: string, at = base) => {
      const url = await signPurge(ORIGIN, { source: '/img/a.png' }, key, expire, base)
      const target = url.slice(ORIGIN.length).replace(base, at)
      return (await tiered.fetch(target, { method: 'POST' })).status
    }
    expect(await purge('/img', '')).toBe(405)
    expect(await purge('/other', '/img')).toBe(403)
    expect((await stateOf(tiered)).kept).toHaveLength(1)
    expect(await purge('/img')).toBe(204)
    expect((await stateOf(tiered)).kept).toEqual([])
    const { objects } = await (await tiered.bucketOf('DERIVATIVES')).list({ prefix: 'shop/.purged/' })
    expect(objects).toHaveLength(1)
  })
})
