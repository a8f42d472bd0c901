import type { Wire } from '../../signing/url/wire.ts'
import { digest } from './digest.ts'

/**
 * Version of the cache keys. Increase it when the same request gives other output bytes than
 * before. Otherwise caches would deliver the old images.
 */
const VERSION = 8

/** Zone fields that are part of the zone's cache keys. */
export interface KeyZone {
  /**
   * Seconds for which an image stays fresh if its source sends no lifetime. Zones may differ, so
   * the same image has a key for each value.
   */
  readonly max_age: number
  /**
   * Generation of the zone's cached images: letters, digits, `.`, `_` and `-`, or an empty text. A
   * new value makes all the zone's earlier cached images unused.
   */
  readonly generation: string
}

/**
 * Returns a derivative's cache key, which has the form of a URL. The URL is on the Worker's own
 * host, as the Cache API requires. It contains the source names and the canonical intent. It
 * contains no token and no claims, so that URLs that are signed again share a derivative.
 * @param origin the request's `https://host`
 * @param sources names for the original, such as `r2:IMAGES/a.jpg`, and for the overlay files
 * @param wanted canonical intent; `undefined` for the original itself
 * @param instance instance name; empty if it has none
 * @example
 * const zone = { max_age: 86400, generation: 'b' }
 * cacheKey('https://img.example.com', ['r2:IMAGES/a.jpg'], 'width=400', zone)
 * // 'https://img.example.com/.signet/8/derivative/86400/b/r2%3AIMAGES%2Fa.jpg?width=400'
 */
export function cacheKey(
  origin: string,
  sources: readonly string[],
  wanted: string | undefined,
  { max_age, generation }: KeyZone,
  instance = '',
): string {
  const version = instance === '' ? VERSION : `${VERSION}-${instance}`
  const kind = wanted === undefined ? 'original' : 'derivative'
  const place = [version, kind, max_age, generation || '-', ...sources.map(encodeURIComponent)].join('/')
  return `${origin}/.signet/${place}?${wanted ?? ''}`
}

/** Returns the path and query of a cache key, without the host. */
export function placeOf(key: string): string {
  const { pathname, search } = new URL(key)
  return pathname + search
}

/** Returns the original's name in a cache key, such as `r2:IMAGES/a.jpg`. */
export function sourceOf(key: string): string {
  return decodeURIComponent(new URL(key).pathname.split('/')[6] ?? '')
}

/** Returns the instance name in a cache key; empty if it has none. */
export function instanceOf(key: string): string {
  const [, , version = ''] = new URL(key).pathname.split('/')
  const end = version.indexOf('-')
  return end < 0 ? '' : version.slice(end + 1)
}

/**
 * Returns a name that is unique among all instances: `shop/name` for the instance `shop`, and the
 * name itself for an instance without a name. The slash makes it differ from all names that have
 * none.
 */
export function withInstance(instance: string, name: string): string {
  return instance === '' ? name : `${instance}/${name}`
}

/**
 * Returns the cache tag for all copies that were made for a zone. A purge by this tag removes them.
 */
export function zoneTag(name: string, instance = ''): string {
  return `zone:${withInstance(instance, encodeURIComponent(name))}`
}

/**
 * Returns the cache tag for an original's copies and for all images made from it. A purge by this
 * tag removes them.
 * @param name original's name, such as `r2:IMAGES/a.jpg`
 */
export async function sourceTag(name: string, instance = ''): Promise<string> {
  return `source:${withInstance(instance, await digest(name))}`
}

/**
 * Returns a stored copy's tags besides its original's tag: the tags of its zone and preset. Signing
 * keys have no tags, because all keys' URLs share the copies.
 */
export function cacheTags(
  { name }: { name: string },
  { signed }: Pick<Wire, 'signed'>,
  instance = '',
): readonly string[] {
  const preset = signed.get('preset')
  const ofPreset = preset === undefined ? [] : [`preset:${withInstance(instance, preset)}`]
  return [zoneTag(name, instance), ...ofPreset]
}
