import type { Wire } from '../../signing/url/wire.ts'
import { digest } from './digest.ts'

/** Increase it when the same request gives other bytes than before. */
const VERSION = 5

/** The part of a zone that its keys have. */
export interface KeyZone {
  /** Seconds that an image stays fresh where its source does not say, which differs between zones. */
  readonly max_age: number
  /** Letters, digits, `.`, `_` and `-`, or nothing. */
  readonly generation: string
}

/**
 * The URL that derivatives are cached by: on the Worker's own host, as the Cache API requires, made of the names of the
 * sources and the canonical intent. It has no tokens or claims, so that re-signed URLs share a derivative.
 *
 * @param origin `https://host` of the request
 * @param sources names of the source image, such as `r2:IMAGES/a.jpg`, and of the files of overlays
 * @param wanted canonical intent; `undefined` for the original itself
 * @example cacheKey('https://img.example.com', ['r2:IMAGES/a.jpg'], 'width=400', { max_age: 86400, generation: 'b' })
 *   // 'https://img.example.com/.signet/5/derivative/86400/b/r2%3AIMAGES%2Fa.jpg?width=400'
 */
export function cacheKey(
  origin: string,
  sources: readonly string[],
  wanted: string | undefined,
  { max_age, generation }: KeyZone,
): string {
  const kind = wanted === undefined ? 'original' : 'derivative'
  const place = [VERSION, kind, max_age, generation || '-', ...sources.map(encodeURIComponent)].join('/')
  return `${origin}/.signet/${place}?${wanted ?? ''}`
}

/** A key without the host. */
export function placeOf(key: string): string {
  const { pathname, search } = new URL(key)
  return pathname + search
}

/** The name of the source image in a key. */
export function sourceOf(key: string): string {
  return decodeURIComponent(new URL(key).pathname.split('/')[6] ?? '')
}

/** The tag of all stored copies of a zone. */
export function zoneTag(name: string): string {
  return `zone:${encodeURIComponent(name)}`
}

/** The tag of all stored copies of a source, by its name such as `r2:IMAGES/a.jpg`. */
export async function sourceTag(name: string): Promise<string> {
  return `source:${await digest(name)}`
}

/** What stored copies are tagged with, besides their source. Keys are none: derivatives are shared by all of them. */
export function cacheTags({ name }: { name: string }, { signed }: Pick<Wire, 'signed'>): readonly string[] {
  const preset = signed.get('preset')
  return [zoneTag(name), ...(preset === undefined ? [] : [`preset:${preset}`])]
}
