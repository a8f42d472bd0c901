import { withInstance } from '../../src/edge/cache/key.ts'
import { type Purged, purgeRecordKey, sourcePrefix } from '../../src/edge/cache/r2-store.ts'
import { eachAtOnce } from '../at-once.ts'
import { refuse } from '../command.ts'

/** Maximum number of objects in one R2 call that lists or deletes objects. */
export const BATCH = 1000

/** Maximum number of simultaneous metadata reads. */
const READS = 32

/**
 * Methods of a bucket that a purge needs. R2's binding and the S3 client implement them. Its `list`
 * returns no metadata, because the S3 API does not.
 */
export interface PurgeBucket {
  list(options: { readonly prefix: string; readonly limit: number; readonly cursor?: string }): Promise<{
    readonly objects: readonly { readonly key: string }[]
    /** Token for the next page. It is absent on the last page. */
    readonly cursor?: string
  }>
  /** Returns an object's metadata, or `null` if there is no such object. */
  head(key: string): Promise<{ readonly customMetadata?: Readonly<Record<string, string>> } | null>
  put(key: string, body: ''): Promise<unknown>
  /**
   * Deletes objects.
   * @param keys at most `BATCH`
   */
  delete(keys: string[]): Promise<unknown>
}

/** Number of listed and deleted objects for one page in a bucket's listing. */
export interface PageCounts {
  readonly listed: number
  readonly deleted: number
}

/** Options for a purge. */
export interface PurgeOptions {
  /** `true` to count only. Then nothing is deleted, and no purge record is written. */
  readonly dryRun?: boolean
  readonly onPage?: (counts: PageCounts) => void
}

/**
 * Function that receives the object keys on a page of the listing, and returns the keys to delete.
 */
type Choose = (keys: readonly string[]) => Promise<readonly string[]>

/**
 * Deletes derivatives from the bucket. Before that, it writes a purge record to the bucket, because
 * copies in the Cache API cannot be listed or deleted from outside. The record makes these copies
 * invalid at their next check.
 * @param names prefix that the source names in a zone share
 * @returns the deleted object count
 * @example await purgeBucket(bucket, { source: 'r2:IMAGES/photos/a.jpg' })
 */
export async function purgeBucket(
  bucket: PurgeBucket,
  purged: Purged,
  names = '',
  options: PurgeOptions = {},
): Promise<number> {
  if (!options.dryRun) await bucket.put(await purgeRecordKey(purged), '')
  const { instance = '' } = purged
  return 'source' in purged
    ? deleteAll(bucket, await sourcePrefix(purged.source, instance), async (keys) => keys, options)
    : deleteAll(bucket, withInstance(instance, ''), chooseByName(bucket, names, instance), options)
}

async function deleteAll(
  bucket: PurgeBucket,
  prefix: string,
  choose: Choose,
  { dryRun, onPage }: PurgeOptions,
): Promise<number> {
  let deleted = 0
  let cursor: string | undefined
  do {
    const page = await bucket.list({ prefix, limit: BATCH, ...(cursor !== undefined && { cursor }) })
    // Some stores ignore unknown parameters such as `prefix`. Without this check, a purge could
    // delete other objects.
    const listed = page.objects.map(({ key }) => key).filter((key) => key.startsWith(prefix))
    const keys = await choose(listed)
    if (keys.length > 0 && !dryRun) await bucket.delete([...keys])
    deleted += keys.length
    onPage?.({ listed: page.objects.length, deleted: keys.length })
    if (page.cursor !== undefined && page.cursor === cursor) refuse('the store lists the same page again')
    cursor = page.cursor
  } while (cursor !== undefined)
  return deleted
}

/**
 * Matches a derivative's key in the bucket, without its instance name. The key joins two hashes:
 * one from the source, and one from the remaining cache key.
 */
const DERIVATIVE_KEY = /^[\w-]{22}\/[\w-]{22}$/

const sourceHash = (key: string): string => key.slice(0, key.lastIndexOf('/'))

/**
 * Returns a function that chooses the derivatives whose source has a name with a prefix. All
 * derivatives from a source store the source's name in their metadata. Therefore the function reads
 * only one derivative's metadata per source.
 */
function chooseByName(bucket: PurgeBucket, names: string, instance: string): Choose {
  const begin = encodeURIComponent(names)
  const folder = withInstance(instance, '')
  const known = new Map<string, boolean>()

  async function read(keys: readonly string[]): Promise<boolean> {
    for (const key of keys) {
      const object = await bucket.head(key)
      // `head` returns `null` if the object was deleted after it was listed. Then the next
      // derivative of the same source is read.
      if (object) return object.customMetadata?.['source']?.startsWith(begin) ?? false
    }
    return false
  }

  return async (keys) => {
    const derivatives = keys.filter((key) => DERIVATIVE_KEY.test(key.slice(folder.length)))
    const unknown = new Map<string, string[]>()
    for (const key of derivatives) {
      const hash = sourceHash(key)
      if (known.has(hash)) continue
      const own = unknown.get(hash)
      if (own) own.push(key)
      else unknown.set(hash, [key])
    }
    await eachAtOnce(unknown, READS, async ([hash, own]) => known.set(hash, await read(own)))
    return derivatives.filter((key) => known.get(sourceHash(key)))
  }
}
