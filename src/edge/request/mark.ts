import type { TransformOptions } from '../../engine/options/transform-options.ts'
import { Failure } from '../../errors.ts'
import type { Admitted } from '../../signing/auth/admit.ts'
import { claimsValue, type OpenMarkKey } from '../../signing/auth/mark-keys.ts'
import type { Intent } from '../../signing/url/intent.ts'

/** An intent without a mark, which is complete for the engine. */
type Unmarked = Omit<Intent, 'mark'> & { readonly mark?: never }

/** `true` if an intent asks for no mark. */
export const isUnmarked = (intent: Intent): intent is Unmarked => intent.mark === undefined

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
 * Turns an intent into the engine's options: a mark gets its key, and the value of the claims. A
 * description of the original is not marked.
 * @throws Failure bad-parameter: there is no key, or there are no claims
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
