import type { EncodeOptions } from '@jsquash/webp/codec/enc/webp_enc.js'
import { defaultOptions } from '@jsquash/webp/meta.js'
import { Failure } from '../../../errors.ts'
import { DEFAULT_QUALITY } from '../../options/default-quality.ts'
import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { codecMemory, codecSession, withCodec } from '../../wasm/emscripten.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import type { WebpEncoder } from '../../wasm/libwebp.ts'
import { modules } from '../../wasm/optional-modules.ts'
import type { Encoder, EncodeSettings } from '../codec.ts'
import { encodeLossless, losslessMemory } from './lossless-encoder.ts'

/** Maximum width and height, which have 14 bits (RFC 9649, 2.5 and 3.4). */
const MAX_SIDE = 16_383
/**
 * Method of libwebp for the effort `fast`. It takes half the time of the default, 4, and makes the
 * file 6 % longer. Method 3 takes as long as method 4.
 */
const FAST = { method: 2 }
/**
 * Options of libwebp for the effort `best`, in the memory of `FAST`. They make files 7.4 % shorter
 * in
 * 4.4 times its time (8 photographs of Kodak, quality 77, 2026-11-29). Without `low_memory`, files
 * are 0.9 % shorter still, but noise takes up to 37 bytes per pixel. Method 6 takes 2 to 10 s for
 * the alpha of a megapixel, and method 5 takes 0.5 s.
 */
const BEST = { method: 6, low_memory: 1 }
const BEST_WITH_ALPHA = { method: 5, low_memory: 1 }
/**
 * Options for near-lossless images, for which `quality` means effort. They take a quarter less time
 * than quality 75 and method 4, and make the file 2 % longer.
 */
const NEAR_LOSSLESS = { lossless: 1, quality: 50, method: 1 }

function encoderOptions(settings: EncodeSettings): EncodeOptions {
  const { quality, nearLossless, alphaQuality, effort, alpha } = settings
  if (nearLossless) return { ...defaultOptions, ...NEAR_LOSSLESS, near_lossless: quality }
  const best = alpha ? BEST_WITH_ALPHA : BEST
  const chosen = effort === 'best' ? best : FAST
  return { ...defaultOptions, quality, alpha_quality: alphaQuality, ...chosen }
}

// Memory of libwebp, measured on 2026-11-24 at 0.25 to 6 megapixels and qualities from 10 to 100.
// libwebp holds two copies of the picture, and hash chains for near-lossless images. `ENCODER_BASE`
// includes the 192 KB by which libwebp's stack has grown since that measurement.
// `ENCODER_PIXEL_BYTES` is the number of bytes per pixel.
const ENCODER_BASE = 1_248_576
const ENCODER_PIXEL_BYTES = { nearLossless: 58, alpha: 42, opaque: 17 }

function encoderHeap({ width, height }: Size, settings: EncodeSettings): number {
  const { nearLossless, alpha } = settings
  const kind = nearLossless ? 'nearLossless' : alpha ? 'alpha' : 'opaque'
  return codecMemory(ENCODER_BASE + ENCODER_PIXEL_BYTES[kind] * width * height)
}

function assertSides({ width, height }: Size): void {
  if (Math.max(width, height) > MAX_SIDE)
    throw new Failure('too-large', `WebP: an image has at most ${MAX_SIDE} pixels a side; make it smaller`)
}

const encodeLossy =
  ({ width, height, planes }: Picture, settings: EncodeSettings, kernel: Kernel) =>
  ({ encode }: WebpEncoder): Uint8Array<ArrayBuffer> =>
    encode(
      view(kernel, planes[0]?.address ?? 0, width * height * 4),
      width,
      height,
      encoderOptions(settings),
    ).slice()

/** Encoder of WebP. The kernel writes lossless images, and libwebp writes all others. */
export const encoder: Encoder = {
  maxSide: MAX_SIDE,
  defaultQuality: DEFAULT_QUALITY.webp,
  keepsChroma: (_, { lossless }) => lossless,
  alpha: true,
  profile: true,
  memory(size, settings) {
    if (settings.lossless) return losslessMemory(size, settings)
    modules.assert('libwebp')
    return encoderHeap(size, settings) + 4 * size.width * size.height
  },
  instance: (size, settings) =>
    settings.lossless ? undefined : { kind: 'large', bytes: encoderHeap(size, settings) },
  async encode(picture, settings, kernel) {
    assertSides(picture)
    if (settings.lossless) return encodeLossless(picture, kernel)
    const limit = encoderHeap(picture, settings)
    return withCodec(modules.get('libwebp'), limit, 'internal', encodeLossy(picture, settings, kernel))
  },
}

/** Encodes the changed parts of an animation's frames, one after the other. */
export interface PartEncoder {
  /**
   * Encodes one part.
   * @param picture an RGBA picture, not larger than the animation; lossless encoding overwrites it
   */
  encode(picture: Picture): Promise<Uint8Array<ArrayBuffer>>
  /** Clears and releases the codec's memory. It must be called after a failure, too. */
  end(): void
}

/**
 * Opens an encoder for the parts of all frames of an animation. Between two frames, the codec's
 * memory is not cleared, unless another request needs that memory. This saves time.
 */
export function partEncoder(size: Size, settings: EncodeSettings, kernel: Kernel): PartEncoder {
  assertSides(size)
  const { call, end } = codecSession(modules.get('libwebp'), encoderHeap(size, settings), 'internal')
  return {
    async encode(picture) {
      return settings.lossless
        ? encodeLossless(picture, kernel)
        : call(encodeLossy(picture, settings, kernel))
    },
    end,
  }
}
