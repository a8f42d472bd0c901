import type { Decoder, Encoder } from './codec.ts'
import type { HeifHeader } from './heif/heif-image.ts'
import { optional } from './optional.ts'

/**
 * Returns the decoder for a format whose codec the build leaves out. Headers can still be read, and
 * originals can still be served.
 */
function missingDecoder(name: 'avifDecoder' | 'heicDecoder'): Decoder<HeifHeader> {
  const refuse = () => optional.get(name) as never
  return {
    isMissing: true,
    needsWholeInput: false,
    decodeScales: [8],
    memory: refuse,
    spread: refuse,
    decode: refuse,
  }
}

const refuseWriting = () => optional.get('avifEncoder') as never

export const missingAvifDecoder = missingDecoder('avifDecoder')

export const missingHeicDecoder = missingDecoder('heicDecoder')

/** Takes the place of the AVIF encoder, the largest codec, in builds that do not write AVIF. */
export const missingAvifEncoder: Encoder = {
  maxSide: Number.POSITIVE_INFINITY,
  defaultQuality: 100,
  keepsChroma: refuseWriting,
  alpha: true,
  profile: false,
  memory: refuseWriting,
  kernelMemory: refuseWriting,
  maxFile: refuseWriting,
  encode: refuseWriting,
}
