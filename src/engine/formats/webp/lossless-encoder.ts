import { ascii, le32 } from '../../bytes/bytes.ts'
import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import { sideKernel } from '../../wasm/side-kernel.ts'
import type { EncodeSettings } from '../codec.ts'
import { CHUNK_HEAD, FIRST_CHUNK } from './chunks.ts'
import { losslessKernelMemory, losslessOutput } from './lossless-memory.ts'

/**
 * Returns the maximum size in bytes of the memory that `encodeLossless` holds at a time. The
 * encoded file is included, and the picture is not.
 */
export const losslessMemory = (size: Size, { alpha }: Pick<EncodeSettings, 'alpha'>): number =>
  losslessKernelMemory(size) + losslessOutput(size, alpha)

/** A payload that the kernel compresses piece by piece. */
export interface Compressed {
  /** Length of the payload in bytes. */
  readonly length: number
  /** Copies the payload to a position of a file. It can be called once. */
  writeTo(file: Uint8Array, at: number): void
}

/**
 * Compresses pixels in the kernel, to the payload of a VP8L chunk. The colours of transparent pixels
 * are kept.
 * @param rgba address of the pixels, which are overwritten
 */
export function compressPixels(kernel: Kernel, { width, height }: Size, rgba: number): Compressed {
  const side = sideKernel(kernel)
  const status = side.vp8lEncodeOpen(width, height)
  if (status < 0) throw kernelFailure(status, 'WebP')
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
  const file = new Uint8Array(FIRST_CHUNK + CHUNK_HEAD + length + (length % 2))
  file.set(ascii('RIFF'))
  file.set(le32(file.length - CHUNK_HEAD), 4)
  file.set(ascii('WEBPVP8L'), 8)
  file.set(le32(length), 16)
  writeTo(file, FIRST_CHUNK + CHUNK_HEAD)
  return file
}
