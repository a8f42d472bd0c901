import { optionalCodecs } from '../wasm/optional.ts'
import { HEIC_MISSING } from '../wasm/optional-modules.ts'
import type { Decoder, Encoder } from './codec.ts'
import type { HeifHeader } from './heif/heif-image.ts'

interface FormatCodecs {
  readonly avifDecoder: Decoder<HeifHeader>
  readonly avifEncoder: Encoder
  readonly heicDecoder: Decoder<HeifHeader>
}

/** Decoders and encoders that a build may leave out. */
export const optional = optionalCodecs<FormatCodecs>({
  avifDecoder: 'AVIF is left out of this build: use another format',
  avifEncoder: 'AVIF is left out of this build: use another format',
  heicDecoder: HEIC_MISSING,
})
