import { Failure } from '../../../errors.ts'
import type { Decoder } from '../codec.ts'

/** Whether this build decodes HEIC. */
export const available: boolean = false

function refuse(): never {
  throw new Failure(
    'unsupported',
    'HEIC is not decoded by this build: deploy with npm run deploy:heic, try it with npm start -- --heic, or upload a JPEG',
  )
}

/** Replaces `decoder.ts` in every build but those for HEIC. A header is still read, and the original still served. */
export const decoder: Decoder = {
  needsWholeInput: false,
  eighths: [8],
  memory: refuse,
  spread: refuse,
  decode: refuse,
}
