import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import { sideKernel } from '../../wasm/side-kernel.ts'
import { losslessKernelMemory, losslessOutput, losslessPartMemory } from './lossless-memory.ts'
import { stillFile } from './still-file.ts'
import type { Way } from './way.ts'

/** A payload that the kernel compresses piece by piece. */
export interface Compressed {
  /** Length of the payload in bytes. */
  readonly length: number
  /** Copies the payload to a position of a file. It can be called once. */
  writeTo(file: Uint8Array, at: number): void
}

/**
 * Compresses pixels in the kernel, to the payload of a VP8L chunk. The colours of transparent
 * pixels are kept.
 * @param rgba address of the pixels, which are overwritten
 * @param isQuick `true` to take less time and make the payload longer
 */
export function compressPixels(
  kernel: Kernel,
  { width, height }: Size,
  rgba: number,
  isQuick = false,
): Compressed {
  const side = sideKernel(kernel)
  const status = side.vp8lEncodeOpen(width, height)
  if (status < 0) throw kernelFailure(status, 'WebP')
  if (isQuick) side.vp8lEncodeQuickly()
  const length = side.vp8lEncodePicture(rgba)
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

/**
 * Encodes a lossless WebP in the kernel.
 * @param picture an RGBA picture, which is overwritten
 */
export function encodeLossless(picture: Picture, kernel: Kernel): Uint8Array<ArrayBuffer> {
  const { length, writeTo } = compressPixels(kernel, picture, picture.planes[0]?.address ?? 0)
  const { file, at } = stillFile(picture, 'VP8L', length)
  writeTo(file, at)
  return file
}

/** Encodes without loss, in the kernel. Pictures are overwritten. */
export const lossless: Way = {
  memory: (size, { alpha }) => losslessKernelMemory(size) + losslessOutput(size, alpha),
  partMemory(size) {
    const { kernel, output } = losslessPartMemory(size)
    return kernel + output
  },
  encode: async (picture, _, kernel) => encodeLossless(picture, kernel),
  parts: (_size, _settings, kernel) => ({
    encode: async (picture) => encodeLossless(picture, kernel),
    end() {},
  }),
}
