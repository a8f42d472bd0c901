import type { Intent } from './intent.ts'

interface Accepted {
  readonly type: string
  readonly weight: number
}

function parseRange(text: string): Accepted {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1'
  return { type, weight: /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q) : 0 }
}

/** The weight (RFC 9110 12.5.1) of the first of `types` that is named; more specific ones come first. */
function weightOf(accepted: readonly Accepted[], types: readonly string[]): number {
  for (const type of types) {
    const found = accepted.find((range) => range.type === type)
    if (found) return found.weight
  }
  return 0
}

/** Whether the client names WebP and likes it no less than what every client can show; wildcards promise nothing. */
function prefersWebp(header: string | null): boolean {
  const accepted = (header ?? '').split(',').map(parseRange)
  const webp = weightOf(accepted, ['image/webp'])
  return webp > 0 && webp >= weightOf(accepted, ['image/jpeg', 'image/*', '*/*'])
}

/**
 * Settles `format=auto` by the Accept header: `webp`, or `auto` where the source decides between PNG and JPEG.
 * The result is one of two classes, so that a cache key made from it holds what that class of clients may have.
 */
export function negotiate(intent: Intent, accept: string | null): Intent {
  return intent.format === 'auto' && prefersWebp(accept) ? { ...intent, format: 'webp' } : intent
}
