import { Failure } from '../../errors.ts'
import { openPath } from '../../signing/auth/encrypted-path.ts'
import { verifyHmac } from '../../signing/auth/hmac.ts'
import { deny } from '../../signing/auth/scheme.ts'
import { parseWire } from '../../signing/url/wire.ts'
import { findZone } from '../../signing/url/zones.ts'
import { sourceTag } from '../cache/key.ts'
import { purgedOf } from '../cache/r2-store.ts'
import { zoneTags } from '../cache/zone-tags.ts'
import type { Config, Zone } from '../config.ts'
import { assertHost } from '../http/hosts.ts'
import { ALWAYS } from '../http/response.ts'
import type { RequestLog } from '../log/request-log.ts'
import { parseInteger } from '../source/header-values.ts'
import { type Bindings, sourceRules } from '../source/kind.ts'
import { configuredSource } from '../source/kinds.ts'
import type { RenderEntrypoint } from './gateway.ts'
import { MAX_AHEAD, purgePath, signedPurgePath } from './purge-url.ts'

interface PurgeContext {
  readonly config: Config
  readonly env: Bindings
  readonly log: RequestLog
  readonly render: RenderEntrypoint
}

const PARAMETERS: readonly string[] = ['source', 'zone', 'expire', 'kid']

/** Returns `true` for a purge request, whether it is signed or not. */
export function isPurge(
  { method, url }: Pick<Request, 'method' | 'url'>,
  { base }: Pick<Config, 'base'>,
): boolean {
  return method === 'POST' && URL.parse(url)?.pathname === purgePath(base)
}

function bad(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

/**
 * Verifies the token and the parameters of a purge request. A key with a policy may sign only
 * images, so it cannot sign a purge.
 * @throws Failure forbidden, expired, bad-parameter
 */
async function verify(url: string, { base, hosts, development, keyring, zones }: Config) {
  const { origin, query, token, signed, free } = parseWire(url)
  assertHost(origin, { hosts, development })
  if (token === undefined) return deny('the purge has no token')
  const keys = keyring.hmac.filter(({ id }) => !zones.some(({ policies }) => policies.has(id)))
  const key = await verifyHmac(keys, { path: signedPurgePath(base), query, token, kid: signed.get('kid') })
  if (!key || free.size > 0) return deny('the token of the purge does not match')
  const unknown = [...signed.keys()].find((name) => !PARAMETERS.includes(name))
  if (unknown !== undefined) bad(`unknown parameter ${unknown}`)
  const expire =
    parseInteger(signed.get('expire') ?? null) ?? bad('a purge needs expire, in seconds since 1970')
  const now = Date.now() / 1000
  if (expire <= now) throw new Failure('expired')
  if (expire > now + MAX_AHEAD) bad(`expire must be at most ${MAX_AHEAD} seconds ahead`)
  return { origin, source: signed.get('source'), zone: signed.get('zone') }
}

/**
 * Returns the zone and the original's name for a URL.
 * @param path the URL's path
 * @throws Failure bad-url, not-found
 */
async function imageAt(path: string, origin: string, { config, env }: PurgeContext) {
  const { zones, keyring, limits, development, sources } = config
  if (path.includes('?')) bad('source must be a path as in a URL, without its query')
  const found = findZone(zones, parseWire(origin + path).path)
  if (!found) throw new Failure('not-found')
  const { zone } = found
  const rules = sourceRules(limits, new URL(origin).host, development, sources)
  const { nameOf } = configuredSource(zone, env, rules)
  return { zone, source: nameOf(await openPath(found.path, zone, zones, keyring.paths)) }
}

/**
 * Answers a purge request: purges an image's or a zone's copies from the cache in front of
 * `Render`, in all data centers.
 * @throws Failure forbidden: there is no valid token; expired; bad-parameter; not-found: there is
 *   no such zone; busy: the platform refuses
 */
export async function purge(request: Request, context: PurgeContext): Promise<Response> {
  const { config, log, render } = context
  const { origin, source: path, zone: name } = await verify(request.url, config)
  if ((path === undefined) === (name === undefined)) bad('give either source or zone')
  const named = path === undefined ? undefined : await imageAt(path, origin, context)
  const zone: Zone | undefined = named?.zone ?? config.zones.find((each) => each.name === name)
  if (!zone) throw new Failure('not-found')
  log.zone = zone.name
  const { zones, name: instance } = config
  const purged = purgedOf(named ? { source: named.source } : { zone: zone.name }, instance)
  const tags = named ? [await sourceTag(named.source, instance)] : zoneTags(zone, zones, instance)
  const problem = await render.purge(purged, tags)
  if (problem !== undefined)
    throw new Failure('busy', 'the cache was not purged; try again in a minute', problem, { retryAfter: 60 })
  return new Response(null, { status: 204, headers: { ...ALWAYS, 'cache-control': 'no-store' } })
}
