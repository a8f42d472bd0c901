import { cacheKey } from '../../src/edge/cache/key.ts'
import type { Zone } from '../../src/edge/config.ts'
import { negotiate } from '../../src/edge/http/accept.ts'
import { sourceRules } from '../../src/edge/source/kind.ts'
import { configuredSource } from '../../src/edge/source/kinds.ts'
import { namesOf, requestedOverlays } from '../../src/edge/source/overlay.ts'
import { Failure } from '../../src/errors.ts'
import { openPath } from '../../src/signing/auth/encrypted-path.ts'
import type { KeyPolicy } from '../../src/signing/auth/key-policy.ts'
import type { Facts } from '../../src/signing/url/fill.ts'
import { formatIntent, parseIntent } from '../../src/signing/url/intent.ts'
import type { Wire } from '../../src/signing/url/wire.ts'
import { withMandatory } from '../../src/signing/url/zone-rules.ts'
import { findZone } from '../../src/signing/url/zones.ts'
import type { Loaded } from '../project.ts'

/** What a URL leads to, whether or not it may. */
export interface Resolved {
  readonly zone: Zone
  /** Of the original, such as `r2:IMAGES/a.jpg`. */
  readonly source: string
  readonly cacheKey: string
  /**
   * What is done to the original, in the canonical order; empty where it is handed out as it is.
   */
  readonly options: string
}

/** What decides the meaning of a URL besides the URL itself. */
export interface Asking {
  /** The `Accept` header, for `format=auto`. */
  readonly accept: string | undefined
  /** Of the key that signed. */
  readonly policy: KeyPolicy | undefined
  /** What fills texts. */
  readonly facts: Facts
}

/**
 * Reads where a URL leads, by the rules of its zone.
 * @throws Failure as the server for the same URL: not-found, bad-parameter
 */
export async function resolve(
  wire: Wire,
  { config, env }: Loaded,
  { accept, policy, facts }: Asking,
): Promise<Resolved> {
  const found = findZone(config.zones, wire.path)
  if (!found) throw new Failure('not-found', undefined, 'no zone has a prefix of this path')
  const { zone } = found
  const path = await openPath(found.path, zone, config.zones, config.keyring.paths)
  const rules = sourceRules(config.limits, new URL(wire.origin).host, config.development)
  const intent = negotiate(
    parseIntent(wire, withMandatory(zone.rules, policy?.preset), facts),
    accept ?? null,
    policy?.formats,
  )
  const overlays = requestedOverlays(intent, zone, env, rules)
  const source = configuredSource(zone, env, rules).nameOf(path)
  const wanted = intent && formatIntent(intent)
  const names = [source, ...namesOf(overlays)]
  return { zone, source, cacheKey: cacheKey(wire.origin, names, wanted, zone), options: wanted ?? '' }
}
