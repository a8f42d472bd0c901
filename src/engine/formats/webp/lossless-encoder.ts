import type { Picture } from '../../picture/picture.ts'
import { areaOf, type Size } from '../../picture/size.ts'
import { copyRgba, rgbaBytes } from '../../rows/rgba.ts'
import { heapBytes } from '../../wasm/heap.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import { sideKernel } from '../../wasm/side-kernel.ts'
import type { EncodeSettings } from '../codec.ts'
import { type FileLimit, UNLIMITED } from '../file-limit.ts'
import { type EncodedFile, isSmall, losslessThreshold, shorterFileOf } from '../lossless-rival.ts'
import { losslessKernelMemory, losslessOutput, losslessPartMemory } from './lossless-memory.ts'
import { stillFile, stillLength } from './still-file.ts'
import type { Way } from './way.ts'

/** A payload that the kernel compresses piece by piece. */
export interface Compressed {
  /** Payload length in bytes. */
  readonly length: number
  /** Copies the payload into a file at an offset. It can be called once. */
  writeTo(file: Uint8Array, at: number): void
}

/** Settings for `compressPixels`. */
interface Compression {
  /** `true` to take less time and make the payload longer. */
  readonly isQuick?: boolean
  /** Strength of near-lossless changes, from `nearStrength`. */
  readonly strength?: number
}

/**
 * Compresses pixels in the kernel, to a VP8L payload. The colors in transparent pixels are kept,
 * unless near-lossless changes are made.
 * @param rgba address of the pixels, which are overwritten
 */
export function compressPixels(
  kernel: Kernel,
  { width, height }: Size,
  rgba: number,
  { isQuick = false, strength = 0 }: Compression,
): Compressed {
  const side = sideKernel(kernel)
  const status = side.vp8lEncodeOpen(width, height)
  if (status < 0) throw kernelFailure(status, 'WebP')
  if (isQuick) side.vp8lEncodeQuickly()
  const length = strength > 0 ? side.vp8lEncodeNearPicture(rgba, strength) : side.vp8lEncodePicture(rgba)
  return {
    length,
    writeTo(file, at) {
      let end = at
      for (let bytes = side.vp8lEncodeNext(); bytes > 0; bytes = side.vp8lEncodeNext()) {
        file.set(view(kernel, side.vp8lEncodeOutput(), bytes), end)
        end += bytes
      }
    },
  }
}

type Exactness = Pick<EncodeSettings, 'lossless' | 'nearLossless' | 'quality'>

/** Strength of near-lossless changes at the lowest qualities. */
const MAX_STRENGTH = 5

/**
 * Returns the strength of near-lossless changes, in the levels that libwebp's `-near_lossless` has:
 * 1 from quality 80, 5 below 20, 0 for none. No channel changes by more than `2 ** (strength - 1)`.
 */
export function nearStrength({ lossless, nearLossless, quality }: Exactness): number {
  return nearLossless && !lossless ? MAX_STRENGTH - Math.floor(quality / 20) : 0
}

/** Returns the file of a compressed picture. */
const fileOf = (picture: Size, { length, writeTo }: Compressed): EncodedFile => ({
  length: stillLength(length),
  take() {
    const { file, at } = stillFile(picture, 'VP8L', length)
    writeTo(file, at)
    return file
  },
})

/**
 * Encodes a lossless WebP in the kernel. The colors in transparent pixels are kept, unless
 * near-lossless changes are made.
 * @param picture an RGBA picture, which is overwritten
 * @param strength strength of near-lossless changes, from `nearStrength`
 */
export function encodeLossless(
  picture: Picture,
  kernel: Kernel,
  strength = 0,
  limit: FileLimit = UNLIMITED,
): Uint8Array<ArrayBuffer> {
  const { length, take } = fileOf(
    picture,
    compressPixels(kernel, picture, picture.planes[0]?.address ?? 0, { strength }),
  )
  limit.check(length)
  return take()
}

/**
 * Maximum bytes per pixel of a near-lossless file that may be longer than a lossless one, unless
 * the picture is small. The file of a gradient or a repeated pattern has fewer (279 pictures,
 * 2026-12-03).
 */
const MAX_SIMPLE = 1 / 32

/**
 * Encodes a near-lossless WebP in the kernel, or a lossless one if that is shorter. Only the pixels
 * of a drawing are copied for a second encode.
 */
function encodeShorter(
  picture: Picture,
  kernel: Kernel,
  strength: number,
  limit: FileLimit,
): Uint8Array<ArrayBuffer> {
  if (losslessThreshold(picture, kernel) === Number.POSITIVE_INFINITY)
    return encodeLossless(picture, kernel, strength, limit)
  const address = picture.planes[0]?.address ?? 0
  const copy = copyRgba(kernel, picture)
  const checkpoint = kernel.heapCheckpoint()
  const near = compressPixels(kernel, picture, address, { strength })
  const exact = () => {
    kernel.heapRestore(checkpoint)
    return fileOf(picture, compressPixels(kernel, picture, copy.planes[0]?.address ?? 0, {}))
  }
  const file = fileOf(picture, near)
  const isTried = isSmall(picture) || file.length <= MAX_SIMPLE * areaOf(picture)
  return shorterFileOf(file, isTried ? 0 : Number.POSITIVE_INFINITY, exact, limit)
}

/** Returns the kernel memory for an encode, and for a pixel copy if there is a second one. */
function kernelMemory(size: Size, { triesLossless }: EncodeSettings): number {
  return losslessKernelMemory(size) + (triesLossless ? heapBytes(rgbaBytes(size)) : 0)
}

/** Losslessly or near-losslessly encodes pictures in the kernel, overwriting their pixels. */
export const lossless: Way = {
  memory: kernelMemory,
  maxFile: (size, { alpha }) => losslessOutput(size, alpha),
  partMemory: (size) => losslessPartMemory(size).kernel,
  maxPart: (size) => losslessPartMemory(size).output,
  kernelMemory,
  partKernelMemory: (size) => losslessPartMemory(size).kernel,
  encode: async (picture, settings, kernel, limit) =>
    (settings.triesLossless ? encodeShorter : encodeLossless)(picture, kernel, nearStrength(settings), limit),
  parts: (_, settings, kernel, limit) => ({
    encode: async (picture) => encodeLossless(picture, kernel, nearStrength(settings), limit),
  }),
}
