import { markKey, type Purged, sourcePrefix } from '../../src/edge/cache/r2-store.ts'
import { eachAtOnce } from '../at-once.ts'
import { refuse } from '../command.ts'

/** R2 lists and deletes this many objects in a call. */
export const BATCH = 1000

/** Reads of metadata at the same time. */
const READS = 32

/** The part of a bucket that a purge needs: that of R2's binding, or of its S3 API, which lists no metadata. */
export interface PurgeBucket {
  list(options: { readonly prefix: string; readonly limit: number; readonly cursor?: string }): Promise<{
    readonly objects: readonly { readonly key: string }[]
    /** Where the next page begins. */
    readonly cursor?: string
  }>
  /** @returns `null` where there is no such object */
  head(key: string): Promise<{ readonly customMetadata?: Readonly<Record<string, string>> } | null>
  put(key: string, body: ''): Promise<unknown>
  /** @param keys up to `BATCH` */
  delete(keys: string[]): Promise<unknown>
}

/** Objects of a page. */
export interface PageCounts {
  readonly listed: number
  readonly deleted: number
}

/** How to purge. */
export interface PurgeOptions {
  /** Counts, and neither deletes nor leaves a mark. */
  readonly dryRun?: boolean
  readonly onPage?: (counts: PageCounts) => void
}

/** Chooses those keys of a page that belong to a purge. */
type Choose = (keys: readonly string[]) => Promise<readonly string[]>

/**
 * Deletes derivatives from the bucket. First it leaves a mark, which ends the copies in the Cache API at their next check: these
 * can be neither listed nor deleted from elsewhere.
 * @param names begin of the names of the sources of a zone
 * @returns how many it deleted
 * @example await purgeBucket(bucket, { source: 'r2:IMAGES/photos/a.jpg' })
 */
export async function purgeBucket(
  bucket: PurgeBucket,
  purged: Purged,
  names = '',
  options: PurgeOptions = {},
): Promise<number> {
  if (!options.dryRun) await bucket.put(await markKey(purged), '')
  return 'source' in purged
    ? deleteAll(bucket, await sourcePrefix(purged.source), async (keys) => keys, options)
    : deleteAll(bucket, '', chooseByName(bucket, names), options)
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
    // Some stores ignore what they do not know.
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

/** Of derivatives the key begins with a hash of the source, and ends with one of the rest. */
const DERIVATIVE_KEY = /^[\w-]{22}\/[\w-]{22}$/

const sourceHash = (key: string): string => key.slice(0, key.indexOf('/'))

/** All derivatives of a source name the same source: the metadata of one is read for each. */
function chooseByName(bucket: PurgeBucket, names: string): Choose {
  const begin = encodeURIComponent(names)
  const known = new Map<string, boolean>()

  async function read(keys: readonly string[]): Promise<boolean> {
    for (const key of keys) {
      const object = await bucket.head(key)
      // Deleted since it was listed: another of its source may still be there.
      if (object) return object.customMetadata?.['source']?.startsWith(begin) ?? false
    }
    return false
  }

  return async (keys) => {
    const derivatives = keys.filter((key) => DERIVATIVE_KEY.test(key))
    const unknown = Map.groupBy(
      derivatives.filter((key) => !known.has(sourceHash(key))),
      sourceHash,
    )
    await eachAtOnce(unknown, READS, async ([hash, own]) => known.set(hash, await read(own)))
    return derivatives.filter((key) => known.get(sourceHash(key)))
  }
}
