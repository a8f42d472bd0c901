import { bucketZone } from '../../cli/bucket-zone.ts'
import type { Config, Zone } from '../../src/edge/config.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'

/** A zone's local bucket, and the zone's key prefix in this bucket. */
export interface LocalBucket {
  readonly bucket: R2Bucket
  readonly prefix: string
  readonly zone: Zone
  /** Configuration that the zone belongs to. */
  readonly config: Config
}

function isBucket(binding: unknown): binding is R2Bucket {
  return typeof binding === 'object' && binding !== null && 'list' in binding && 'put' in binding
}

/**
 * Returns the bucket whose pictures the page offers and to which it uploads pictures. It belongs to
 * the outermost zone that has one. Returns `undefined` if no zone has a bucket.
 */
export function localBucket(configs: readonly Config[], env: Bindings): LocalBucket | undefined {
  return configs
    .flatMap((config) => {
      const found = bucketZone(config.zones)
      const bucket = found && env[found.binding]
      return found && isBucket(bucket) ? [{ bucket, prefix: found.folder, zone: found.zone, config }] : []
    })
    .at(0)
}
