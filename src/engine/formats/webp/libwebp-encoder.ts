import type { EncodeOptions } from '@jsquash/webp/codec/enc/webp_enc.js'
import { defaultOptions } from '@jsquash/webp/meta.js'
import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { codecMemory, withCodec } from '../../wasm/emscripten.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import type { WebpEncoder } from '../../wasm/libwebp.ts'
import { modules } from '../../wasm/optional-modules.ts'
import type { EncodeSettings } from '../codec.ts'
import type { FileLimit } from '../file-limit.ts'
import { STILL_OVERHEAD } from './still-file.ts'
import type { Way } from './way.ts'

/**
 * Options of libwebp for the effort `best`. They make files 7.4 % shorter than method 2 in 4.4
 * times its time (8 photographs of Kodak, quality 77, 2026-11-29), and in the same memory. Without
 * `low_memory`, files are 0.9 % shorter still, but noise takes up to 37 bytes per pixel. Method 6
 * takes 2 to 10 s for the alpha of a megapixel, and method 5 takes 0.5 s.
 */
const BEST = { method: 6, low_memory: 1 }
const BEST_WITH_ALPHA = { method: 5, low_memory: 1 }

function encoderOptions({ quality, alphaQuality, alpha }: EncodeSettings): EncodeOptions {
  return { ...defaultOptions, quality, alpha_quality: alphaQuality, ...(alpha ? BEST_WITH_ALPHA : BEST) }
}

// Memory of libwebp, measured on 2026-11-24 at 0.25 to 6 megapixels and qualities from 10 to 100.
// libwebp holds two copies of the picture. `BASE` includes the 192 KB by which libwebp's stack has
// grown since that measurement. `PIXEL_BYTES` is the number of bytes per pixel.
const BASE = 1_248_576
const PIXEL_BYTES = { alpha: 42, opaque: 17 }

const heapOf = ({ width, height }: Size, { alpha }: EncodeSettings): number =>
  codecMemory(BASE + PIXEL_BYTES[alpha ? 'alpha' : 'opaque'] * width * height)

function memory(size: Size, settings: EncodeSettings): number {
  modules.assert('libwebp')
  return heapOf(size, settings)
}

/** Maximum length in bytes of the headers of a frame and of its alpha. */
const HEADERS = 512

const maxFile = ({ width, height }: Size): number => STILL_OVERHEAD + HEADERS + 4 * width * height

const encode =
  ({ width, height, planes }: Picture, settings: EncodeSettings, kernel: Kernel, limit: FileLimit) =>
  (codec: WebpEncoder): Uint8Array<ArrayBuffer> => {
    const pixels = view(kernel, planes[0]?.address ?? 0, width * height * 4)
    const file = codec.encode(pixels, width, height, encoderOptions(settings))
    limit.check(file.length)
    return file.slice()
  }

function encodeBest(
  picture: Picture,
  heap: number,
  settings: EncodeSettings,
  kernel: Kernel,
  limit: FileLimit,
): Promise<Uint8Array<ArrayBuffer>> {
  return withCodec(modules.get('libwebp'), heap, 'internal', encode(picture, settings, kernel, limit))
}

/** Encodes lossy images of the effort `best` with libwebp. */
export const libwebp: Way = {
  memory,
  maxFile,
  partMemory: memory,
  maxPart: maxFile,
  kernelMemory: () => 0,
  partKernelMemory: () => 0,
  instance: (size, settings) => ({ kind: 'large', bytes: heapOf(size, settings) }),
  encode: (picture, settings, kernel, limit) =>
    encodeBest(picture, heapOf(picture, settings), settings, kernel, limit),
  parts: (size, settings, kernel, limit) => ({
    encode: (picture) => encodeBest(picture, heapOf(size, settings), settings, kernel, limit),
  }),
}
