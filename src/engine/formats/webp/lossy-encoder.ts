import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import { sizes } from '../../wasm/sizes.ts'
import { vp8Encoder } from '../../wasm/vp8-encoder.ts'
import type { EncodeSettings } from '../codec.ts'
import { alphaMemory, alphaOutput, takeAlpha } from './alpha-encoder.ts'
import {
  inPlaceMemory,
  type LossyPlanes,
  planesInPlace,
  separateMemory,
  separatePlanes,
} from './lossy-planes.ts'
import { STILL_OVERHEAD, stillFile } from './still-file.ts'
import type { Way } from './way.ts'

type LossySettings = Pick<EncodeSettings, 'quality' | 'alphaQuality' | 'alpha'>

/** Effort of the kernel's encoder: 0 or 1 (see `vp8EncodeOpen`). */
const EFFORT = 1

/**
 * Returns the maximum size in bytes of the memory that an encode holds at a time.
 * The encoded file is included, and the picture is not.
 * @param isPart `true` if parts of a picture are encoded, while the encoder stays open
 */
export function lossyMemory(size: Size, { quality, alpha }: LossySettings, isPart: boolean): number {
  const frame = sizes().vp8EncodeBytes(size.width, size.height, quality)
  // The frame is written into the memory of the encoder, and so is not longer.
  const output = STILL_OVERHEAD + frame
  if (!alpha) return frame + inPlaceMemory(size) + output
  const beside = alphaMemory(size, isPart)
  const planes = Math.max(separateMemory(size), inPlaceMemory(size))
  return planes + (isPart ? frame + beside : Math.max(frame, beside)) + output + 2 * alphaOutput(size)
}

/** The colours of a picture, and its alpha as the payload of an ALPH chunk. */
interface Prepared {
  readonly planes: LossyPlanes
  /** `undefined` if the picture is opaque. */
  readonly alpha: Uint8Array | undefined
}

/** Makes planes of a picture, which is overwritten, and encodes its alpha. */
function prepare(kernel: Kernel, picture: Picture, { alpha, alphaQuality }: LossySettings): Prepared {
  const { width, height, layout, planes: given } = picture
  const address = given[0]?.address ?? 0
  const isOpaque = !alpha || layout !== 'rgba' || kernel.isOpaque(address, width * height) === 1
  if (isOpaque) return { planes: planesInPlace(kernel, picture), alpha: undefined }
  const planes = separatePlanes(kernel, picture, address)
  const checkpoint = kernel.heapCheckpoint()
  const payload = takeAlpha(kernel, picture, address, alphaQuality).encode(address)
  kernel.heapRestore(checkpoint)
  return { planes, alpha: payload }
}

function open(kernel: Kernel, { width, height }: Size, quality: number): void {
  const status = vp8Encoder(kernel).vp8EncodeOpen(width, height, quality, EFFORT)
  if (status < 0) throw kernelFailure(status, 'WebP')
}

function encodePrepared(kernel: Kernel, size: Size, { planes, alpha }: Prepared): Uint8Array<ArrayBuffer> {
  const encoder = vp8Encoder(kernel)
  const { y, yStride, u, v, uvStride } = planes
  const length = encoder.vp8EncodePlanes(y, yStride, u, v, uvStride)
  if (length < 0) throw kernelFailure(length, 'WebP')
  const { file, at } = stillFile(size, 'VP8 ', length, alpha)
  let end = at
  for (let bytes = encoder.vp8EncodeNext(); bytes > 0; bytes = encoder.vp8EncodeNext()) {
    file.set(view(kernel, encoder.vp8EncodeOutput(), bytes), end)
    end += bytes
  }
  return file
}

/**
 * Encodes a lossy WebP in the kernel. A picture with transparency gets an alpha plane.
 * @param picture RGBA, gray, or Y, Cb and Cr of full range with halved chroma. It is overwritten
 */
export function encodeLossy(
  picture: Picture,
  settings: LossySettings,
  kernel: Kernel,
): Uint8Array<ArrayBuffer> {
  const prepared = prepare(kernel, picture, settings)
  open(kernel, picture, settings.quality)
  return encodePrepared(kernel, picture, prepared)
}

/**
 * Encodes with loss, in the kernel. Each part of an animation takes kernel memory that the caller may
 * release after it.
 */
export const lossy: Way = {
  memory: (size, settings) => lossyMemory(size, settings, false),
  partMemory: (size, settings) => lossyMemory(size, settings, true),
  planes: ({ alpha }) => (alpha ? undefined : 'halved'),
  encode: async (picture, settings, kernel) => encodeLossy(picture, settings, kernel),
  parts(size, settings, kernel) {
    open(kernel, size, settings.quality)
    return {
      async encode(picture) {
        const prepared = prepare(kernel, picture, settings)
        const status = vp8Encoder(kernel).vp8EncodePart(picture.width, picture.height)
        if (status < 0) throw kernelFailure(status, 'WebP')
        return encodePrepared(kernel, picture, prepared)
      },
      end() {},
    }
  },
}
