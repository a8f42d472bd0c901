import type { Zone } from '../../src/edge/config.ts'
import { type SourceRules, sourceRules } from '../../src/edge/source/kind.ts'
import { type RequestedOverlay, requestedOverlays } from '../../src/edge/source/overlay.ts'
import { Failure } from '../../src/errors.ts'
import { openPath } from '../../src/signing/auth/encrypted-path.ts'
import { factsOf } from '../../src/signing/auth/facts.ts'
import { needsKid } from '../../src/signing/auth/hmac.ts'
import { hmacMessage, signHmac } from '../../src/signing/auth/hmac-token.ts'
import type { KeyPolicy } from '../../src/signing/auth/key-policy.ts'
import type { HmacKey } from '../../src/signing/auth/keyring.ts'
import { readClaims } from '../../src/signing/auth/scheme.ts'
import { type Intent, parseIntent } from '../../src/signing/url/intent.ts'
import { formatWire, parseWire, type Wire } from '../../src/signing/url/wire.ts'
import { withMandatory } from '../../src/signing/url/zone-rules.ts'
import { findZone } from '../../src/signing/url/zones.ts'
import type { SignedTarget } from '../protocol.ts'
import type { Call } from './call.ts'

/** A target as the product would read it, once signed. */
export interface ReadTarget {
  readonly wire: Wire
  readonly zone: Zone
  /** Below the zone, decoded. */
  readonly path: string
  readonly intent: Intent | undefined
  /** That of the key that signs. */
  readonly policy: KeyPolicy | undefined
  readonly rules: SourceRules
  readonly overlays: readonly RequestedOverlay[]
}

function refuse(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

/**
 * The key that signs a target: the one that its `kid` names, or the first that may be used in the
 * zone.
 */
function keyOf({ signed }: Wire, { keyring }: Zone): HmacKey | undefined {
  const kid = signed.get('kid')
  return keyring.hmac.find(({ id }) => kid === undefined || id === kid)
}

/**
 * Reads a target by the rules of its zone.
 * @param target path and query as a URL has them, without a token
 * @throws Failure as the product for the signed URL; bad-parameter: it has a token
 */
export async function readTarget(
  target: string,
  { request, env, config }: Omit<Call, 'ctx'>,
): Promise<ReadTarget> {
  if (!target.startsWith('/')) refuse('the target must start with /')
  const wire = parseWire(new URL(request.url).origin + target)
  if (wire.token !== undefined) refuse('the target already has a token: remove it')
  const found = findZone(config.zones, wire.path)
  if (!found) throw new Failure('not-found', undefined, 'no zone has a prefix of this path')
  const { zone } = found
  const path = await openPath(found.path, zone, config.zones, config.keyring.paths)
  const key = keyOf(wire, zone)
  const policy = key?.policy
  const now = Math.floor(Date.now() / 1000)
  const facts = factsOf({ claims: readClaims(wire.signed), ...(key && { kid: key.id }) }, now)
  const intent = parseIntent(wire, withMandatory(zone.rules, policy?.preset), facts)
  const rules = sourceRules(config.limits, new URL(wire.origin).host, config.development)
  const overlays = requestedOverlays(intent, zone, env, rules)
  return { wire, zone, path, intent, policy, rules, overlays }
}

/**
 * Signs a target with the key that its `kid` names, or the first that the zone takes, which it then
 * names where it must.
 * @throws Failure as `readTarget`; bad-parameter: no such key, or the zone accepts no such token
 */
export async function signTarget(target: string, call: Call): Promise<SignedTarget> {
  const { wire, zone } = await readTarget(target, call)
  const kid = wire.signed.get('kid')
  const keys = zone.keyring.hmac
  const key = keyOf(wire, zone)
  if (keys.length === 0) refuse(`no key may be used in the zone ${zone.name}`)
  if (!key) return refuse(`kid must be one of ${keys.map(({ id }) => id).join(', ')}, got ${kid}`)
  if (!zone.schemes.includes('hmac'))
    refuse(
      `the zone ${zone.name} accepts ${zone.schemes.join(', ')}, not hmac, which the playground signs with`,
    )
  const { path } = wire
  const named = kid === undefined && needsKid(keys) ? [`kid=${key.id}`] : []
  const query = [...(wire.query === '' ? [] : [wire.query]), ...named].join('&')
  const url = formatWire({ origin: '', path, query, token: await signHmac(key, path, query) })
  // A token may make the URL too long.
  parseWire(wire.origin + url)
  return { url, message: new TextDecoder().decode(hmacMessage(path, query)), keyId: key.id }
}
