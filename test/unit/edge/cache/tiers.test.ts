import { afterEach, describe, expect, it, vi } from 'vitest'
import { cacheApi } from '../../../../src/edge/cache/cache-api.ts'
import type { Derivative } from '../../../../src/edge/cache/derivative.ts'
import type { Tier } from '../../../../src/edge/cache/tier.ts'
import { type CacheContext, openTiers, tieredCache } from '../../../../src/edge/cache/tiers.ts'
import { isolateMemory } from '../../../../src/isolate/admission.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'

const KEY = 'https://img.example.com/.signet/3/derivative/60/r2%3AIMAGES%2Fa.jpg?width=4'
const NOW = 1_000_000
const DERIVATIVE: Derivative = {
  body: new Uint8Array([1, 2, 3]),
  length: 3,
  type: 'image/webp',
  etag: '"tag"',
  until: NOW + 60,
  checked: NOW,
  made: NOW,
  validators: '',
  processed: 1,
  info: { bytes: 3 },
}

/** Returns a tier in memory that appends each call to `log`. */
function fakeTier(name: string, log: string[] = [], kept = new Map<string, Derivative>()) {
  const tier: Tier = {
    name,
    place: name === 'near' ? 'edge' : 'bucket',
    async get(key) {
      log.push(`get ${name}`)
      return kept.get(key)
    },
    async put(key, derivative) {
      log.push(`put ${name}`)
      kept.set(key, derivative)
    },
    async delete(key) {
      kept.delete(key)
    },
  }
  return { tier, kept }
}

let faults: string[] = []

const CONTEXT: CacheContext = {
  memory: isolateMemory(),
  limits: LIMITS,
  tags: [],
  keepAlive: () => undefined,
  logFault: (tier, problem) => void faults.push(`${tier}: ${problem}`),
}

const isServable = ({ until }: Derivative) => until > NOW

const failing = (): never => {
  throw new Error('the cache failed')
}

afterEach(() => {
  vi.unstubAllGlobals()
  faults = []
})

describe('several tiers', () => {
  it('are asked in order until one has the derivative', async () => {
    const log: string[] = []
    const [near, middle, far] = [fakeTier('near', log), fakeTier('middle', log), fakeTier('far', log)]
    const cache = tieredCache([near.tier, middle.tier, far.tier], CONTEXT)
    expect(await cache.get(KEY, isServable, NOW)).toBeUndefined()
    expect(log.splice(0)).toEqual(['get near', 'get middle', 'get far'])
    middle.kept.set(KEY, DERIVATIVE)
    expect(await cache.get(KEY, isServable, NOW)).toEqual({ ...DERIVATIVE, tier: 'bucket' })
    expect(log).toEqual(['get near', 'get middle', 'put near'])
    expect(near.kept.get(KEY)).toBe(DERIVATIVE)
    expect(await cache.get(KEY, isServable, NOW)).toEqual({ ...DERIVATIVE, tier: 'edge' })
    expect(log.slice(3)).toEqual(['get near'])
  })

  it.each<[string, Partial<Derivative>, boolean]>([
    ['a stream is read', {}, true],
    ['a stream of unknown length is passed on', { length: undefined }, false],
    ['a stream of more than 8 MB is passed on', { length: 8 * 1024 * 1024 + 1 }, false],
  ])('fill the nearer ones: %s', async (_, changes, fills) => {
    const [near, far] = [fakeTier('near'), fakeTier('far')]
    const body = new Blob([new Uint8Array([1, 2, 3])]).stream()
    far.kept.set(KEY, { ...DERIVATIVE, body, ...changes })
    const found = await tieredCache([near.tier, far.tier], CONTEXT).get(KEY, isServable, NOW)
    expect([...new Uint8Array(await new Response(found?.body).arrayBuffer())]).toEqual([1, 2, 3])
    expect(near.kept.get(KEY)?.body).toEqual(fills ? new Uint8Array([1, 2, 3]) : undefined)
  })

  it('ignore a body that breaks off', async () => {
    const [near, far] = [fakeTier('near'), fakeTier('far')]
    const body = new Blob([new Uint8Array([1, 2])]).stream()
    far.kept.set(KEY, { ...DERIVATIVE, body })
    expect(await tieredCache([near.tier, far.tier], CONTEXT).get(KEY, isServable, NOW)).toBeUndefined()
    expect(near.kept.size).toBe(0)
  })

  it('do not fill nearer tiers if memory is short', async () => {
    const [near, far] = [fakeTier('near'), fakeTier('far')]
    const body = new Blob([new Uint8Array([1, 2, 3])]).stream()
    far.kept.set(KEY, { ...DERIVATIVE, body })
    // Bodies in transit may take a third of the memory.
    const limits = { ...LIMITS, memory: 8 }
    const cache = tieredCache([near.tier, far.tier], { ...CONTEXT, limits })
    expect((await cache.get(KEY, isServable, NOW))?.body).toBe(body)
    expect(near.kept.size).toBe(0)
  })

  it('skip a stale derivative', async () => {
    const [near, far] = [fakeTier('near'), fakeTier('far')]
    const body = new ReadableStream()
    near.kept.set(KEY, { ...DERIVATIVE, body, until: NOW })
    far.kept.set(KEY, DERIVATIVE)
    expect(await tieredCache([near.tier, far.tier], CONTEXT).get(KEY, isServable, NOW)).toEqual({
      ...DERIVATIVE,
      tier: 'bucket',
    })
    expect((await body.getReader().read()).done).toBe(true)
  })

  it('return the derivative that was checked last if none may be served', async () => {
    const tiers = ['near', 'middle', 'far'].map((name) => fakeTier(name))
    const bodies = tiers.map(({ kept }, index) => {
      const body = new ReadableStream()
      kept.set(KEY, { ...DERIVATIVE, body, until: NOW, checked: NOW - ([9, 3, 5][index] ?? 0) })
      return body
    })
    const cache = tieredCache(
      tiers.map(({ tier }) => tier),
      CONTEXT,
    )
    expect((await cache.get(KEY, isServable, NOW))?.checked).toBe(NOW - 3)
    expect(await Promise.all([bodies[0], bodies[2]].map((body) => body?.getReader().read()))).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ])
  })

  it('delete from all tiers', async () => {
    const tiers = [fakeTier('near'), fakeTier('far')]
    for (const { kept } of tiers) kept.set(KEY, DERIVATIVE)
    const failingTier = { ...fakeTier('middle').tier, delete: failing }
    const cache = tieredCache([failingTier, ...tiers.map(({ tier }) => tier)], CONTEXT)
    await cache.delete(KEY)
    expect(tiers.map(({ kept }) => kept.size)).toEqual([0, 0])
  })

  it('store in all tiers', async () => {
    const log: string[] = []
    const tiers = [fakeTier('near', log), fakeTier('far', log)]
    const cache = tieredCache(
      tiers.map(({ tier }) => tier),
      CONTEXT,
    )
    await cache.put(KEY, DERIVATIVE, NOW)
    expect(log).toEqual(['put near', 'put far'])
    expect(tiers.map(({ kept }) => kept.get(KEY))).toEqual([DERIVATIVE, DERIVATIVE])
  })

  it('work without a failing tier', async () => {
    const far = fakeTier('far')
    const cache = tieredCache(
      [{ name: 'near', place: 'edge', get: failing, put: failing, delete: failing }, far.tier],
      CONTEXT,
    )
    await cache.put(KEY, DERIVATIVE, NOW)
    expect(await cache.get(KEY, isServable, NOW)).toEqual({ ...DERIVATIVE, tier: 'bucket' })
    expect(faults).toEqual(['put', 'get', 'put'].map((name) => `near: ${name}: Error: the cache failed`))
  })
})

