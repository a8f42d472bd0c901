import { decoder as avifDecoder } from '#avif-decoder'
import * as avifEncoder from '#avif-encoder'
import { decoder as heicDecoder } from '#heic'
import type { Encoder } from './codec.ts'
import * as gif from './gif/codec.ts'
import * as jpegDecoder from './jpeg/decoder.ts'
import * as jpegEncoder from './jpeg/encoder.ts'
import * as png from './png/codec.ts'
import * as webp from './webp/codec.ts'

/**
 * Decoders by format. A new format needs one row here, and one row in `encoders` if it can be
 * encoded.
 */
export const decoders = {
  jpeg: jpegDecoder.decoder,
  png: png.decoder,
  webp: webp.decoder,
  avif: avifDecoder,
  heic: heicDecoder,
  gif: gif.decoder,
} as const

/** Encoders by format. */
export const encoders = {
  jpeg: jpegEncoder.encoder,
  png: png.encoder,
  webp: webp.encoder,
  avif: avifEncoder.encoder,
} satisfies Readonly<Record<string, Encoder>>

/** The formats that can be encoded. */
export type OutputFormat = keyof typeof encoders

/** `true` if this build can decode the format. Every build can read the headers of all formats. */
export const isDecodable = (format: keyof typeof decoders): boolean => !decoders[format].isMissing

/** `true` if this build can write AVIF. */
export const HAS_AVIF: boolean = avifEncoder.available
