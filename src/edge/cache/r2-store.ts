import { meter } from '../../engine/bytes/meter.ts'
import { deadline } from '../source/deadline.ts'
import { parseInteger } from '../source/header-values.ts'
import { limitedBody } from '../source/limited-body.ts'
import { isBucket } from '../source/r2.ts'
import { type Derivative, isProcessed } from './derivative.ts'
import { digest } from './digest.ts'
import { LIFETIME } from './freshness.ts'
import { formatInfo, parseInfo } from './info.ts'
import { instanceOf, placeOf, sourceOf, withInstance } from './key.ts'
import type { Tier } from './tier.ts'

/** Binding name for the derivatives bucket. */
export const BINDING = 'DERIVATIVES'

/**
 * Timeout of a read in milliseconds. Making the image anew takes about as long, so a longer wait
 * would gain nothing.
 */
const TIMEOUT = 2000
const RULES = { timeout: TIMEOUT, totalTimeout: 5 * TIMEOUT }

/**
 * Returns a derivative's key in the bucket. It begins with a hash of the original's name, so that
 * all the original's derivatives have the same prefix. The instance name, if there is one, is a
 * folder around it. The key does not contain the host, so all the Worker's hosts share the
 * derivative.
 * @example
 * await storeKey('https://img.example.com/.signet/8/derivative/86400/-/r2%3AIMAGES%2Fa.jpg?width=400')
 */
export async function storeKey(key: string): Promise<string> {
  return `${await sourcePrefix(sourceOf(key), instanceOf(key))}${await digest(placeOf(key))}`
}

/**
 * Returns the key prefix that an original's derivatives share.
 * @param name original's name, such as `r2:IMAGES/a.jpg`
 * @param instance instance name; empty if it has none
 */
export async function sourcePrefix(name: string, instance = ''): Promise<string> {
  return `${withInstance(instance, await digest(name))}/`
}

/**
 * Images that a purge removes: all images of an original, by its name, or all images that a zone
 * can deliver.
 */
export type Purged = ({ readonly source: string } | { readonly zone: string }) & {
  /** Name of the instance; absent if it has none. */
  readonly instance?: string
}

/** Returns the images of an instance, whose name may be empty, that a purge removes. */
export function purgedOf(images: Purged, instance: string): Purged {
  return instance === '' ? images : { ...images, instance }
}

/** Returns a purge record's key. The object's upload time is the time of the latest purge. */
export async function purgeRecordKey(purged: Purged): Promise<string> {
  const record =
    'zone' in purged
      ? `.purged/zone/${encodeURIComponent(purged.zone)}`
      : `.purged/source/${await digest(purged.source)}`
  return withInstance(purged.instance ?? '', record)
}

/**
 * Opens the derivatives bucket, which all data centers share. Returns `undefined` if the deployment
 * has none. An image is written only when it is made. It is not written again when its source
 * confirms that the file is unchanged: the write would cost more than the source read that it
 * saves.
 */
export function r2Store(env: Readonly<Record<string, unknown>>): Tier | undefined {
  const bucket = env[BINDING]
  return isBucket(bucket) ? bucketTier(bucket) : undefined
}

function bucketTier(bucket: R2Bucket): Tier {
  async function purgeTime(purged: Purged): Promise<number> {
    const record = await bucket.head(await purgeRecordKey(purged))
    return record ? Math.floor(record.uploaded.getTime() / 1000) : 0
  }

  return {
    name: BINDING,
    place: 'bucket',
    async get(key) {
      const clock = deadline(RULES, new AbortController().signal)
      const at = await storeKey(key)
      const pending = bucket.get(at)
      const object = await clock
        .run(() => pending)
        .catch((error) => {
          pending.then((late) => late?.body.cancel()).catch(() => undefined)
          throw error
        })
      if (!object) return undefined
      const { body, size, customMetadata = {}, httpMetadata } = object
      const kept = fieldsOf(customMetadata)
      if (Date.now() / 1000 < kept.made + LIFETIME)
        return {
          ...kept,
          body: limitedBody(body, meter(size, size), clock),
          length: size,
          type: httpMetadata?.contentType ?? 'application/octet-stream',
        }
      await body.cancel()
      return undefined
    },
    async put(key, { body, type, etag, until, checked, made, validators, processed, info }, now) {
      const wasMadeBefore = made < now
      // A derivative without validators is not stored: once it is stale, it would have to be made
      // again.
      if (wasMadeBefore || validators === '') return
      await bucket.put(await storeKey(key), body, {
        httpMetadata: { contentType: type },
        customMetadata: {
          source: encodeURIComponent(sourceOf(key)),
          ...(etag !== undefined && { etag: encodeURIComponent(etag) }),
          until: String(until),
          checked: String(checked),
          made: String(made),
          validators,
          processed: String(processed),
          info: formatInfo(info),
        },
      })
    },
    delete: async (key) => bucket.delete(await storeKey(key)),
    async purgedAt(key, zone) {
      const clock = deadline(RULES, new AbortController().signal)
      const instance = instanceOf(key)
      const times = [purgeTime({ source: sourceOf(key), instance }), purgeTime({ zone, instance })]
      return Math.max(...(await clock.run(() => Promise.all(times))))
    },
  }
}

function fieldsOf(meta: Record<string, string>): Omit<Derivative, 'body' | 'length' | 'type'> {
  const seconds = (name: string) => parseInteger(meta[name] ?? null) ?? Number.NaN
  const processed = Number(meta['processed'])
  return {
    etag: meta['etag'] === undefined ? undefined : decodeURIComponent(meta['etag']),
    until: seconds('until'),
    checked: seconds('checked'),
    made: seconds('made'),
    validators: meta['validators'] ?? '',
    processed: isProcessed(processed) ? processed : 0,
    info: parseInfo(meta['info']),
  }
}
