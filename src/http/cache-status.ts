/** How an image came to be answered. */
export interface CacheOutcome {
  /** From the cache. */
  readonly hit: boolean
  /** From the run of another request. */
  readonly shared: boolean
  /** Put into the cache. */
  readonly stored: boolean
}

/**
 * The `Cache-Status` header (RFC 9211).
 * @example cacheStatus({ hit: false, shared: false, stored: true }) // 'signet; fwd=uri-miss; stored'
 */
export function cacheStatus({ hit, shared, stored }: CacheOutcome): string {
  if (hit) return 'signet; hit'
  if (shared) return 'signet; fwd=uri-miss; collapsed'
  return stored ? 'signet; fwd=uri-miss; stored' : 'signet; fwd=uri-miss'
}
