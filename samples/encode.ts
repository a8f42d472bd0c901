import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import encodeJpeg, { init as initJpeg } from '@jsquash/jpeg/encode.js'
import encodePng, { init as initPng } from '@jsquash/png/encode.js'
import encodeWebp, { init as initWebp } from '@jsquash/webp/encode.js'
import type { Frame } from '../src/engine/picture/picture.ts'
import type { Encode } from './painted.ts'

// Node cannot import WebAssembly modules as the Worker does, so the module is read from its file.
const { resolve } = createRequire(import.meta.url)
const read = (wasm: string) => readFile(resolve(wasm))

const imageData = ({ width, height, data }: Frame) => ({
  width,
  height,
  data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength),
})

/** Baseline JPEG with 4:2:0 chroma subsampling, as cameras write it. */
export const jpeg: Encode = async (frame) => {
  await initJpeg({ wasmBinary: await read('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm') })
  const options = {
    quality: 88,
    baseline: true,
    progressive: false,
    auto_subsample: false,
    chroma_subsample: 2,
  }
  return new Uint8Array(await encodeJpeg(imageData(frame), options))
}

export const png: Encode = async (frame) => {
  await initPng(await read('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'))
  return new Uint8Array(await encodePng(imageData(frame)))
}

export const webp: Encode = async (frame) => {
  await initWebp({ wasmBinary: await read('@jsquash/webp/codec/enc/webp_enc_simd.wasm') })
  return new Uint8Array(await encodeWebp(imageData(frame), { quality: 90, method: 2 }))
}
