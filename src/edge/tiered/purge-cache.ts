import { BINDING, markKey, type Purged } from '../cache/r2-store.ts'
import type { Bindings } from '../source/kind.ts'
import { isBucket } from '../source/r2.ts'

/**
 * Purges the cache in front of the entrypoint that calls, and marks the purge in the bucket of derivatives, where there is one:
 * what was made before is not used again.
 * @param tags of the copies
 * @returns why nothing was purged; `undefined` where it was
 */
export async function purgeCache(
  purged: Purged,
  tags: readonly string[],
  env: Bindings,
  cache: Pick<CacheContext, 'purge'> | undefined,
): Promise<string | undefined> {
  const bucket = env[BINDING]
  // First: what the cache asks for after the purge must be made anew.
  if (isBucket(bucket)) await bucket.put(await markKey(purged), '')
  if (!cache) return 'the platform gives Render no cache'
  const { success, errors } = await cache.purge({ tags: [...tags] })
  return success ? undefined : errors.map(({ code, message }) => `${code} ${message}`).join('; ')
}
