import { type ClosedPrefix, isBelowClosed } from '../../signing/url/closed.ts'
import { type Prefixed, prefixesWithin } from '../../signing/url/zones.ts'
import { ignoresCase, kindOf } from './kinds.ts'

interface SourceZone extends Prefixed {
  readonly source: string
}

function urlsOf(source: string): readonly string[] {
  const url = kindOf(source)?.urlOf(source)
  return url === undefined ? [] : [url]
}

/**
 * Returns the prefixes below which a zone must not show images, because the images belong to
 * guarded zones (zones with mandatory presets). The prefixes are:
 * - the paths of guarded zones within the zone
 * - the URLs of the same paths in the zone's own source
 * - the URLs of the guarded zones' sources
 *
 * `ignoresCase` is `true` if a web server reads the images below a prefix. The prefix then covers
 * every spelling in upper and lower case.
 *
 * @param guards guarded zones
 * @example
 * const shop = { prefix: '/shop/', source: 'https://h.example.com/b/' }
 * guardedFrom({ prefix: '/', source: 'r2:A' }, [shop])
 * // [{ prefix: '/shop/', ignoresCase: false },
 * //  { prefix: 'https://h.example.com/b/', ignoresCase: true }]
 */
export function guardedFrom<Zone extends SourceZone>(
  zone: Zone,
  guards: readonly Zone[],
): readonly ClosedPrefix[] {
  const own = ignoresCase(zone.source)
  const paths = prefixesWithin(guards, zone, own)
  const urls = urlsOf(zone.source).flatMap((url) => paths.map((path) => url + path.slice(1)))
  const within = [...paths, ...urls].map((prefix) => ({ prefix, ignoresCase: own }))
  const sources = guards
    .filter(({ prefix }) => prefix !== zone.prefix)
    .flatMap(({ source }) => urlsOf(source).map((prefix) => ({ prefix, ignoresCase: ignoresCase(source) })))
  const all = [...within, ...sources]
  return all.filter(
    (one, index) =>
      all.findIndex((other) => other.prefix === one.prefix && other.ignoresCase === one.ignoresCase) ===
      index,
  )
}

/**
 * Returns `true` if a zone's `overlays` list a prefix below a guarded one. The zone's overlays can
 * then show images from guarded zones without their mandatory presets.
 * @param guarded result of `guardedFrom`
 */
export function lendsOverlays(
  { overlays }: { readonly overlays: readonly string[] },
  guarded: readonly ClosedPrefix[],
): boolean {
  return guarded.some((closed) => overlays.some((prefix) => isBelowClosed(prefix, closed)))
}
