import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { AUTHORIZE_MS } from '../../src/edge/gates/authorize.ts'
import { type Bundle, removeBundle } from '../support/worker/bundle.ts'
import { makeEmbeddedBundle } from '../support/worker/development-bundle.ts'
import type { Answer } from '../support/worker/exchange.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

/**
 * A user's Worker whose function `authorize` obeys the header `x-do`, and whose sink `log` keeps
 * the log lines and then fails.
 */
const ENTRY = `
import { createSignet } from 'signet'

let told
let aborted = 0
const lines = []

const OUTCOMES = {
  true: () => true,
  later: async () => undefined,
  false: () => false,
  null: () => null,
  zero: () => 0,
  detail: () => ({ detail: 'log in first' }),
  object: () => ({}),
  number: () => ({ detail: 7 }),
  long: () => ({ detail: 'x'.repeat(199) + '\u{1f512}'.repeat(1e5) }),
  getter: () => ({ get detail() { throw new Error('no session for ?token=secret') } }),
  throws: ({ url }) => { throw new Error('no session for ' + url) },
  rejects: async () => { throw undefined },
  hangs: (_, signal) => new Promise(() => signal.addEventListener('abort', () => void aborted++)),
  change: (facts) => {
    for (const [at, name] of [[facts, 'path'], [facts.headers, 'x-do'], [facts.claims, 'expire'], [facts.options, 'width']])
      if (Reflect.set(at, name, 'x')) throw new Error(name + ' was changed')
  },
}

const signet = createSignet({
  authorize(facts, signal) {
    told = facts
    return OUTCOMES[facts.headers['x-do']]?.(facts, signal)
  },
  log(line, level) {
    lines.push([line, level])
    if (line.code === undefined) throw new Error('the sink is full')
    return Promise.reject(new Error('the sink is full'))
  },
})

export default {
  fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    return pathname === '/seen' ? Response.json({ told, aborted, lines }) : signet.fetch(request, env, ctx)
  },
}
`

interface Seen {
  readonly told?: Readonly<Record<string, unknown>>
  readonly aborted: number
  readonly lines: readonly (readonly [line: Readonly<Record<string, unknown>>, level: string])[]
}

const PATH_KEYS = `p:${Buffer.alloc(32, 'signet path key').toString('base64url')}`

let bundle: Bundle
let worker: Worker

const seen = async (): Promise<Seen> => JSON.parse((await worker.fetch('/seen')).body.toString())

const ask = (what: string, target = '/a.png?width=20', init: RequestInit = {}): Promise<Answer> =>
  worker.get(target, { ...init, headers: { 'x-do': what } })

beforeAll(async () => {
  bundle = await makeEmbeddedBundle(ENTRY, inject('bundle'))
  worker = await startWorker(bundle, {
    SIGNING_KEYS,
    PATH_KEYS,
    zones: {
      images: { prefix: '/', source: 'r2:IMAGES', presets: { card: { width: 20, format: 'webp' } } },
      open: { prefix: '/open/', source: 'r2:IMAGES', mode: 'report' },
    },
  })
  const create = { width: 40, height: 30, channels: 3 as const, background: 'teal' }
  await worker.bucket.put('a.png', new Uint8Array(await sharp({ create }).png().toBuffer()))
})

afterAll(async () => {
  await worker.close()
  await removeBundle(bundle)
})

describe('authorize', () => {
  it.each(['nothing', 'true', 'later', 'change'])('lets a request pass: %s', async (what) => {
    expect((await ask(what)).status).toBe(200)
  })

  it.each([
    ['false', undefined],
    ['null', undefined],
    ['zero', undefined],
    ['object', undefined],
    ['number', undefined],
    ['throws', undefined],
    ['rejects', undefined],
    ['getter', undefined],
    ['long', 'x'.repeat(199)],
    ['detail', 'log in first'],
  ])('refuses an image that is cached: %s', async (what, detail) => {
    expect((await ask('true')).headers.get('cache-status')).toMatch(/hit|stored/)
    const { status, body, headers } = await ask(what)
    expect([status, headers.get('cache-control')]).toEqual([403, 'no-store'])
    expect(JSON.parse(body.toString())).toEqual({
      title: 'The URL is not signed for this request',
      status: 403,
      code: 'forbidden',
      ...(detail && { detail }),
    })
  })

  it('is told of faults in the log, without a token', () => {
    const faults = worker.logs.filter((line) => line.includes('"of":"authorize"'))
    expect(faults).toEqual([expect.stringMatching(/"reason":"Error: no session for http.*\/a\.png\?…"/)])
  })

  it('must answer in time', async () => {
    const begin = performance.now()
    expect((await ask('hangs')).status).toBe(403)
    expect(performance.now() - begin).toBeGreaterThan(AUTHORIZE_MS - 500)
    await expect.poll(async () => (await seen()).aborted).toBe(1)
  })

  it('is not asked about what another check refuses', async () => {
    await ask('true', '/a.png?width=30')
    await worker.fetch('/a.png?width=31', { headers: { 'x-do': 'detail' } })
    await ask('detail', '/a.png?width=32&expire=1000000000')
    await ask('detail', '/a.png?size=33')
    expect((await seen()).told).toMatchObject({ options: { width: '30' } })
  })

  it('gets plain facts', async () => {
    const target = await sign('/caf%C3%A9/a.png?preset=card&quality=70&expire=4102444800&ip=127.0.0.1')
    await worker.send({
      target,
      headers: ['CF-Connecting-IP: 127.0.0.1', 'Cookie: session=1', 'X-Do: detail'],
    })
    expect((await seen()).told).toEqual({
      url: expect.stringMatching(/^http:\/\/.+\/caf%C3%A9\/a\.png\?preset=card.*token=/),
      method: 'GET',
      headers: expect.objectContaining({ cookie: 'session=1', 'x-do': 'detail' }),
      address: '127.0.0.1',
      zone: 'images',
      path: 'café/a.png',
      key: 'test',
      claims: { expire: 4_102_444_800, ip: '127.0.0.1' },
      options: { preset: undefined, width: '20', format: 'webp', quality: '70' },
    })
    await ask('true', '/a.png')
    expect((await seen()).told).not.toHaveProperty('options')
    await worker.fetch('/open/a.png?width=9')
    expect((await seen()).told).not.toHaveProperty('key')
  })

  it('keeps answers out of shared caches', async () => {
    expect((await ask('true')).headers.get('cache-control')).toBe('private, max-age=3600')
  })
})

describe('a sink that fails', () => {
  it('gets every line, without fields that are not set, and changes no answer', async () => {
    await ask('true', '/a.png?width=25')
    await ask('false', '/a.png?width=26')
    const { lines } = await seen()
    expect(lines.at(-2)).toMatchObject([{ kind: 'request', status: 200, key: 'test', cache: 'miss' }, 'log'])
    expect(lines.at(-1)).toMatchObject([{ kind: 'request', status: 403, code: 'forbidden' }, 'log'])
    await worker.get('/none.png?width=20')
    expect(worker.lines).toEqual([])
  })

  it('is reported once a minute', () => {
    const faults = worker.logs.filter((line) => line.includes('"of":"log"'))
    expect(faults).toEqual([expect.stringContaining('the sink is full')])
  })
})
