import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import webpEnc from '@jsquash/webp/codec/enc/webp_enc_simd.js'
import type { CodecModule } from '../../../src/engine/wasm/emscripten.ts'
import { importMemory } from '../../../tools/codecs/import-memory.ts'
import { Module } from '../kernel/compile.ts'

const { resolve } = createRequire(import.meta.url)

interface WebpEncoder {
  encode(rgba: Uint8Array, width: number, height: number, options: object): Uint8Array | null
}

let compiled: WebAssembly.Module | undefined

/** libwebp's encoder, as an independent writer of WebP. */
export const LIBWEBP: CodecModule<WebpEncoder> = {
  factory: webpEnc,
  wasm() {
    compiled ??= new Module(importMemory(readFileSync(resolve('@jsquash/webp/codec/enc/webp_enc_simd.wasm'))))
    return compiled
  },
}
