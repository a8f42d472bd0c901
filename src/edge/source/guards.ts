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
 * The paths and URLs at which a zone must not show images of others: where guarded zones lie within it, the same in its own
 * source, and the sources of guarded zones that have URLs. Where a web server reads them, every spelling of case is meant.
 *
 * @param guards zones with mandatory presets
 * @example guardedFrom({ prefix: '/', source: 'r2:A' }, [{ prefix: '/shop/', source: 'https://h.example.com/b/' }])
 *   // [{ prefix: '/shop/', ignoresCase: false }, { prefix: 'https://h.example.com/b/', ignoresCase: true }]
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
 * `true` if a zone lists overlays that lie in guarded zones, whose bare images it then shows.
 * @param guarded as `guardedFrom` gives it
 */
export function lendsOverlays(
  { overlays }: { readonly overlays: readonly string[] },
  guarded: readonly ClosedPrefix[],
): boolean {
  return guarded.some((closed) => overlays.some((prefix) => isBelowClosed(prefix, closed)))
}
