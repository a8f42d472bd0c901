import { optionalCodecs } from '../wasm/optional.ts'
import { addCodec, HEIC_MISSING } from '../wasm/optional-modules.ts'
import type { Decoder, Encoder } from './codec.ts'
import type { HeifHeader } from './heif/heif-image.ts'
import type { JpegTranscoder } from './jxl/transcoder.ts'

interface FormatCodecs {
  readonly avifDecoder: Decoder<HeifHeader>
  readonly avifEncoder: Encoder
  readonly heicDecoder: Decoder<HeifHeader>
  readonly jxlEncoder: Encoder
  readonly jxlTranscoder: JpegTranscoder
}

const JXL_MISSING = `JPEG XL cannot be written by this build: use another format, or ${addCodec('jxl-encoder')}`

/** Decoders and encoders that a build may leave out. */
export const optional = optionalCodecs<FormatCodecs>({
  avifDecoder: `AVIF cannot be read by this build: upload another format, or ${addCodec('avif-decoder')}`,
  avifEncoder: `AVIF cannot be written by this build: use another format, or ${addCodec('avif-encoder')}`,
  heicDecoder: HEIC_MISSING,
  jxlEncoder: JXL_MISSING,
  jxlTranscoder: JXL_MISSING,
})
