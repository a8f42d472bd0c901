import { Failure } from '../../errors.ts'
import type { Decoder, Encoder } from '../codec.ts'

/**
 * Replaces `codec.ts` in a build without AVIF, whose codec is more than half of the bundle. The original of a private
 * AVIF is still served; whatever decodes or encodes AVIF is refused.
 */
export const available = false

function refuse(): never {
  throw new Failure('unsupported', 'AVIF is left out of this build: use another format')
}

export const decoder: Decoder = {
  needsWholeInput: true,
  eighths: [8],
  memory: refuse,
  spread: refuse,
  decode: refuse,
}

export const encoder: Encoder = {
  maxSide: Number.POSITIVE_INFINITY,
  defaultQuality: 100,
  alpha: true,
  profile: false,
  memory: refuse,
  encode: refuse,
}
