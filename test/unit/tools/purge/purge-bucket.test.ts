import { expect, it, vi } from 'vitest'
import { markKey, sourcePrefix } from '../../../../src/cache/r2-store.ts'
import { type PurgeBucket, purgeBucket } from '../../../../tools/purge/purge-bucket.ts'

const A = 'r2:IMAGES/a é.jpg'
const B = 'r2:IMAGES/shop/b.jpg'
const C = 'https://images.example.com/a.jpg'

/** A bucket with `sizes` derivatives of each source, which lists three objects a page. */
async function bucketOf(sources: readonly string[], sizes: number) {
  const kept = new Map<string, Record<string, string>>()
  for (const source of sources)
    for (let size = 0; size < sizes; size++)
      kept.set(`${await sourcePrefix(source)}${size}`, { source: encodeURIComponent(source) })
  const calls: string[] = []
  const bucket = {
    put: async (key: string) => {
      calls.push('mark')
      kept.set(key, {})
    },
    delete: async (keys: string[]) => {
      calls.push('delete')
      for (const key of keys) kept.delete(key)
    },
    list: vi.fn(async ({ prefix = '', cursor = '' }: R2ListOptions) => {
      const after = [...kept.keys()].sort().filter((key) => key.startsWith(prefix) && key > cursor)
      const objects = after.slice(0, 3).map((key) => ({ key, customMetadata: kept.get(key) }))
      return { objects, truncated: after.length > 3, cursor: objects.at(-1)?.key }
    }),
  }
  const left = () =>
    new Set([...kept.values()].flatMap(({ source }) => (source ? [decodeURIComponent(source)] : [])))
  return { bucket: bucket as unknown as PurgeBucket, kept, calls, left }
}

it('deletes all derivatives of a source, over several pages, after it has left its mark', async () => {
  const { bucket, kept, calls, left } = await bucketOf([A, B], 7)
  expect(await purgeBucket(bucket, { source: A })).toBe(7)
  expect([...left()]).toEqual([B])
  expect(kept.has(await markKey({ source: A }))).toBe(true)
  expect(calls).toEqual(['mark', 'delete', 'delete', 'delete'])
})

it('deletes all derivatives of a zone, by the begin of the names of its sources', async () => {
  const { bucket, kept, left } = await bucketOf([A, B, C], 4)
  expect(await purgeBucket(bucket, { zone: 'shop' }, 'r2:IMAGES/shop/')).toBe(4)
  expect([...left()]).toEqual([A, C])
  expect(await purgeBucket(bucket, { zone: 'images' }, 'r2:IMAGES/')).toBe(4)
  expect([...left()]).toEqual([C])
  expect(kept.has(await markKey({ zone: 'shop' }))).toBe(true)
})

it('leaves its mark where nothing is stored', async () => {
  const { bucket, kept, calls } = await bucketOf([B], 1)
  expect(await purgeBucket(bucket, { source: A })).toBe(0)
  expect(calls).toEqual(['mark'])
  expect(kept.size).toBe(2)
})
