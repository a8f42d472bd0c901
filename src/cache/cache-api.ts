import { wholeNumber } from '../bytes/header-values.ts'
import { isProcessed } from './derivative.ts'
import { sourceOf, sourceTag } from './key.ts'
import { KEPT_AFTER, type Tier } from './tier.ts'

/** A named cache: a request for the key's URL is not answered from it by the edge. */
const NAME = 'signet'

const META = {
  until: 'signet-until',
  checked: 'signet-checked',
  made: 'signet-made',
  validators: 'signet-validators',
  processed: 'signet-processed',
  info: 'signet-info',
}

/** The Cache API of the data centre that the request reached. */
export function cacheApi(): Tier {
  return {
    name: 'Cache API',
    place: 'edge',
    async get(key) {
      const cache = await caches.open(NAME)
      const response = await cache.match(key)
      if (!response?.body) return undefined
      const { headers, body } = response
      const processed = Number(headers.get(META.processed))
      return {
        body,
        length: wholeNumber(headers.get('content-length')),
        type: headers.get('content-type') ?? 'application/octet-stream',
        etag: headers.get('etag') ?? undefined,
        until: Number(headers.get(META.until)),
        checked: Number(headers.get(META.checked)),
        made: Number(headers.get(META.made)),
        validators: headers.get(META.validators) ?? '',
        processed: isProcessed(processed) ? processed : 0,
        info: headers.get(META.info) ?? '',
      }
    },
    async put(key, { body, type, etag, until, checked, made, validators, processed, info }, now, tags) {
      const headers = new Headers({
        'content-type': type,
        'content-length': String(body.length),
        'cache-control': `public, max-age=${until + KEPT_AFTER - now}`,
        'cache-tag': [await sourceTag(sourceOf(key)), ...tags].join(),
        [META.until]: String(until),
        [META.checked]: String(checked),
        [META.made]: String(made),
        [META.validators]: validators,
        [META.processed]: String(processed),
        [META.info]: info,
      })
      if (etag) headers.set('etag', etag)
      const cache = await caches.open(NAME)
      await cache.put(key, new Response(body, { headers }))
    },
    async delete(key) {
      const cache = await caches.open(NAME)
      await cache.delete(key)
    },
  }
}
