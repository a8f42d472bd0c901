import { decoder as avifDecoder } from '#avif-decoder'
import * as avifEncoder from '#avif-encoder'
import * as heic from '#heic'
import type { SourceFormat } from '../picture/header.ts'
import type { Decoder, Encoder } from './codec.ts'
import * as gif from './gif/codec.ts'
import * as jpegDecoder from './jpeg/decoder.ts'
import * as jpegEncoder from './jpeg/encoder.ts'
import * as png from './png/codec.ts'
import * as webp from './webp/codec.ts'

/** Every format that can be decoded. A format is one row here, and one below if it can be encoded. */
export const decoders: Readonly<Record<SourceFormat, Decoder>> = {
  jpeg: jpegDecoder.decoder,
  png: png.decoder,
  webp: webp.decoder,
  avif: avifDecoder,
  heic: heic.decoder,
  gif: gif.decoder,
}

export const encoders = {
  jpeg: jpegEncoder.encoder,
  png: png.encoder,
  webp: webp.encoder,
  avif: avifEncoder.encoder,
} satisfies Partial<Record<SourceFormat, Encoder>>

/** The formats that can be encoded. */
export type OutputFormat = keyof typeof encoders

/** Whether this build decodes a format, whose header every build reads. */
export const isDecodable = (format: SourceFormat): boolean => format !== 'heic' || heic.available

/** Whether this build writes AVIF. */
export const HAS_AVIF: boolean = avifEncoder.available
