import { isReady, runStage, type Ways, walk } from '../../cli/check/walk.ts'
import type { Zone } from '../../src/edge/config.ts'
import type { Facts, Located, Progress } from '../../src/edge/request/facts.ts'
import { Failure } from '../../src/errors.ts'
import type { Admitted } from '../../src/signing/auth/admit.ts'
import { needsKid } from '../../src/signing/auth/hmac.ts'
import type { HmacKey } from '../../src/signing/auth/hmac-token.ts'
import { hmacMessage, signHmac } from '../../src/signing/auth/hmac-token.ts'
import { readClaims } from '../../src/signing/auth/scheme.ts'
import { formatWire, parseWire, type Wire } from '../../src/signing/url/wire.ts'
import { timing } from '../../src/timing.ts'
import type { SignedTarget } from '../protocol.ts'
import type { Reading } from './call.ts'

/** Facts about a target, as the Worker would find them for the signed URL. */
export type ReadTarget = Located & Pick<Facts, 'wire' | 'admitted' | 'now'>

function refuse(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

/**
 * Returns the key that signs a target. It is the key that `kid` names, or else the first key whose
 * policy allows the zone.
 */
function keyOf({ signed }: Wire, { keyring }: Zone): HmacKey | undefined {
  const kid = signed.get('kid')
  return keyring.hmac.find(({ id }) => kid === undefined || id === kid)
}

/** Adds the key's id as `kid` if the zone has so many keys that a URL must name its key. */
function naming({ origin, path, query, signed, token }: Wire, key: HmacKey | undefined, zone: Zone): Wire {
  const isNamed = key === undefined || signed.has('kid') || !needsKid(zone.keyring.hmac)
  const parts = [query, isNamed ? '' : `kid=${key.id}`].filter((part) => part !== '')
  return parseWire(formatWire({ origin, path, query: parts.join('&'), token }))
}

/**
 * Returns the facts that the Worker would get by verifying the token. The target has none yet, so
 * that it is trusted as if its key had signed it.
 */
function trusted({ wire, zone, rest }: Pick<Facts, 'wire' | 'zone' | 'rest'>): Admitted {
  if (wire.token !== undefined) refuse('the target already has a token: remove it')
  const key = keyOf(wire, zone)
  const named = naming(wire, key, zone)
  return {
    claims: readClaims(wire.signed),
    key: key?.id,
    policy: key?.policy,
    wire: named,
    path: rest,
    ...(key && { kid: key.id }),
  }
}

/**
 * Functions for the stages that do not run like the Worker's. The key's policy is not checked here,
 * because the Worker refuses the picture if the policy forbids it.
 */
const WAYS: Ways<Progress> = {
  token: (_, facts) => Object.assign(facts, { admitted: trusted(facts as Facts) }),
  policy: () => undefined,
}

/**
 * Reads a target by its zone's rules.
 * @param target path and query as a URL has them, without a token
 * @param accept value of the client's header `Accept`
 * @throws Failure that the Worker throws for the signed URL; bad-parameter: the target has a token
 */
export async function readTarget(
  target: string,
  { request, env, config }: Reading,
  accept: string | null = null,
): Promise<ReadTarget> {
  if (!target.startsWith('/')) refuse('the target must start with /')
  const url = new URL(request.url).origin + target
  const facts: Progress = { url, accept, now: Math.floor(Date.now() / 1000), config, env, clock: timing() }
  await walk(facts, WAYS, (stage) =>
    stage.ofUrl && isReady(stage, facts) ? runStage(stage, facts) : undefined,
  )
  return facts as Facts
}

/**
 * Signs a target with the key that its `kid` names, or else with the zone's first key. In the
 * second case, `kid` is added if the URL must name its key.
 * @throws Failure as `readTarget`; bad-parameter: there is no such key, or the zone does not accept
 *   tokens in this scheme
 */
export async function signTarget(target: string, call: Reading): Promise<SignedTarget> {
  const { admitted, zone } = await readTarget(target, call)
  const { wire } = admitted
  const keys = zone.keyring.hmac
  const key = keyOf(wire, zone)
  if (keys.length === 0) refuse(`no key may be used in the zone ${zone.name}`)
  if (!key)
    return refuse(`kid must be one of ${keys.map(({ id }) => id).join(', ')}, got ${wire.signed.get('kid')}`)
  if (!zone.schemes.includes('hmac'))
    refuse(
      `the zone ${zone.name} accepts ${zone.schemes.join(', ')}, not hmac, which the playground signs with`,
    )
  const { path, query } = wire
  const url = formatWire({ origin: '', path, query, token: await signHmac(key, path, query) })
  // With the token, the URL can exceed the maximum length. `parseWire` then throws.
  parseWire(wire.origin + url)
  return { url, message: new TextDecoder().decode(hmacMessage(path, query)), keyId: key.id }
}
