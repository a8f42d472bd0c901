import type { ModernFormat } from '../../engine/options/transform-options.ts'
import type { Intent } from '../../signing/url/intent.ts'

interface Accepted {
  readonly type: string
  readonly weight: number
}

function parseRange(text: string): Accepted {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1'
  return { type, weight: /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q) : 0 }
}

/**
 * Returns the weight (RFC 9110 12.5.1) that an Accept header gives to the first of `types` that it
 * names.
 * @param types media types, the most specific first
 */
function weightOf(accepted: readonly Accepted[], types: readonly string[]): number {
  for (const type of types) {
    const found = accepted.find((range) => range.type === type)
    if (found) return found.weight
  }
  return 0
}

/**
 * Returns the formats that an Accept header names with at least the weight of JPEG, in order of
 * preference. If it names both AVIF and WebP, AVIF comes first, because it is smaller. AVIF is left
 * out if WebP has a greater weight.
 */
function accepts(header: string | null): readonly ModernFormat[] {
  const accepted = (header ?? '').split(',').map(parseRange)
  const legacy = weightOf(accepted, ['image/jpeg', 'image/*', '*/*'])
  const [avif, webp] = ['image/avif', 'image/webp'].map((type) => weightOf(accepted, [type])) as [
    number,
    number,
  ]
  const liked = (weight: number) => weight > 0 && weight >= legacy
  if (liked(webp) && (webp > avif || !liked(avif))) return ['webp']
  return [...(liked(avif) ? (['avif'] as const) : []), ...(liked(webp) ? (['webp'] as const) : [])]
}

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
  return { ...intent, accepts: accepts(accept).filter((format) => among?.includes(format) ?? true) }
}
