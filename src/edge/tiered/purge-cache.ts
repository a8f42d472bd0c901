import { BINDING, type Purged, purgeRecordKey } from '../cache/r2-store.ts'
import type { Bindings } from '../source/kind.ts'
import { isBucket } from '../source/r2.ts'

/**
 * Purges the cache in front of the entrypoint that calls. If there is a bucket of derivatives, the
 * purge is also recorded in it. Images that were made before are then not used again.
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
  // The record comes first, because everything that the cache requests after its purge must be made
  // anew.
  if (isBucket(bucket)) await bucket.put(await purgeRecordKey(purged), '')
  if (!cache) return 'the platform gives Render no cache'
  const { success, errors } = await cache.purge({ tags: [...tags] })
  return success ? undefined : errors.map(({ code, message }) => `${code} ${message}`).join('; ')
}
