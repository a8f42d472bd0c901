import * as avif from './avif.ts'
import type { Decoder, Encoder } from './codec.ts'
import * as jpeg from './jpeg.ts'
import * as png from './png.ts'
import * as webp from './webp.ts'

/** The source formats that can be decoded. */
export const decoders = {
  jpeg: jpeg.decoder,
  png: png.decoder,
  webp: webp.decoder,
  avif: avif.decoder,
} as const satisfies Record<string, Decoder>

/** The formats that can be written, each with its media type. */
export const encoders = {
  jpeg: { ...jpeg.encoder, mime: 'image/jpeg' },
  png: { ...png.encoder, mime: 'image/png' },
  webp: { ...webp.encoder, mime: 'image/webp' },
} as const satisfies Record<string, Encoder & { readonly mime: string }>

export type OutputFormat = keyof typeof encoders
