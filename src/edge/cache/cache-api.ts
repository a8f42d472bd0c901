import { formatStored, parseStored } from './stored.ts'
import { KEPT_AFTER, type Tier } from './tier.ts'

/**
 * Cache name. Requests for a cache key's URL are never answered from a named cache. From the
 * default cache, the edge could answer them without running the Worker.
 */
const NAME = 'signet'

/** Returns the tier of the Cache API, in the data center that the request reached. */
export function cacheApi(): Tier {
  return {
    name: 'Cache API',
    place: 'edge',
    async get(key) {
      const cache = await caches.open(NAME)
      const response = await cache.match(key)
      return response && parseStored(response)
    },
    async put(key, derivative, now, tags) {
      const control = `public, max-age=${derivative.until + KEPT_AFTER - now}`
      const stored = { ...derivative, length: derivative.body.length }
      const headers = await formatStored(key, stored, control, tags)
      const cache = await caches.open(NAME)
      await cache.put(key, new Response(derivative.body, { headers }))
    },
    async delete(key) {
      const cache = await caches.open(NAME)
      await cache.delete(key)
    },
  }
}
