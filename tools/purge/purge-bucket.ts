import { markKey, type Purged, sourcePrefix } from '../../src/cache/r2-store.ts'

/** R2 deletes this many objects in a call. */
const BATCH = 1000

/** The part of a bucket that a purge needs. */
export type PurgeBucket = Pick<R2Bucket, 'list' | 'put' | 'delete'>

/** Whether a derivative belongs to a purge, by its metadata. */
type Belongs = (metadata: Readonly<Record<string, string>>) => boolean

/**
 * Deletes derivatives from the bucket. First it leaves a mark, which ends the copies in the Cache API at their next check: these
 * can be neither listed nor deleted from elsewhere.
 * @param names begin of the names of the sources of a zone
 * @returns how many it deleted
 * @example await purgeBucket(bucket, { source: 'r2:IMAGES/photos/a.jpg' })
 */
export async function purgeBucket(bucket: PurgeBucket, purged: Purged, names = ''): Promise<number> {
  await bucket.put(await markKey(purged), '')
  if ('source' in purged) return deleteAll(bucket, await sourcePrefix(purged.source), () => true)
  return deleteAll(
    bucket,
    '',
    ({ source }) => source !== undefined && decodeURIComponent(source).startsWith(names),
  )
}

async function deleteAll(bucket: PurgeBucket, prefix: string, belongs: Belongs): Promise<number> {
  let deleted = 0
  let cursor: string | undefined
  do {
    const page = await bucket.list({
      prefix,
      limit: BATCH,
      include: ['customMetadata'],
      ...(cursor !== undefined && { cursor }),
    })
    const keys = page.objects
      .filter(({ customMetadata = {} }) => belongs(customMetadata))
      .map(({ key }) => key)
    if (keys.length > 0) await bucket.delete(keys)
    deleted += keys.length
    cursor = page.truncated ? page.cursor : undefined
  } while (cursor !== undefined)
  return deleted
}
