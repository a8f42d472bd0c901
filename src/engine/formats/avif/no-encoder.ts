import { Failure } from '../../../errors.ts'
import type { Encoder } from '../codec.ts'

/**
 * `false`: this build does not write AVIF. This file replaces `encoder.ts`, the larger half of the
 * bundle.
 */
export const available = false

function refuse(): never {
  throw new Failure('unsupported', 'AVIF is left out of this build: use another format')
}

export const encoder: Encoder = {
  maxSide: Number.POSITIVE_INFINITY,
  defaultQuality: 100,
  keepsChroma: refuse,
  alpha: true,
  profile: false,
  memory: refuse,
  encode: refuse,
}
