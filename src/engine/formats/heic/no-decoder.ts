import { Failure } from '../../../errors.ts'
import type { Decoder } from '../codec.ts'
import type { HeifHeader } from '../heif/heif-image.ts'

function refuse(): never {
  throw new Failure(
    'unsupported',
    'HEIC is not decoded by this build: deploy with npm run deploy:heic, try it with npm start -- --heic, or upload a JPEG',
  )
}

/**
 * Replaces `decoder.ts` in all builds except those for HEIC. Headers can still be read, and
 * originals can still be served.
 */
export const decoder: Decoder<HeifHeader> = {
  isMissing: true,
  needsWholeInput: false,
  decodeScales: [8],
  memory: refuse,
  spread: refuse,
  decode: refuse,
}
