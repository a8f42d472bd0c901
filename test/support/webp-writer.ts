import webpEnc from '@jsquash/webp/codec/enc/webp_enc_simd.js'
import { defaultOptions } from '@jsquash/webp/meta.js'
import type { Frame } from '../../src/engine/picture/picture.ts'
import encoderWasm from '../../src/engine/wasm/built/webp-encoder.wasm'
import { codecMemory, withCodec } from '../../src/engine/wasm/emscripten.ts'

interface WebpEncoder {
  encode(rgba: Uint8Array, width: number, height: number, options: object): Uint8Array | null
}

const ENCODER = { factory: webpEnc, wasm: encoderWasm }

/** Writes a WebP with libwebp, by options that sharp does not have. */
export function writeWebp(
  { data, width, height }: Frame,
  options: Partial<typeof defaultOptions>,
): Promise<Uint8Array> {
  const settings = { ...defaultOptions, ...options }
  return withCodec<WebpEncoder, Uint8Array>(ENCODER, codecMemory(64e6), 'internal', ({ encode }) => {
    const file = encode(data, width, height, settings)
    if (!file) throw new Error('libwebp refuses the picture')
    return file.slice()
  })
}
