import type { TransformOptions } from '../../engine/options/transform-options.ts'
import { Failure } from '../../errors.ts'
import type { Admitted } from '../../signing/auth/admit.ts'
import { claimsValue, type OpenMarkKey } from '../../signing/auth/mark-keys.ts'
import type { Intent } from '../../signing/url/intent.ts'

/** Intent without an invisible mark. It needs no key, so the engine can take it as it is. */
type Unmarked = Omit<Intent, 'mark'> & { readonly mark?: never }

/** Returns `true` if an intent asks for no invisible mark. */
export const isUnmarked = (intent: Intent): intent is Unmarked => intent.mark === undefined

/**
 * Returns the claims that `mark=claims` hides in a picture. They are empty for an unsigned URL:
 * otherwise a client could write claims that accuse another user.
 */
function markedClaims({ claims, wire, unsigned }: Pick<Admitted, 'claims' | 'wire' | 'unsigned'>) {
  if (unsigned !== undefined) return {}
  const kid = wire.signed.get('kid')
  return { ...claims, ...(kid !== undefined && { kid }) }
}

/**
 * Turns an intent into the engine's options. If it asks for an invisible mark, adds the mark's key
 * and value. `output=json` describes the original and gets no mark.
 * @throws Failure bad-parameter: `MARK_KEYS` is not set, or `mark=claims` is used without claims
 */
export async function withMarkKey(
  { mark, ...rest }: Intent,
  admitted: Pick<Admitted, 'claims' | 'wire' | 'unsigned'>,
  key: OpenMarkKey | undefined,
): Promise<TransformOptions> {
  if (mark === undefined || rest.output === 'json') return rest
  if (!key) throw new Failure('bad-parameter', 'mark: MARK_KEYS is not set; set it, or leave mark out')
  const personal = mark === 'claims'
  const value = personal ? await claimsValue(key, markedClaims(admitted)) : mark
  return { ...rest, mark: { value, key: { id: key.id, streams: key.streams }, personal } }
}
