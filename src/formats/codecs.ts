import * as avif from '#avif'
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
  avif: avif.decoder,
  gif: gif.decoder,
}

export const encoders = {
  jpeg: jpegEncoder.encoder,
  png: png.encoder,
  webp: webp.encoder,
  avif: avif.encoder,
} satisfies Partial<Record<SourceFormat, Encoder>>

/** The formats that can be encoded. */
export type OutputFormat = keyof typeof encoders

/** Whether this build has the codec of AVIF. */
export const HAS_AVIF: boolean = avif.available
