import type { TransformOptions } from '../../engine/options/transform-options.ts'
import { Failure } from '../../errors.ts'
import type { Admitted } from '../../signing/auth/admit.ts'
import { openPath } from '../../signing/auth/encrypted-path.ts'
import { factsOf } from '../../signing/auth/facts.ts'
import { claimsValue, type OpenMarkKey } from '../../signing/auth/mark-keys.ts'
import { assertPolicy } from '../../signing/auth/policy.ts'
import { type Intent, parseIntent } from '../../signing/url/intent.ts'
import type { Wire } from '../../signing/url/wire.ts'
import { withMandatory } from '../../signing/url/zone-rules.ts'
import type { Config, Zone } from '../config.ts'
import { negotiate } from '../http/accept.ts'

/** Image that a verified URL asks for. */
export interface Wanted {
  readonly zone: Zone
  readonly wire: Wire
  /** Path of the image below its zone, decrypted. */
  readonly path: string
  /** `undefined` if the URL asks for the original. */
  readonly intent: TransformOptions | undefined
}

/** Facts besides the URL that decide its meaning. */
export interface AskedBy {
  /** Value of the header `Accept`. */
  readonly accept: string | null
  /** Unix time in seconds. */
  readonly now: number
}

/**
 * Returns the claims that a mark may stand for. Only signed claims count. With unsigned ones, a
 * client could make a mark accuse anyone.
 */
function markedClaims({ claims, wire, unsigned }: Pick<Admitted, 'claims' | 'wire' | 'unsigned'>) {
  if (unsigned !== undefined) return {}
  const kid = wire.signed.get('kid')
  return { ...claims, ...(kid !== undefined && { kid }) }
}

/**
 * Turns an intent into the engine's options: its mark gets the key, and the value of the claims. A
 * description of the source is not marked.
 * @throws Failure bad-parameter: there is no key, or there are no claims
 */
async function withMark(
  intent: Intent | undefined,
  admitted: Pick<Admitted, 'claims' | 'wire' | 'unsigned'>,
  key: OpenMarkKey | undefined,
): Promise<TransformOptions | undefined> {
  if (intent === undefined) return undefined
  const { mark, ...rest } = intent
  if (mark === undefined) return rest
  if (intent.output === 'json') return rest
  if (!key) throw new Failure('bad-parameter', 'mark: MARK_KEYS is not set; set it, or leave mark out')
  const personal = mark === 'claims'
  const value = personal ? await claimsValue(key, markedClaims(admitted)) : mark
  return { ...rest, mark: { value, key: { id: key.id, streams: key.streams }, personal } }
}

/**
 * Reads the request that a URL makes, by the rules of its zone and of the key that signed it.
 * @throws Failure bad-parameter; not-found: a hidden path that no key has encrypted; forbidden:
 *   the key may not sign such a request
 */
export async function readWanted(
  admitted: Admitted,
  zone: Zone,
  { zones, keyring }: Config,
  { accept, now }: AskedBy,
): Promise<Wanted> {
  const { wire, path: named, claims, policy } = admitted
  const asked = parseIntent(wire, withMandatory(zone.rules, policy?.preset), factsOf(admitted, now))
  const intent = await withMark(negotiate(asked, accept, policy?.formats), admitted, keyring.mark)
  const path = await openPath(named, zone, zones, keyring.paths)
  if (policy) assertPolicy(policy, { wire, intent, path, claims, now })
  return { zone, wire, path, intent }
}
