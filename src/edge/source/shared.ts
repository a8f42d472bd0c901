import { normalizeAddress } from '../../signing/url/addresses.ts'
import { spelling } from '../../signing/url/closed.ts'
import type { Prefixed } from '../../signing/url/zones.ts'
import { ignoresCase, kindOf } from './kinds.ts'

interface SourceZone extends Prefixed {
  readonly source: string
}

/** One spelling of the place of a source's images, which ends with a slash. */
function folderOf(source: string): string {
  const address = kindOf(source)?.urlOf(source)
  const folder = address === undefined ? source : normalizeAddress(address)
  return folder.endsWith('/') ? folder : `${folder}/`
}

/**
 * `true` if an original has a URL in either of two zones, as far as their sources tell: one may have several names, and a web
 * server may ignore case.
 * @example sharesOriginals({ prefix: '/a/', source: 'r2:IMAGES' }, { prefix: '/b/', source: 'r2:IMAGES/b/' }) // true
 */
export function sharesOriginals(first: SourceZone, second: SourceZone): boolean {
  const [outer, inner] = first.prefix.length <= second.prefix.length ? [first, second] : [second, first]
  if (outer.prefix === inner.prefix) return false
  const [around, within] = [folderOf(outer.source), folderOf(inner.source)]
  const spelled = spelling(ignoresCase(outer.source) && ignoresCase(inner.source))
  const [one, other] = [spelled(around), spelled(within)]
  if (!one.startsWith(other) && !other.startsWith(one)) return false
  // The longer prefix takes its paths from the zone around it: each original is in one zone.
  const isNested = inner.prefix.startsWith(outer.prefix)
  return !(isNested && within.startsWith(around + inner.prefix.slice(outer.prefix.length)))
}
