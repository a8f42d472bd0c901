import { MODERN_FORMATS, type ModernFormat } from '../../engine/options/modern-formats.ts'

interface Accepted {
  readonly type: string
  readonly weight: number
}

function parseRange(text: string): Accepted {
  const [type = '', ...parameters] = text.toLowerCase().split(';')
  const [, q = '1'] =
    parameters.map((part) => part.split('=').map((word) => word.trim())).find(([name]) => name === 'q') ?? []
  return { type: type.trim(), weight: /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q) : 0 }
}

/**
 * Returns the weight (RFC 9110 12.5.1) that an Accept header gives to the first of `types` that it
 * names; the least one if it names it more than once.
 * @param types media types, the most specific first
 */
function weightOf(accepted: readonly Accepted[], types: readonly string[]): number {
  for (const type of types) {
    const weights = accepted.filter((range) => range.type === type).map(({ weight }) => weight)
    if (weights.length > 0) return Math.min(...weights)
  }
  return 0
}

/**
 * Returns the formats that an Accept header names with at least JPEG's weight, in the order JPEG
 * XL, AVIF, WebP. A format is left out if a later one has a greater weight. The header's order does
 * not matter, so there are at most eight lists. Browsers cause four.
 * @param among formats that may be chosen; `undefined` for all
 * @example acceptedFormats('image/avif;q=0.8,image/webp') // ['webp']
 */
export function acceptedFormats(header: string | null, among?: readonly string[]): readonly ModernFormat[] {
  const accepted = (header ?? '').split(',').map(parseRange)
  const weights = MODERN_FORMATS.filter((format) => among?.includes(format) ?? true).map((format) => ({
    format,
    weight: weightOf(accepted, [`image/${format}`]),
  }))
  let least = weightOf(accepted, ['image/jpeg', 'image/*', '*/*'])
  const liked: ModernFormat[] = []
  for (const { format, weight } of weights.toReversed()) {
    if (weight === 0 || weight < least) continue
    least = weight
    liked.unshift(format)
  }
  return liked
}
