import { expect, it, vi } from 'vitest'
import { type PageCounts, type PurgeBucket, purgeBucket } from '../../../../cli/purge/purge-bucket.ts'
import { cacheKey } from '../../../../src/edge/cache/key.ts'
import { purgeRecordKey, storeKey } from '../../../../src/edge/cache/r2-store.ts'

const A = 'r2:IMAGES/a é.jpg'
const B = 'r2:IMAGES/shop/b.jpg'
const C = 'https://images.example.com/a.jpg'

const keyOf = (source: string, size: number) =>
  storeKey(cacheKey('https://h', [source], `width=${size}`, { max_age: 60, generation: '' }))

/** Returns a bucket with `sizes` derivatives of each source. It lists `most` objects per page. */
async function bucketOf(sources: readonly string[], sizes: number, most = 3) {
  const kept = new Map<string, Record<string, string>>()
  for (const source of sources)
    for (let size = 0; size < sizes; size++)
      kept.set(await keyOf(source, size), { source: encodeURIComponent(source) })
  const calls: string[] = []
  let reading = 0
  let maxReading = 0
  const bucket: PurgeBucket = {
    put: async (key) => {
      calls.push('mark')
      kept.set(key, {})
    },
    delete: async (keys) => {
      calls.push('delete')
      for (const key of keys) kept.delete(key)
    },
    async head(key) {
      calls.push('head')
      maxReading = Math.max(maxReading, ++reading)
      await new Promise(setImmediate)
      reading--
      const customMetadata = kept.get(key)
      return customMetadata ? { customMetadata } : null
    },
    async list({ prefix, cursor = '' }) {
      const after = [...kept.keys()].sort().filter((key) => key.startsWith(prefix) && key > cursor)
      const objects = after.slice(0, most).map((key) => ({ key }))
      const last = objects.at(-1)?.key
      return { objects, ...(after.length > most && last !== undefined && { cursor: last }) }
    },
  }
  const left = () =>
    new Set([...kept.values()].flatMap(({ source }) => (source ? [decodeURIComponent(source)] : [])))
  const called = (name: string) => calls.filter((call) => call === name).length
  return { bucket, kept, calls, called, left, maxReading: () => maxReading }
}

it('deletes all derivatives of a source, over several pages, after it has stored a purge record', async () => {
  const { bucket, kept, calls, left } = await bucketOf([A, B], 7)
  expect(await purgeBucket(bucket, { source: A })).toBe(7)
  expect([...left()]).toEqual([B])
  expect(kept.has(await purgeRecordKey({ source: A }))).toBe(true)
  expect(calls).toEqual(['mark', 'delete', 'delete', 'delete'])
})

it("deletes all derivatives of a zone by the common prefix of its sources' names", async () => {
  const { bucket, kept, left } = await bucketOf([A, B, C], 4)
  expect(await purgeBucket(bucket, { zone: 'shop' }, 'r2:IMAGES/shop/')).toBe(4)
  expect([...left()]).toEqual([A, C])
  expect(await purgeBucket(bucket, { zone: 'images' }, 'r2:IMAGES/')).toBe(4)
  expect([...left()]).toEqual([C])
  expect(kept.has(await purgeRecordKey({ zone: 'shop' }))).toBe(true)
})

it('deletes nothing of other instances in the same bucket', async () => {
  const { bucket, kept } = await bucketOf([A, B], 2)
  const zone = { max_age: 60, generation: '' }
  for (const source of [A, B]) {
    const key = await storeKey(cacheKey('https://h', [source], 'width=1', zone, 'shop'))
    kept.set(key, { source: encodeURIComponent(source) })
  }
  const ofShop = () => [...kept.keys()].filter((key) => key.startsWith('shop/')).length
  expect(await purgeBucket(bucket, { source: A })).toBe(2)
  expect(await purgeBucket(bucket, { zone: 'images' }, 'r2:IMAGES/')).toBe(2)
  expect(ofShop()).toBe(2)
  expect(await purgeBucket(bucket, { source: A, instance: 'shop' })).toBe(1)
  expect(await purgeBucket(bucket, { zone: 'images', instance: 'shop' }, 'r2:IMAGES/')).toBe(1)
  expect([...kept.keys()].filter((key) => !key.includes('.purged/'))).toEqual([])
})

it('reads the metadata of one derivative of each source, a few concurrently', async () => {
  const sources = Array.from({ length: 100 }, (_, index) => `r2:IMAGES/${index}.jpg`)
  const { bucket, called, left, maxReading } = await bucketOf([...sources, C], 2, 150)
  expect(await purgeBucket(bucket, { zone: 'images' }, 'r2:IMAGES/')).toBe(200)
  expect([...left()]).toEqual([C])
  expect(called('head')).toBe(101)
  expect(maxReading()).toBe(32)
})

it('reads another derivative if one was deleted meanwhile', async () => {
  const { bucket, kept, left } = await bucketOf([A], 3)
  const head = vi.fn(bucket.head).mockResolvedValueOnce(null)
  expect(await purgeBucket({ ...bucket, head }, { zone: 'images' }, 'r2:IMAGES/')).toBe(3)
  expect([left().size, head.mock.calls.length]).toEqual([0, 2])
  expect(kept.size).toBe(1)
})

it('keeps objects that are not derivatives', async () => {
  const { bucket, kept } = await bucketOf([A], 1)
  const strange = ['a.jpg', 'a/b', `${'x'.repeat(22)}/${'y'.repeat(22)}`, `.purged/zone/${'z'.repeat(22)}`]
  for (const key of strange) kept.set(key, {})
  kept.set(`${'x'.repeat(22)}/${'z'.repeat(22)}`, { source: '%' })
  expect(await purgeBucket(bucket, { zone: 'images' }, 'r2:IMAGES/')).toBe(1)
  for (const key of strange) expect(kept.has(key)).toBe(true)
})

it('counts, but neither deletes nor stores a purge record, in a dry run', async () => {
  const { bucket, kept, called } = await bucketOf([A, B, C], 4)
  const pages: PageCounts[] = []
  const options = { dryRun: true, onPage: (page: PageCounts) => pages.push(page) }
  expect(await purgeBucket(bucket, { zone: 'images' }, 'r2:IMAGES/', options)).toBe(8)
  expect(await purgeBucket(bucket, { source: A }, '', { dryRun: true })).toBe(4)
  expect([kept.size, called('mark'), called('delete')]).toEqual([12, 0, 0])
  expect(pages.map(({ listed }) => listed)).toEqual([3, 3, 3, 3])
})

it('stores a purge record even if no derivative is stored', async () => {
  const { bucket, kept, calls } = await bucketOf([B], 1)
  expect(await purgeBucket(bucket, { source: A })).toBe(0)
  expect(calls).toEqual(['mark'])
  expect(kept.size).toBe(2)
})

it('deletes nothing else from a store that lists more than requested', async () => {
  const { bucket, left } = await bucketOf([A, B], 2, 100)
  const list: PurgeBucket['list'] = (options) => bucket.list({ ...options, prefix: '' })
  expect(await purgeBucket({ ...bucket, list }, { source: A })).toBe(2)
  expect([...left()]).toEqual([B])
})

it('ends if a store lists the same page again', async () => {
  const { bucket } = await bucketOf([A], 2)
  const list = async () => ({ objects: [], cursor: 'same' })
  await expect(purgeBucket({ ...bucket, list }, { source: A })).rejects.toThrow('the same page again')
})
