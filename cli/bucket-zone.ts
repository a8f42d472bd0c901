import { r2 } from '../src/edge/source/r2.ts'

/** A zone whose originals are in an R2 bucket. */
export interface BucketZone<Zone> {
  readonly zone: Zone
  /** Name of the bucket's binding. */
  readonly binding: string
  /** Prefix for the zone's keys in the bucket: empty, or ending with `/`. */
  readonly folder: string
}

/**
 * Returns the outermost zone with an R2 bucket, which has the shortest prefix. The local server
 * offers the pictures of this zone. Returns `undefined` if no zone has a bucket.
 */
export function bucketZone<Zone extends { readonly prefix: string; readonly source: string }>(
  zones: readonly Zone[],
): BucketZone<Zone> | undefined {
  const found = zones.flatMap((zone) => {
    const [, binding, folder = ''] = r2.pattern.exec(zone.source) ?? []
    return binding === undefined ? [] : [{ zone, binding, folder }]
  })
  return found.sort((a, b) => a.zone.prefix.length - b.zone.prefix.length)[0]
}
