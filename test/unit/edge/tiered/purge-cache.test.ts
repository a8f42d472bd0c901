import { expect, it } from 'vitest'
import { purgeRecordKey } from '../../../../src/edge/cache/r2-store.ts'
import { purgeCache } from '../../../../src/edge/tiered/purge-cache.ts'

const PURGED = { zone: 'images' }

function bucket(order: string[]) {
  const put = async (key: string) => void order.push(key)
  return { get() {}, head() {}, put }
}

it('a purge is recorded before it is sent', async () => {
  const order: string[] = []
  const purge = async (options: CachePurgeOptions) => {
    order.push(JSON.stringify(options))
    return { success: true, errors: [] }
  }
  expect(await purgeCache(PURGED, ['zone:images'], { DERIVATIVES: bucket(order) }, { purge })).toBeUndefined()
  expect(order).toEqual([await purgeRecordKey(PURGED), '{"tags":["zone:images"]}'])
})

it('a purge works without a bucket', async () => {
  const purge = async () => ({ success: true, errors: [] })
  expect(await purgeCache(PURGED, ['zone:images'], {}, { purge })).toBeUndefined()
})

it('a purge reports why the platform refuses', async () => {
  const purge = async () => ({ success: false, errors: [{ code: 1134, message: 'rate limited' }] })
  expect(await purgeCache(PURGED, [], {}, { purge })).toBe('1134 rate limited')
  expect(await purgeCache(PURGED, [], {}, undefined)).toBe('the platform gives Render no cache')
})