it.each<[string, Partial<Derivative>]>([
  ['a stream', { body: new ReadableStream() }],
  ['a stale derivative', { until: NOW }],
])('%s is not stored', async (_, changes) => {
  const { tier, kept } = fakeTier('near')
  await tieredCache([tier], CONTEXT).put(KEY, { ...DERIVATIVE, ...changes }, NOW)
  expect(kept.size).toBe(0)
})

it('a purge after a derivative was made is known, whichever tier has recorded it', async () => {
  const far = { ...fakeTier('far').tier, purgedAt: async () => NOW }
  const deaf = { ...fakeTier('deaf').tier, purgedAt: failing }
  const cache = tieredCache([fakeTier('near').tier, deaf, far], CONTEXT)
  expect(await cache.isPurged(KEY, 'images', NOW)).toBe(true)
  expect(await cache.isPurged(KEY, 'images', NOW + 1)).toBe(false)
  expect(faults).toContain('deaf: head: Error: the cache failed')
})

it('a put counts the body once for all tiers', async () => {
  const counted: number[] = []
  const released: number[] = []
  const count = (bytes: number) => {
    counted.push(bytes)
    return () => void released.push(bytes)
  }
  const tiers = [fakeTier('near').tier, { ...fakeTier('far').tier, put: failing }]
  await tieredCache(tiers, { ...CONTEXT, memory: { ...CONTEXT.memory, count } }).put(KEY, DERIVATIVE, NOW)
  expect([counted, released]).toEqual([[3], [3]])
})

it('every deployment opens the Cache API', () => {
  expect(openTiers({}, false).map(({ name }) => name)).toContain('Cache API')
})

describe.each<[string, unknown]>([
  ['open that throws', { open: failing }],
  ['open that rejects', { open: async () => failing() }],
  ['no caches', undefined],
  ['match and put that throw', { open: async () => ({ match: failing, put: failing }) }],
  [
    'match and put that reject',
    { open: async () => ({ match: async () => failing(), put: async () => failing() }) },
  ],
])('a Cache API with %s', (_, caches) => {
  it('fails neither look-ups nor puts, and logs each fault', async () => {
    vi.stubGlobal('caches', caches)
    const cache = tieredCache([cacheApi()], CONTEXT)
    expect(await cache.get(KEY, isServable, NOW)).toBeUndefined()
    await cache.put(KEY, DERIVATIVE, NOW)
    expect(faults).toEqual([
      expect.stringMatching(/^Cache API: get: \w*Error: /),
      expect.stringMatching(/^Cache API: put: \w*Error: /),
    ])
  })
})
