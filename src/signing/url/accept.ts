import type { ModernFormat } from '../../engine/options/transform-options.ts'

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
export function acceptedFormats(header: string | null): readonly ModernFormat[] {
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
