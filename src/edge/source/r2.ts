import { meter } from '../../engine/bytes/meter.ts'
import { ownValue } from '../../engine/options/own.ts'
import { Failure, misconfigured } from '../../errors.ts'
import { isPlainPath } from '../../signing/url/plain-path.ts'
import { freshness } from './cache-control.ts'
import { type Deadline, deadline } from './deadline.ts'
import type { ReadLimits, SourceKind } from './kind.ts'
import { limitedBody } from './limited-body.ts'
import { type OpenSource, type Source, unchanged, type Validators } from './source.ts'

/**
 * Maximum length in bytes of an object key in R2
 * (https://developers.cloudflare.com/r2/platform/limits/).
 */
const MAX_KEY_BYTES = 1024

/** Returns `true` if a binding is an R2 bucket. */
export function isBucket(binding: unknown): binding is R2Bucket {
  return typeof binding === 'object' && binding !== null && 'get' in binding && 'head' in binding
}

/** Source kind for the objects of an R2 bucket that is bound to the Worker. */
export const r2: SourceKind = {
  forms: ['r2:BINDING', 'r2:BINDING/prefix/'],
  about:
    'objects of a bucket that `[[r2_buckets]]` binds; bind as many as you need, and give each zone its own',
  pattern: /^r2:([A-Za-z_]\w*)(?:\/((?:[^/]+\/)*))?$/,
  ignoresCase: false,
  urlOf: () => undefined,
  assertCredentials(credentials) {
    if (credentials) misconfigured('an r2 source takes none: remove the table')
  },
  open({ source }, env, rules) {
    const [, name = '', prefix = ''] = r2.pattern.exec(source) ?? []
    const bucket = ownValue(env, name)
    if (!isBucket(bucket)) misconfigured(`no R2 binding is named ${name}: add it to r2_buckets`)
    const open = r2Source(bucket, prefix, rules)
    return { nameOf: (path) => `r2:${name}/${prefix}${path}`, origin: `r2:${name}`, open }
  },
}

/** Returns a source's bucket binding; `undefined` for another kind. */
export const bucketOf = (source: string): string | undefined => r2.pattern.exec(source)?.[1]

/**
 * Returns the function that opens objects of a bucket.
 *
 * @param prefix prefix of every key: empty, or ending with `/`
 * @throws Failure misconfigured: another prefix
 * @example const open = r2Source(env.IMAGES, 'originals/', rules)
 */
export function r2Source(bucket: Pick<R2Bucket, 'get'>, prefix: string, rules: ReadLimits): OpenSource {
  if (prefix !== '' && !prefix.endsWith('/')) {
    misconfigured('the prefix of an R2 source must end with /')
  }
  return async (path, signal, known) => {
    const key = prefix + path
    if (!isPlainPath(key) || new TextEncoder().encode(key).length > MAX_KEY_BYTES)
      throw new Failure('not-found')
    signal.throwIfAborted()
    const clock = deadline(rules, signal)
    const object = await get(bucket, key, clock, known)
    if (object === null) throw new Failure('not-found', undefined, undefined, { source: 'gone' })
    const { httpEtag: etag, httpMetadata } = object
    if (!('body' in object)) return unchanged({ etag }, freshness(httpMetadata?.cacheControl))
    return sourceOf(object, rules.maxBytes, clock)
  }
}

/**
 * Reads an object within the time limit. If the object arrives later, its body is cancelled here,
 * because R2 takes no `AbortSignal`.
 */
async function get(
  bucket: Pick<R2Bucket, 'get'>,
  key: string,
  clock: Deadline,
  known: Validators | undefined,
): Promise<R2ObjectBody | R2Object | null> {
  const pending = getObject(bucket, key, known)
  try {
    return await clock.run(() => pending)
  } catch (failure) {
    pending
      .then((object) => (object && 'body' in object ? object.body.cancel() : undefined))
      .catch(() => undefined)
    throw failure
  }
}

/**
 * Reads an object from the bucket.
 * @returns the object without a body if it still has the known entity tag; `null` if there is no
 *   object
 */
async function getObject(
  bucket: Pick<R2Bucket, 'get'>,
  key: string,
  known: Validators | undefined,
): Promise<R2ObjectBody | R2Object | null> {
  try {
    if (known?.etag === undefined) return await bucket.get(key)
    return await bucket.get(key, { onlyIf: new Headers({ 'if-none-match': known.etag }) })
  } catch (error) {
    throw new Failure('bad-origin', undefined, `R2: ${error}`, { source: 'unavailable' })
  }
}

function sourceOf(object: R2ObjectBody, maxBytes: number, clock: Deadline): Source {
  const { body, size, httpEtag, httpMetadata } = object
  return {
    body: limitedBody(body, meter(size, maxBytes), clock),
    size,
    etag: httpEtag,
    maxAge: freshness(httpMetadata?.cacheControl),
  }
}
