import { Failure } from '../../../errors.ts'
import type { Decoder } from '../codec.ts'
import type { HeifHeader } from '../heif/heif-image.ts'

function refuse(): never {
  throw new Failure('unsupported', 'AVIF is left out of this build: use another format')
}

/**
 * Replaces `decoder.ts` in builds that do not read AVIF. The original of a private AVIF can still
 * be served.
 */
export const decoder: Decoder<HeifHeader> = {
  needsWholeInput: true,
  decodeScales: [8],
  memory: refuse,
  spread: refuse,
  decode: refuse,
}
