import { sourceTag } from '../../src/edge/cache/key.ts'
import { type Purged, purgedOf } from '../../src/edge/cache/r2-store.ts'
import { zoneTags } from '../../src/edge/cache/zone-tags.ts'
import type { Zone } from '../../src/edge/config.ts'
import { sourceRules } from '../../src/edge/source/kind.ts'
import { configuredSource } from '../../src/edge/source/kinds.ts'
import { openPath } from '../../src/signing/auth/encrypted-path.ts'
import type { PathKey } from '../../src/signing/auth/path-cipher.ts'
import { nearest } from '../../src/signing/url/nearest.ts'
import { parseWire } from '../../src/signing/url/wire.ts'
import { findZone } from '../../src/signing/url/zones.ts'
import { refuse } from '../command.ts'
import { INVOKE } from '../invocation.ts'
import type { Loaded } from '../project.ts'
import { isLocal, respellTarget } from '../target.ts'

/** An image or a zone to purge. */
export interface Target {
  readonly zone: Zone
  readonly purged: Purged
  /** Prefix that all the target's source names share. */
  readonly names: string
  /** The target's cache tags. Each of its copies in the Cache API has one of them. */
  readonly tags: readonly string[]
}

/**
 * Function that reads the keys for encrypted paths. It is only called for a zone with encrypted
 * paths.
 */
export type FindPathKeys = () => Promise<readonly PathKey[]>

function nameOf(zone: Zone, path: string, { config, env }: Loaded): string {
  return configuredSource(
    zone,
    env,
    sourceRules(config.limits, '', config.development, config.sources),
  ).nameOf(path)
}

function assertOwnHost(origin: string, hosts: readonly string[] | undefined): void {
  const url = URL.parse(origin)
  if (!url) refuse(`source: ${origin} is no host`)
  if (hosts === undefined || hosts.includes(url.host) || isLocal(origin)) return
  refuse(`source: ${url.host} is not in hosts, which has ${hosts.join(', ')}`)
}

const ONE_IMAGE = 'purge source takes the path of one image; purge zone takes all images of a zone'

/**
 * Returns an image path in its canonical spelling. The text may also be a complete URL, whose query
 * is ignored.
 * @param hosts hosts that the Worker answers for; `undefined` for all hosts
 * @throws Failure bad-parameter: the text has no path, its host is another one, or it is a folder's
 *   path or a pattern
 */
export function imagePath(text: string, hosts: readonly string[] | undefined): string {
  const [, origin, path = ''] = /^(https?:\/\/[^/?#]*)?([^?#]*)/i.exec(text) ?? []
  if (!path.startsWith('/')) refuse('source must be a URL, or the path of one, such as /photos/a.jpg')
  if (origin !== undefined) assertOwnHost(origin, hosts)
  if (path.endsWith('/')) refuse(`source: ${path} ends with a slash: ${ONE_IMAGE}`)
  if (path.includes('*')) refuse(`source: ${path} has a *: ${ONE_IMAGE}. Write %2A for a * in a name`)
  return respellTarget(path)
}

/**
 * Returns the target for an image. The text is a path as in a URL, or a complete URL, whose query
 * is ignored.
 * @throws Failure bad-parameter: the text is not an image path, no zone serves the path, or no
 *   available key decrypts it
 */
export async function imageAt(text: string, loaded: Loaded, findPathKeys: FindPathKeys): Promise<Target> {
  const { zones, name: instance, hosts } = loaded.config
  const path = imagePath(text, hosts)
  const found = findZone(zones, parseWire(`https://host.invalid${path}?token=x`).path)
  if (!found) return refuse(`source: no zone has the path ${path}`)
  const { zone } = found
  const keys = zone.encrypted ? await findPathKeys() : []
  const opened = await openPath(found.path, zone, zones, keys).catch(() =>
    refuse(
      `source: no key of PATH_KEYS opens ${path}; take the path from a URL of the image, which ${INVOKE.run('sign', '--encrypt')} prints`,
    ),
  )
  const source = nameOf(zone, opened, loaded)
  return {
    zone,
    purged: purgedOf({ source }, instance),
    names: source,
    tags: [await sourceTag(source, instance)],
  }
}

/**
 * Returns the target for a zone.
 * @throws Failure bad-parameter: there is no such zone
 */
export function zoneNamed(name: string, loaded: Loaded): Target {
  const { zones, name: instance } = loaded.config
  const names = zones.map((zone) => zone.name)
  const meant = nearest(name, names)
  const hint = meant ? `did you mean ${meant}?` : `there are ${names.join(', ')}`
  const zone = zones.find((each) => each.name === name) ?? refuse(`zone: there is no zone ${name}; ${hint}`)
  return {
    zone,
    purged: purgedOf({ zone: name }, instance),
    names: nameOf(zone, '-', loaded).slice(0, -1),
    tags: zoneTags(zone, zones, instance),
  }
}
