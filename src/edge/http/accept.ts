import { acceptedFormats } from '../../signing/url/accept.ts'
import type { Intent } from '../../signing/url/intent.ts'

/**
 * Adds the formats that the client accepts to an intent with `format=auto`. The result has one of
 * at most four lists of formats, so an image has at most four cache keys.
 * @param intent `undefined` for an original
 * @param among formats that may be chosen; `undefined` for all
 */
export function negotiate(
  intent: Intent | undefined,
  accept: string | null,
  among?: readonly string[],
): Intent | undefined {
  if (intent?.format !== 'auto') return intent
  return { ...intent, accepts: acceptedFormats(accept).filter((format) => among?.includes(format) ?? true) }
}
