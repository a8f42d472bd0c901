import { Failure } from '../../errors.ts'
import type { CommonHeader } from '../picture/header.ts'
import type { Decoder, Encoder } from './codec.ts'
import type { HeifHeader } from './heif/heif-image.ts'
import { optional } from './optional.ts'

type Refuse = () => never

/**
 * Returns the decoder for a format that the build does not decode. Headers can still be read, and
 * originals can still be served.
 */
function missingDecoder<Header extends CommonHeader>(refuse: Refuse): Decoder<Header> {
  return {
    isMissing: true,
    needsWholeInput: false,
    decodeScales: [8],
    memory: refuse,
    spread: refuse,
    decode: refuse,
  }
}

export const missingAvifDecoder = missingDecoder<HeifHeader>(() => optional.get('avifDecoder') as never)

export const missingHeicDecoder = missingDecoder<HeifHeader>(() => optional.get('heicDecoder') as never)

/** Replaces the JPEG XL decoder, which no build has. */
export const missingJxlDecoder = missingDecoder<CommonHeader>(() => {
  throw new Failure(
    'unsupported',
    'JPEG XL is written, but not read: upload the image as JPEG, PNG, WebP or AVIF',
  )
})

/** Returns the encoder for a format that the build does not write. */
function missingEncoder(refuse: Refuse): Encoder {
  return {
    maxSide: Number.POSITIVE_INFINITY,
    defaultQuality: 100,
    keepsChroma: refuse,
    alpha: true,
    profile: 'none',
    memory: refuse,
    kernelMemory: refuse,
    maxFile: refuse,
    encode: refuse,
  }
}

export const missingAvifEncoder = missingEncoder(() => optional.get('avifEncoder') as never)

export const missingJxlEncoder = missingEncoder(() => optional.get('jxlEncoder') as never)
