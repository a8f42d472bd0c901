import type { Encoder } from './codec.ts'
import * as gif from './gif/codec.ts'
import * as jpegDecoder from './jpeg/decoder.ts'
import * as jpegEncoder from './jpeg/encoder.ts'
import {
  missingAvifDecoder,
  missingAvifEncoder,
  missingHeicDecoder,
  missingJxlDecoder,
  missingJxlEncoder,
} from './missing.ts'
import { optional } from './optional.ts'
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
  get avif() {
    return optional.find('avifDecoder') ?? missingAvifDecoder
  },
  get heic() {
    return optional.find('heicDecoder') ?? missingHeicDecoder
  },
  gif: gif.decoder,
  jxl: missingJxlDecoder,
} as const

/** Encoders by format. */
export const encoders = {
  jpeg: jpegEncoder.encoder,
  png: png.encoder,
  webp: webp.encoder,
  get avif() {
    return optional.find('avifEncoder') ?? missingAvifEncoder
  },
  get jxl() {
    return optional.find('jxlEncoder') ?? missingJxlEncoder
  },
} satisfies Readonly<Record<string, Encoder>>

/** The formats that can be encoded. */
export type OutputFormat = keyof typeof encoders

/** `true` if this build can decode the format. Every build can read all formats' headers. */
export const isDecodable = (format: keyof typeof decoders): boolean => !decoders[format].isMissing

/** Encoders that a build may leave out, by their formats. */
const OPTIONAL_ENCODERS = { avif: 'avifEncoder', jxl: 'jxlEncoder' } as const

/** Returns `true` if this build can write images in a format. */
export const isEncodable = (format: OutputFormat): boolean =>
  format !== 'avif' && format !== 'jxl' ? true : optional.has(OPTIONAL_ENCODERS[format])
