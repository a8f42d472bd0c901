import type { CacheOutcome } from '../cache/obtain.ts'

/**
 * Returns the `Cache-Status` header's value (RFC 9211).
 * @example
 * cacheStatus({ hit: false, shared: false, stored: true }) // 'signet; fwd=uri-miss; stored'
 */
export function cacheStatus({ hit, stale, shared, stored }: CacheOutcome): string {
  if (hit) return 'signet; hit'
  const forwarded = `signet; fwd=${stale ? 'stale' : 'uri-miss'}`
  if (shared) return `${forwarded}; collapsed`
  return stored ? `${forwarded}; stored` : forwarded
}
