import mozjpegEnc from '@jsquash/jpeg/codec/enc/mozjpeg_enc.js'
import wasm from './built/mozjpeg.wasm'
import type { CodecModule } from './emscripten.ts'

/** Functions of mozjpeg that are used here. */
export interface MozjpegEncoder {
  /** Returns the encoded file, or libjpeg's error message if encoding fails. */
  encode(rgba: Uint8Array, width: number, height: number, options: object): Uint8Array<ArrayBuffer> | string
}

export const MOZJPEG: CodecModule<MozjpegEncoder> = { factory: mozjpegEnc, wasm }
