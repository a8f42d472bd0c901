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

/** What a verified URL asks for. */
export interface Wanted {
  readonly zone: Zone
  readonly wire: Wire
  /** Of the image below its zone, decrypted. */
  readonly path: string
  /** `undefined` for the original. */
  readonly intent: Intent | undefined
}

/** What decides the meaning of a URL besides the URL itself. */
export interface AskedBy {
  /** The header `Accept`. */
  readonly accept: string | null
  /** Unix time in seconds. */
  readonly now: number
}

/** The claims that a mark may stand for: those that somebody signed. A mark of others would accuse whom the client likes. */
function markedClaims({ claims, wire, unsigned }: Pick<Admitted, 'claims' | 'wire' | 'unsigned'>) {
  if (unsigned !== undefined) return {}
  const kid = wire.signed.get('kid')
  return { ...claims, ...(kid !== undefined && { kid }) }
}

/**
 * Gives an intent with `mark` the key, and the value of the claims. A description of the source is not marked.
 * @throws Failure bad-parameter: there is no key, or there are no claims
 */
async function withMarking(
  intent: Intent | undefined,
  admitted: Pick<Admitted, 'claims' | 'wire' | 'unsigned'>,
  key: OpenMarkKey | undefined,
): Promise<Intent | undefined> {
  if (intent?.mark === undefined) return intent
  const { mark, ...rest } = intent
  if (intent.output === 'json') return rest
  if (!key) throw new Failure('bad-parameter', 'mark: MARK_KEYS is not set, so that nothing can be marked')
  const personal = mark === 'claims'
  const value = personal ? await claimsValue(key, markedClaims(admitted)) : mark
  return { ...rest, mark: value, marking: { id: key.id, streams: key.streams, personal } }
}

/**
 * Reads what a URL asks for, by the rules of its zone and of the key that signed it.
 * @throws Failure bad-parameter; not-found: a hidden path that no key has encrypted; forbidden: more than the key may sign
 */
export async function readWanted(
  admitted: Admitted,
  zone: Zone,
  { zones, keyring }: Config,
  { accept, now }: AskedBy,
): Promise<Wanted> {
  const { wire, path: named, claims, policy } = admitted
  const asked = parseIntent(wire, withMandatory(zone.rules, policy?.preset), factsOf(admitted, now))
  const intent = await withMarking(negotiate(asked, accept, policy?.formats), admitted, keyring.mark)
  const path = await openPath(named, zone, zones, keyring.paths)
  if (policy) assertPolicy(policy, { wire, intent, path, claims, now })
  return { zone, wire, path, intent }
}
