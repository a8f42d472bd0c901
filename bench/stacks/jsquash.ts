import avif from '@jsquash/avif/codec/dec/avif_dec.wasm'
import decodeAvif, { init as initAvifDecoder } from '@jsquash/avif/decode.js'
import jpegDecoder from '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'
import jpegEncoder from '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'
import decodeJpeg, { init as initJpegDecoder } from '@jsquash/jpeg/decode.js'
import encodeJpeg, { init as initJpegEncoder } from '@jsquash/jpeg/encode.js'
import png from '@jsquash/png/codec/pkg/squoosh_png_bg.wasm'
import decodePng, { init as initPngDecoder } from '@jsquash/png/decode.js'
import resize, { initResize } from '@jsquash/resize'
import resizer from '@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm'
import webpDecoder from '@jsquash/webp/codec/dec/webp_dec.wasm'
import webpEncoder from '@jsquash/webp/codec/enc/webp_enc_simd.wasm'
import decodeWebp, { init as initWebpDecoder } from '@jsquash/webp/decode.js'
import encodeWebp, { init as initWebpEncoder } from '@jsquash/webp/encode.js'
import { SOURCES, sourcePath } from '../sources.ts'
import { decodeHeic, describeHeic } from './libheif.ts'
import type { Stack } from './stack.ts'

/**
 * Polyfill for environments without ImageData, such as Workers and Node. jSquash's documentation
 * asks for it.
 */
class ImageData {
  readonly data: Uint8ClampedArray
  readonly width: number
  readonly height: number

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data
    this.width = width
    this.height = height
  }
}
Object.assign(globalThis, { ImageData })

await Promise.all([
  initJpegDecoder(jpegDecoder),
  initJpegEncoder(jpegEncoder),
  initAvifDecoder(avif),
  initPngDecoder(png),
  initResize(resizer),
  initWebpDecoder(webpDecoder),
  initWebpEncoder(webpEncoder),
])

const DECODERS = {
  jpg: decodeJpeg,
  png: decodePng,
  webp: decodeWebp,
  avif: async (bytes: ArrayBuffer) => {
    const decoded = await decodeAvif(bytes)
    if (!decoded) throw new Error('libavif refuses the picture')
    return decoded
  },
  // jSquash does not read HEIC, so libheif-js decodes it.
  heic: async (bytes: ArrayBuffer) => {
    const { data, width, height } = await decodeHeic(new Uint8Array(bytes))
    return new ImageData(data, width, height)
  },
}

function decoderOf(file: string): (bytes: ArrayBuffer) => Promise<ImageData> {
  const extension = file.slice(file.lastIndexOf('.') + 1) as keyof typeof DECODERS
  return DECODERS[extension]
}

/** jSquash's packages with their defaults. The packages keep their instances. */
export const jsquash: Stack = {
  light: 'linear',
  settings({ source, format }) {
    const encoder =
      format === 'webp' ? 'method 4, SIMD, its defaults' : 'mozjpeg, progressive, trellis, its defaults'
    const { file, width, height } = SOURCES[source]
    const decoder = file.endsWith('.heic') ? `${describeHeic(sourcePath(source), width * height)}; ` : ''
    return `${decoder}linear light, premultiplied; ${encoder}`
  },
  async run(input, { source, width, height, format, quality }) {
    const { buffer } = await input.readAll()
    const frame = await decoderOf(SOURCES[source].file)(buffer)
    const resized = await resize(frame, { width, height })
    return new Uint8Array(await (format === 'webp' ? encodeWebp : encodeJpeg)(resized, { quality }))
  },
}
