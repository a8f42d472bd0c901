import { normalizeAddress } from '../../signing/url/addresses.ts'
import { spelling } from '../../signing/url/closed.ts'
import type { Prefixed } from '../../signing/url/zones.ts'
import { ignoresCase, kindOf } from './kinds.ts'

interface SourceZone extends Prefixed {
  readonly source: string
}

/**
 * Returns the location of a source's images in a normal form that can be compared. It ends with a
 * slash.
 */
function folderOf(source: string): string {
  const kind = kindOf(source)
  const address = kind?.urlOf(source)
  const folder = kind?.folderOf?.(source) ?? (address === undefined ? source : normalizeAddress(address))
  return folder.endsWith('/') ? folder : `${folder}/`
}

/**
 * Returns `true` if an original could have URLs in both of two zones, judged by their sources.
 * Sources with different texts can be the same location, and a web server may ignore case.
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
  // An inner zone, whose prefix lies in an outer zone's, takes its paths from the outer zone. If
  // its source is the matching folder in the outer source, each original has a URL in only one of
  // the two zones.
  const isNested = inner.prefix.startsWith(outer.prefix)
  return !(isNested && within.startsWith(around + inner.prefix.slice(outer.prefix.length)))
}
