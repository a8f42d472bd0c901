import * as avif from '#avif'
import type { Decoder, Encoder } from './codec.ts'
import * as gif from './gif.ts'
import * as jpegDecoder from './jpeg-decoder.ts'
import * as jpegEncoder from './jpeg-encoder.ts'
import * as png from './png.ts'
import * as webp from './webp.ts'

/** The source formats that can be decoded. */
export const decoders = {
  jpeg: jpegDecoder.decoder,
  png: png.decoder,
  webp: webp.decoder,
  avif: avif.decoder,
  gif: gif.decoder,
} as const satisfies Record<string, Decoder>

/** The formats that can be written. */
export const encoders = {
  jpeg: jpegEncoder.encoder,
  png: png.encoder,
  webp: webp.encoder,
  avif: avif.encoder,
} as const satisfies Record<string, Encoder>

/** Whether AVIF is among them, or was left out of the build. */
export const HAS_AVIF: boolean = avif.available

export type OutputFormat = keyof typeof encoders
