import { Failure } from '../errors.ts'
import { freshness } from './cache-control.ts'
import { isPlainPath } from './path.ts'
import type { OpenSource, Source } from './source.ts'

/** Bytes of UTF-8: https://developers.cloudflare.com/r2/platform/limits/ */
const MAX_KEY = 1024

/**
 * Opens objects of a bucket.
 *
 * @param prefix what stands before every key: empty, or ending with `/` so that it ends where a segment does
 * @throws Failure misconfigured for another prefix
 * @example const open = r2Source(env.IMAGES, 'originals/')
 */
export function r2Source(bucket: Pick<R2Bucket, 'get'>, prefix: string): OpenSource {
  if (prefix !== '' && !prefix.endsWith('/')) {
    throw new Failure('misconfigured', undefined, 'the prefix of an R2 source must end with /')
  }
  return async (path, signal) => {
    const key = prefix + path
    if (!isPlainPath(key) || new TextEncoder().encode(key).length > MAX_KEY) throw new Failure('not-found')
    signal.throwIfAborted()
    const object = await get(bucket, key)
    if (object === null) throw new Failure('not-found')
    if (signal.aborted) {
      // R2 takes no signal: what it delivered to nobody is sent back.
      object.body.cancel().catch(() => undefined)
      throw signal.reason
    }
    return sourceOf(object)
  }
}

async function get(bucket: Pick<R2Bucket, 'get'>, key: string): Promise<R2ObjectBody | null> {
  try {
    return await bucket.get(key)
  } catch (error) {
    throw new Failure('bad-origin', undefined, `R2: ${error}`)
  }
}

function sourceOf(object: R2ObjectBody): Source {
  return {
    body: object.body,
    size: object.size,
    etag: object.httpEtag,
    lastModified: object.uploaded,
    maxAge: freshness(object.httpMetadata?.cacheControl),
  }
}
