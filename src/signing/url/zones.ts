import { spelling } from './closed.ts'

/** Zone, or another object that applies to the paths below a prefix. */
export interface Prefixed {
  /** Canonical path that starts and ends with a slash. */
  readonly prefix: string
}

/**
 * Returns the prefixes of other zones that lie within a zone, as paths below that zone. Each begins
 * with a slash.
 * @param ignoresCase `true` if prefixes are compared without regard to case and other differences
 *   of spelling (`foldCase`)
 * @example prefixesWithin([{ prefix: '/shop/' }], { prefix: '/' }) // ['/shop/']
 */
export function prefixesWithin(
  others: readonly Prefixed[],
  { prefix }: Prefixed,
  ignoresCase = false,
): readonly string[] {
  const spelled = spelling(ignoresCase)
  const within = others.filter(
    (other) => other.prefix.length > prefix.length && spelled(other.prefix).startsWith(spelled(prefix)),
  )
  return within.map((other) => other.prefix.slice(prefix.length - 1))
}

/**
 * Finds the zone whose prefix matches most of `path`. Returns the zone and the rest of the path,
 * decoded.
 * @param path canonical, as `parseWire` returns it
 * @example findZone([{ prefix: '/' }, { prefix: '/shop/' }], '/shop/a%20b.jpg')
 *   // { zone: { prefix: '/shop/' }, path: 'a b.jpg' }
 */
export function findZone<Zone extends Prefixed>(
  zones: readonly Zone[],
  path: string,
): { zone: Zone; path: string } | undefined {
  const matching = zones.filter((zone) => path.startsWith(zone.prefix))
  const [zone] = matching.sort((a, b) => b.prefix.length - a.prefix.length)
  return zone && { zone, path: decodeURIComponent(path.slice(zone.prefix.length)) }
}
