import { acceptedFormats } from '../../signing/url/accept.ts'
import type { Intent } from '../../signing/url/intent.ts'

/**
 * Adds the formats that the client accepts to an intent with `format=auto`. The result has one of
 * at most eight format lists, so an image has at most eight cache keys. Browsers cause four.
 * @param intent `undefined` for an original
 * @param among lists of formats that may be chosen; `undefined` for all
 */
export function negotiate(
  intent: Intent | undefined,
  accept: string | null,
  ...among: readonly (readonly string[] | undefined)[]
): Intent | undefined {
  if (intent?.format !== 'auto') return intent
  const [first, ...others] = among.filter((formats) => formats !== undefined)
  const allowed = first?.filter((format) => others.every((formats) => formats.includes(format)))
  return { ...intent, accepts: acceptedFormats(accept, allowed) }
}
