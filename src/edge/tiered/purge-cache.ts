import { BINDING, type Purged, purgeRecordKey } from '../cache/r2-store.ts'
import type { Bindings } from '../source/kind.ts'
import { isBucket } from '../source/r2.ts'

/**
 * Purges the platform's cache in front of the entrypoint that calls this function. If there is a
 * derivatives bucket, also records the purge time there. Images that were made before the purge are
 * then not served from the bucket.
 * @param tags tags of the copies
 * @returns the reason why nothing was purged; `undefined` after a purge
 */
export async function purgeCache(
  purged: Purged,
  tags: readonly string[],
  env: Bindings,
  cache: Pick<CacheContext, 'purge'> | undefined,
): Promise<string | undefined> {
  const bucket = env[BINDING]
  // The purge is recorded before the cache is purged. Otherwise the purged cache could be filled
  // again with an old image from the bucket.
  if (isBucket(bucket)) await bucket.put(await purgeRecordKey(purged), '')
  if (!cache) return 'the platform gives Render no cache'
  const { success, errors } = await cache.purge({ tags: [...tags] })
  return success ? undefined : errors.map(({ code, message }) => `${code} ${message}`).join('; ')
}
