import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { purgeRecordKey, r2Store, sourcePrefix, storeKey } from '../../../../src/edge/cache/r2-store.ts'
import type { BufferedDerivative } from '../../../../src/edge/cache/tier.ts'

const KEY = 'https://img.example.com/.signet/8/derivative/60/-/r2%3AIMAGES%2Fa%2Fé.jpg?width=4'
const NOW = 1_700_000_000
const DAY = 86_400
const DERIVATIVE: BufferedDerivative = {
  body: new Uint8Array([1, 2, 3]),
  length: 3,
  type: 'image/webp',
  etag: 'W/"é"',
  until: NOW + 60,
  checked: NOW - 5,
  made: NOW,
  validators: 'a%22',
  processed: 2,
  info: { bytes: 3 },
}

/** Returns a bucket in memory. */
function fakeBucket() {
  const objects = new Map<string, { body: Uint8Array<ArrayBuffer>; options: R2PutOptions }>()
  const bucket = {
    objects,
    async get(key: string) {
      const object = objects.get(key)
      if (!object) return null
      const { body, options } = object
      return { ...options, body: new Blob([body]).stream(), size: body.length }
    },
    head: async () => null,
    put: async (key: string, body: Uint8Array<ArrayBuffer>, options: R2PutOptions) =>
      void objects.set(key, { body, options }),
    delete: async (key: string) => void objects.delete(key),
  }
  const tier = r2Store({ DERIVATIVES: bucket })
  if (!tier) throw new Error('no tier')
  return { bucket, tier }
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW * 1000 })
})
afterEach(() => {
  vi.useRealTimers()
})

it.each([[{}], [{ DERIVATIVES: 'bucket' }], [{ DERIVATIVES: null }]])('%o has no bucket tier', (env) => {
  expect(r2Store(env)).toBeUndefined()
})

describe('the key of a derivative', () => {
  it('begins with a hash of the source, which other sizes and hosts share', async () => {
    const prefix = await sourcePrefix('r2:IMAGES/a/é.jpg')
    expect(prefix).toMatch(/^[\w-]{22}\/$/)
    const key = await storeKey(KEY)
    expect(key).toMatch(/^[\w-]{22}\/[\w-]{22}$/)
    expect(key.startsWith(prefix)).toBe(true)
    expect(await storeKey(KEY.replace('img.', 'www.'))).toBe(key)
    const larger = await storeKey(`${KEY}0`)
    expect([larger.startsWith(prefix), larger === key]).toEqual([true, false])
    expect((await storeKey(KEY.replace('.jpg', '.png'))).startsWith(prefix)).toBe(false)
  })
})

describe('the bucket', () => {
  it('returns a derivative as it was stored until it is deleted', async () => {
    const { tier } = fakeBucket()
    await tier.put(KEY, DERIVATIVE, NOW, [])
    const found = await tier.get(KEY)
    const body = new Uint8Array(await new Response(found?.body).arrayBuffer())
    expect({ ...found, body }).toEqual(DERIVATIVE)
    await tier.delete(KEY)
    expect(await tier.get(KEY)).toBeUndefined()
  })

  it('stores the name of the source', async () => {
    const { tier, bucket } = fakeBucket()
    await tier.put(KEY, DERIVATIVE, NOW, [])
    const [object] = bucket.objects.values()
    expect(object?.options.customMetadata?.['source']).toBe('r2%3AIMAGES%2Fa%2F%C3%A9.jpg')
  })

  it.each<[string, Partial<BufferedDerivative>]>([
    ['that was only checked anew', { made: NOW - 1 }],
    ['whose sources have no validators', { validators: '' }],
  ])('does not store a derivative %s', async (_, changes) => {
    const { tier, bucket } = fakeBucket()
    await tier.put(KEY, { ...DERIVATIVE, ...changes }, NOW, [])
    expect(bucket.objects.size).toBe(0)
  })

  it('does not return a derivative after its lifetime', async () => {
    const { tier } = fakeBucket()
    await tier.put(KEY, DERIVATIVE, NOW, [])
    vi.setSystemTime((NOW + 30 * DAY - 1) * 1000)
    expect(await tier.get(KEY)).toBeDefined()
    vi.setSystemTime((NOW + 30 * DAY) * 1000)
    expect(await tier.get(KEY)).toBeUndefined()
  })

  it('does not return a derivative without metadata', async () => {
    const { tier, bucket } = fakeBucket()
    bucket.objects.set(await storeKey(KEY), { body: DERIVATIVE.body, options: {} })
    expect(await tier.get(KEY)).toBeUndefined()
  })

  it('records the latest purge of a source and of a zone', async () => {
    const uploads = new Map<string, number>()
    const head = async (key: string) => {
      const time = uploads.get(key)
      return time === undefined ? null : { uploaded: new Date(time * 1000 + 999) }
    }
    const tier = r2Store({ DERIVATIVES: { head, get() {} } })
    expect(await tier?.purgedAt?.(KEY, 'images')).toBe(0)
    uploads.set(await purgeRecordKey({ source: 'r2:IMAGES/a/é.jpg' }), NOW)
    expect(await tier?.purgedAt?.(KEY, 'images')).toBe(NOW)
    uploads.set(await purgeRecordKey({ zone: 'images' }), NOW + 5)
    expect(await tier?.purgedAt?.(KEY, 'images')).toBe(NOW + 5)
    expect(await tier?.purgedAt?.(KEY, 'other')).toBe(NOW)
  })

  it('fails after two seconds without an answer', async () => {
    const hanging = { get: () => new Promise(() => undefined), head() {} }
    let code: unknown
    const asked = r2Store({ DERIVATIVES: hanging })?.get(KEY)
    asked?.catch((failure) => {
      code = failure.code
    })
    // Hashing the key takes real time before the timer is set.
    const begin = Date.now()
    while (code === undefined) await vi.advanceTimersByTimeAsync(100)
    expect(code).toBe('origin-timeout')
    expect(Date.now() - begin).toBeGreaterThanOrEqual(2000)
  })
})
