import { wholeNumber } from '../bytes/header-values.ts'
import type { IsolateMemory } from '../isolate/admission.ts'
import { startHeartbeat } from '../isolate/heartbeat.ts'
import type { Derivative } from './derivative.ts'

/** A cache of its own: nothing in it can be had by asking the edge for the key's URL. */
const NAME = 'signet'

const META = { until: 'signet-until', processed: 'signet-processed', info: 'signet-info' }

const PROCESSED: readonly Derivative['processed'][] = [0, 1, 2]

/** A cache that fails is a cache that has nothing. */
async function match(key: string): Promise<Response | undefined> {
  try {
    const cache = await caches.open(NAME)
    return await cache.match(key)
  } catch (error) {
    console.warn('cache.match failed', error)
    return undefined
  }
}

/** Looks a derivative up by its key. Never fails. */
export async function lookUp(key: string): Promise<Derivative | undefined> {
  const found = await match(key)
  if (!found?.body) return undefined
  const { headers, body } = found
  return {
    body,
    length: wholeNumber(headers.get('content-length')),
    type: headers.get('content-type') ?? 'application/octet-stream',
    etag: headers.get('etag') ?? undefined,
    until: Number(headers.get(META.until)),
    processed: PROCESSED.find((kind) => String(kind) === headers.get(META.processed)) ?? 0,
    info: headers.get(META.info) ?? '',
  }
}

/** Keeps a derivative whose bytes are at hand for as long as it is fresh; failing to is not an error. */
export async function store(
  key: string,
  derivative: Derivative,
  now: number,
  memory: Pick<IsolateMemory, 'count'>,
): Promise<void> {
  const { body, type, etag, until, processed, info } = derivative
  if (body instanceof ReadableStream || until <= now) return
  const headers = new Headers({
    'content-type': type,
    'content-length': String(body.length),
    'cache-control': `public, max-age=${until - now}`,
    [META.until]: String(until),
    [META.processed]: String(processed),
    [META.info]: info,
  })
  if (etag) headers.set('etag', etag)
  const { heartbeat, stop } = startHeartbeat()
  // The platform has a copy of its own.
  const release = memory.count(body.length, heartbeat)
  try {
    const cache = await caches.open(NAME)
    await cache.put(key, new Response(body, { headers }))
  } catch (error) {
    console.warn('cache.put failed', error)
  } finally {
    release()
    stop()
  }
}
