import { Failure } from '../errors.ts'
import type { Intent } from '../url/intent.ts'
import { type Prefixed, prefixesWithin } from '../url/zones.ts'
import type { Bindings, SourceRules } from './kind.ts'
import { configuredSource, kindOf } from './kinds.ts'
import { isPlainPath } from './path.ts'
import type { Source } from './source.ts'

/** Of a zone, what an overlay's address is held against. */
export interface OverlayZone {
  /** Where the originals are, as `configuredSource` takes it. */
  readonly source: string
  /** Paths below the zone, and https URLs, under which overlays lie; each ends with `/`. */
  readonly overlays: readonly string[]
  /**
   * Paths below the zone, and URLs, that lie in another zone, which gives their images with its own overlay or redaction
   * only; each ends with `/`.
   */
  readonly guarded: readonly string[]
}

const hasUrls = (source: string) => kindOf(source)?.hasUrls === true

/**
 * What of other zones no overlay of a zone may show: the paths at which they lie within it, as its own source has them, too,
 * and their sources where those are origins.
 *
 * @param guards zones with mandatory presets
 * @example guardedFrom({ prefix: '/', source: 'r2:A' }, [{ prefix: '/shop/', source: 'https://h.example.com/b/' }])
 *   // ['/shop/', 'https://h.example.com/b/']
 */
export function guardedFrom<Zone extends Prefixed & Pick<OverlayZone, 'source'>>(
  zone: Zone,
  guards: readonly Zone[],
): readonly string[] {
  const paths = prefixesWithin(guards, zone)
  const urls = hasUrls(zone.source) ? paths.map((path) => zone.source + path.slice(1)) : []
  const sources = guards.filter(({ prefix }) => prefix !== zone.prefix).map(({ source }) => source)
  return [...new Set([...paths, ...urls, ...sources.filter(hasUrls)])]
}

/** An overlay's source, ready to be read. */
export interface OpenedOverlay {
  /** Names the image in caches: the same bytes under two zones are kept once. */
  readonly name: string
  readonly open: (signal: AbortSignal) => Promise<Source>
}

const refused = () => new Failure('bad-parameter', 'olurl: is not on the list of this zone')

/** What fails for an overlay's sake says so. Anything that is no `Failure` passes as it is. */
export function overlayFailure(error: unknown): unknown {
  if (!(error instanceof Failure) || error.detail?.startsWith('olurl: ')) return error
  const said = error.detail ?? 'the image could not be used'
  const { retryAfter } = error
  return new Failure(error.code, `olurl: ${said}`, error.reason, { retryAfter })
}

async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw overlayFailure(error)
  }
}

/** Whether an address may be that of an overlay; into what another zone guards it leads only where the list says so itself. */
function isListed(address: string, { overlays, guarded }: OverlayZone): boolean {
  const guards = guarded.filter((inner) => address.startsWith(inner))
  return overlays.some(
    (prefix) => address.startsWith(prefix) && guards.every((inner) => prefix.startsWith(inner)),
  )
}

/** A URL as most origins read it, however it is written; a path as it is. */
function plain(address: string): string {
  const url = URL.parse(address)
  return url ? url.origin + (decoded(url.pathname) ?? url.pathname) : address
}

/** What of an encoded URL path lies below a prefix, decoded; `undefined` if that could be read in another way. */
function decoded(path: string): string | undefined {
  if (/%(?:2f|5c)/i.test(path)) return undefined
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** The prefix under which a URL lies, as its parser reads both, and the decoded rest of its path. */
function locate(url: URL, prefixes: readonly string[]): { prefix: string; path: string } | undefined {
  if (url.username !== '' || url.password !== '' || /[?#]/.test(url.href)) return undefined
  for (const prefix of prefixes) {
    const base = URL.parse(prefix)
    if (base === null || base.origin !== url.origin || !url.pathname.startsWith(base.pathname)) continue
    const path = decoded(url.pathname.slice(base.pathname.length))
    return path !== undefined && isPlainPath(path) ? { prefix, path } : undefined
  }
  return undefined
}

/**
 * The door for overlays: a path below the zone, in the zone's own source, or an https URL; either under one of the
 * zone's prefixes, and by the rules that hold for originals, redirects included.
 *
 * @param olurl decoded: a path that begins with `/`, or an https URL without user information, query and fragment
 * @throws Failure bad-parameter: it lies under no prefix; misconfigured
 * @example overlaySource('/brand/logo.png', { source: 'r2:IMAGES', overlays: ['/brand/'], guarded: [] }, env, rules)
 */
export function overlaySource(
  olurl: string,
  zone: OverlayZone,
  env: Bindings,
  rules: SourceRules,
): OpenedOverlay {
  if (olurl.startsWith('/')) {
    const path = olurl.slice(1)
    if (!isPlainPath(path) || !isListed(olurl, zone)) throw refused()
    const { nameOf, open } = configuredSource(zone.source, env, rules)
    return { name: nameOf(path), open: (signal) => named(() => open(path, signal)) }
  }
  const url = URL.parse(olurl)
  const found = url && locate(url, zone.overlays)
  if (!found) throw refused()
  const source = configuredSource(found.prefix, env, rules)
  const name = source.nameOf(found.path)
  if (
    !isListed(plain(name), { ...zone, overlays: zone.overlays.map(plain), guarded: zone.guarded.map(plain) })
  )
    throw refused()
  return { name, open: (signal) => named(() => source.open(found.path, signal)) }
}

/**
 * The overlay that an intent asks for; `undefined` where there is none, or where the answer describes the source alone.
 * @throws Failure like `overlaySource`
 */
export function requestedOverlay(
  intent: Intent | undefined,
  zone: OverlayZone,
  env: Bindings,
  rules: SourceRules,
): OpenedOverlay | undefined {
  if (intent?.olurl === undefined || intent.output === 'json') return undefined
  return overlaySource(intent.olurl, zone, env, rules)
}
