import type { Config, Zone } from '../../src/edge/config.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'
import { r2 } from '../../src/edge/source/r2.ts'
import { findZone } from '../../src/signing/url/zones.ts'

/** Local bucket of the zone that serves `/`, and the zone's prefix of keys in this bucket. */
export interface LocalBucket {
  readonly bucket: R2Bucket
  readonly prefix: string
  readonly zone: Zone
}

function isBucket(binding: unknown): binding is R2Bucket {
  return typeof binding === 'object' && binding !== null && 'list' in binding && 'put' in binding
}

/**
 * Returns the bucket whose pictures the page offers and to which it uploads pictures. Returns
 * `undefined` if the zone of `/` has another kind of source.
 */
export function localBucket({ zones }: Config, env: Bindings): LocalBucket | undefined {
  const zone = findZone(zones, '/')?.zone
  const [, name = '', prefix = ''] = (zone && r2.pattern.exec(zone.source)) ?? []
  const bucket = env[name]
  return zone && isBucket(bucket) ? { bucket, prefix, zone } : undefined
}
