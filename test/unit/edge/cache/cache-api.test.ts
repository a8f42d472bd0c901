import { afterEach, describe, expect, it, vi } from 'vitest'
import { cacheApi } from '../../../../src/edge/cache/cache-api.ts'
import type { BufferedDerivative } from '../../../../src/edge/cache/tier.ts'

const KEY = 'https://img.example.com/.signet/3/derivative/60/r2%3AIMAGES%2Fa.jpg?width=4'
const NOW = 1_000_000
const DERIVATIVE: BufferedDerivative = {
  body: new Uint8Array([1, 2, 3]),
  length: 3,
  type: 'image/webp',
  etag: '"tag"',
  until: NOW + 60,
  checked: NOW - 5,
  made: NOW,
  validators: 'a%22',
  processed: 1,
  info: { bytes: 3 },
}

const tier = cacheApi()

/** Replaces the platform's caches by a cache in memory. */
function stubCaches(kept = new Map<string, Response>()): Map<string, Response> {
  const match = async (key: string) => kept.get(key)?.clone()
  const put = async (key: string, response: Response) => void kept.set(key, response)
  vi.stubGlobal('caches', {
    open: async () => ({ match, put, delete: async (key: string) => kept.delete(key) }),
  })
  return kept
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('the Cache API', () => {
  it('returns a derivative as it was stored', async () => {
    stubCaches()
    await tier.put(KEY, DERIVATIVE, NOW, ['zone:images', 'preset:card'])
    const found = await tier.get(KEY)
    const body = new Uint8Array(await new Response(found?.body).arrayBuffer())
    expect({ ...found, body }).toEqual(DERIVATIVE)
    expect(await tier.get(`${KEY}0`)).toBeUndefined()
  })

  it('tags entries by source, zone and preset', async () => {
    const kept = stubCaches()
    await tier.put(KEY, DERIVATIVE, NOW, ['zone:images', 'preset:card'])
    expect(kept.get(KEY)?.headers.get('cache-tag')).toMatch(/^source:[\w-]{22},zone:images,preset:card$/)
  })

  it('deletes a derivative', async () => {
    const kept = stubCaches()
    await tier.put(KEY, DERIVATIVE, NOW, ['zone:images', 'preset:card'])
    await tier.delete(KEY)
    expect(kept.size).toBe(0)
  })

  it('keeps a derivative for a day after it becomes stale', async () => {
    const kept = stubCaches()
    await tier.put(KEY, DERIVATIVE, NOW, ['zone:images', 'preset:card'])
    expect(kept.get(KEY)?.headers.get('cache-control')).toBe('public, max-age=86460')
  })

  it.each<[string | undefined, number | undefined]>([
    ['3', 3],
    ['0', 0],
    [undefined, undefined],
    ['', undefined],
    ['three', undefined],
  ])('reads content-length %j as the length %s', async (header, length) => {
    const headers = {
      'content-type': 'image/webp',
      ...(header !== undefined && { 'content-length': header }),
    }
    stubCaches(new Map([[KEY, new Response(new Blob([new Uint8Array(3)]).stream(), { headers })]]))
    expect(await tier.get(KEY)).toMatchObject({ length, type: 'image/webp' })
  })
})
