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

/**
 * Encodes a lossless WebP in the kernel. The colours of transparent pixels are kept.
 * @param picture an RGBA picture, which is overwritten
 */
export function encodeLossless(picture: Picture, kernel: Kernel): Uint8Array<ArrayBuffer> {
  const { width, height, planes } = picture
  const side = sideKernel(kernel)
  const status = side.vp8lEncodeOpen(width, height)
  if (status < 0) throw kernelFailure(status, 'WebP')
  const length = side.vp8lEncodePicture(planes[0]?.address ?? 0)
  const file = new Uint8Array(FIRST_CHUNK + CHUNK_HEAD + length + (length % 2))
  file.set(ascii('RIFF'))
  file.set(le32(file.length - CHUNK_HEAD), 4)
  file.set(ascii('WEBPVP8L'), 8)
  file.set(le32(length), 16)
  let at = FIRST_CHUNK + CHUNK_HEAD
  for (let bytes = side.vp8lEncodeNext(); bytes > 0; bytes = side.vp8lEncodeNext()) {
    file.set(view(kernel, side.vp8lEncodeOutput(), bytes), at)
    at += bytes
  }
  return file
}
