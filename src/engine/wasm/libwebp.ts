import webpEnc from '@jsquash/webp/codec/enc/webp_enc_simd.js'
import wasm from './built/webp-encoder.wasm'
import type { CodecModule } from './emscripten.ts'

/** Functions of libwebp that are used here. */
export interface WebpEncoder {
  /** Returns the encoded file, as a view of the instance's memory. */
  encode(rgba: Uint8Array, width: number, height: number, options: object): Uint8Array
}

export const LIBWEBP: CodecModule<WebpEncoder> = { factory: webpEnc, wasm }
