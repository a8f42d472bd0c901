import type { Size } from '../../picture/size.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import { sideKernel } from '../../wasm/side-kernel.ts'
import { sizes } from '../../wasm/sizes.ts'
import { ALL_LEVELS, levelsOf } from '../alpha-levels.ts'
import { type FileLimit, UNLIMITED } from '../file-limit.ts'
import { compressPixels } from './lossless-encoder.ts'
import { losslessKernelMemory, losslessPartMemory } from './lossless-memory.ts'

// Fields in an ALPH payload's first byte (RFC 9649, 2.7.1.2).
const COMPRESSED = 1
const FILTER_SHIFT = 2
const REDUCED_LEVELS = 1 << 4

/** Length in bytes of the VP8L header (RFC 9649, 3.4), which an alpha stream does not have. */
const VP8L_HEADER = 5

/** Returns the maximum length in bytes of a picture's encoded alpha. */
export const alphaOutput = ({ width, height }: Size): number => 1 + width * height

/**
 * Returns the kernel memory in bytes that `takeAlpha` and its `encode` take.
 * @param isPart `true` if any part of a picture with this size may be encoded
 */
export function alphaMemory(size: Size, isPart: boolean): number {
  const plane = sizes().alphEncodeBytes(size.width, size.height)
  return isPart ? Math.max(plane, losslessPartMemory(size).kernel) : plane + losslessKernelMemory(size)
}

/** A picture's alpha, which is copied before the colors are encoded. */
export interface Alpha {
  /**
   * Compresses the alpha. A whole picture's alpha is stored without compression if that is shorter.
   * @param rgba address of as many pixels as the picture has, which are overwritten
   * @param limit limit for the payload's length
   * @returns ALPH payload
   * @throws Failure over-budget
   */
  encode(rgba: number, limit?: FileLimit): Uint8Array<ArrayBuffer>
}

/**
 * Copies a picture's alpha, which is then encoded losslessly except for a reduced level count.
 * @param rgba address of the pixels
 * @param quality 0 to 100; below 100 alpha has fewer levels
 * @param isPart `true` for part of a frame. The copy is freed before the alpha is compressed, so
 *   that frames may be larger
 */
export function takeAlpha(kernel: Kernel, size: Size, rgba: number, quality: number, isPart = false): Alpha {
  const { width, height } = size
  const side = sideKernel(kernel)
  const checkpoint = kernel.heapCheckpoint()
  const levels = levelsOf(quality)
  const reduced = levels < ALL_LEVELS ? REDUCED_LEVELS : 0
  const status = side.alphEncodeOpen(width, height)
  if (status < 0) throw kernelFailure(status, 'WebP')
  side.alphEncodeTake(rgba, levels)
  return {
    encode(pixels, limit = UNLIMITED) {
      const filter = side.alphEncodeFilter()
      side.alphEncodePixels(filter, pixels)
      if (isPart) kernel.heapRestore(checkpoint)
      const { length, writeTo } = compressPixels(kernel, size, pixels, { isQuick: true })
      const stored = isPart ? Number.POSITIVE_INFINITY : width * height
      limit.check(Math.min(length, stored))
      if (length - VP8L_HEADER >= stored) {
        const payload = new Uint8Array(1 + stored)
        payload[0] = reduced
        payload.set(view(kernel, side.alphEncodePlane(), stored), 1)
        return payload
      }
      // The stream's header is overwritten: the payload begins with the header's last byte.
      const stream = new Uint8Array(length)
      writeTo(stream, 0)
      const payload = stream.subarray(VP8L_HEADER - 1)
      payload[0] = COMPRESSED | (filter << FILTER_SHIFT) | reduced
      return payload
    },
  }
}
