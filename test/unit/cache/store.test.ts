import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Derivative } from '../../../src/cache/derivative.ts'
import { lookUp, store } from '../../../src/cache/store.ts'
import { isolateMemory } from '../../../src/isolate/admission.ts'

const KEY = 'https://img.example.com/.signet/3/derivative/60/r2%3AIMAGES%2Fa.jpg?width=4'
const NOW = 1_000_000
const DERIVATIVE: Derivative = {
  body: new Uint8Array([1, 2, 3]),
  length: 3,
  type: 'image/webp',
  etag: '"tag"',
  until: NOW + 60,
  processed: 1,
  info: 'osz=3',
}

/** A cache that keeps what it is given, as the platform's does. */
function cacheOf(kept = new Map<string, Response>()) {
  return {
    kept,
    match: async (key: string) => kept.get(key)?.clone(),
    put: async (key: string, response: Response) => void kept.set(key, response),
  }
}

const stub = (cache: object) => vi.stubGlobal('caches', { open: async () => cache })
const failing = (): never => {
  throw new Error('the cache failed')
}

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('a derivative', () => {
  it('that is kept is found as it was', async () => {
    stub(cacheOf())
    await store(KEY, DERIVATIVE, NOW, isolateMemory())
    const found = await lookUp(KEY)
    const body = new Uint8Array(await new Response(found?.body).arrayBuffer())
    expect({ ...found, body }).toEqual(DERIVATIVE)
    expect(await lookUp(`${KEY}0`)).toBeUndefined()
  })

  it.each<[string | undefined, number | undefined]>([
    ['3', 3],
    ['0', 0],
    [undefined, undefined],
    ['', undefined],
    ['three', undefined],
  ])('of content-length %j has the length %s', async (header, length) => {
    const headers = {
      'content-type': 'image/webp',
      ...(header !== undefined && { 'content-length': header }),
    }
    stub(cacheOf(new Map([[KEY, new Response(new Blob([new Uint8Array(3)]).stream(), { headers })]])))
    expect(await lookUp(KEY)).toMatchObject({ length, type: 'image/webp' })
  })

  it.each<[string, Partial<Derivative>]>([
    ['that streams', { body: new ReadableStream() }],
    ['that is stale', { until: NOW }],
  ])('%s is not kept', async (_, changes) => {
    const cache = cacheOf()
    stub(cache)
    await store(KEY, { ...DERIVATIVE, ...changes }, NOW, isolateMemory())
    expect(cache.kept.size).toBe(0)
  })
})

describe.each<[string, () => void]>([
  ['open that throws', () => vi.stubGlobal('caches', { open: failing })],
  ['open that rejects', () => vi.stubGlobal('caches', { open: async () => failing() })],
  ['no caches', () => vi.stubGlobal('caches', undefined)],
  ['match and put that throw', () => stub({ match: failing, put: failing })],
  ['match and put that reject', () => stub({ match: async () => failing(), put: async () => failing() })],
])('%s', (_, fail) => {
  it('is a cache that has nothing, and the log says so', async () => {
    fail()
    expect(await lookUp(KEY)).toBeUndefined()
    expect(console.warn).toHaveBeenCalledExactlyOnceWith('cache.match failed', expect.any(Error))
  })

  it('is a cache that keeps nothing, and the log says so', async () => {
    fail()
    await store(KEY, DERIVATIVE, NOW, isolateMemory())
    expect(console.warn).toHaveBeenCalledExactlyOnceWith('cache.put failed', expect.any(Error))
  })
})
