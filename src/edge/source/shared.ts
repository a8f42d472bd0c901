import { normalizeAddress } from '../../signing/url/addresses.ts'
import { spelling } from '../../signing/url/closed.ts'
import type { Prefixed } from '../../signing/url/zones.ts'
import { ignoresCase, kindOf } from './kinds.ts'

interface SourceZone extends Prefixed {
  readonly source: string
}

/** Returns one spelling of the place of a source's images. It ends with a slash. */
function folderOf(source: string): string {
  const address = kindOf(source)?.urlOf(source)
  const folder = address === undefined ? source : normalizeAddress(address)
  return folder.endsWith('/') ? folder : `${folder}/`
}

/**
 * Returns `true` if some original has a URL in either of two zones, judged by their sources. Two
 * sources can name the same place differently, and a web server may ignore case.
 * @example
 * const other = { prefix: '/b/', source: 'r2:IMAGES/b/' }
 * sharesOriginals({ prefix: '/a/', source: 'r2:IMAGES' }, other) // true
 */
export function sharesOriginals(first: SourceZone, second: SourceZone): boolean {
  const [outer, inner] = first.prefix.length <= second.prefix.length ? [first, second] : [second, first]
  if (outer.prefix === inner.prefix) return false
  const [around, within] = [folderOf(outer.source), folderOf(inner.source)]
  const spelled = spelling(ignoresCase(outer.source) && ignoresCase(inner.source))
  const [one, other] = [spelled(around), spelled(within)]
  if (!one.startsWith(other) && !other.startsWith(one)) return false
  // A zone with a longer prefix takes its paths from the zone around it. If the inner source is the
  // matching folder of the outer source, each original has a URL in only one zone.
  const isNested = inner.prefix.startsWith(outer.prefix)
  return !(isNested && within.startsWith(around + inner.prefix.slice(outer.prefix.length)))
}
