import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import type { EncodeSettings } from '../codec.ts'
import type { FileLimit } from '../file-limit.ts'

/** Encodes the changed parts of an animation's frames, one after the other. */
export interface PartEncoder {
  /**
   * Encodes one part.
   * @param picture an RGBA picture, not larger than the animation, which may be overwritten
   */
  encode(picture: Picture): Promise<Uint8Array<ArrayBuffer>>
}

/**
 * One of the ways in which a WebP is encoded. Its functions have the same meaning as in `Encoder`.
 */
export interface Way {
  memory(size: Size, settings: EncodeSettings): number
  maxFile(size: Size, settings: EncodeSettings): number
  /**
   * Returns the maximum memory in bytes that encoding any part of a picture takes at a time, beside
   * the picture and one copy of the encoded part.
   */
  partMemory(size: Size, settings: EncodeSettings): number
  /** Returns the maximum length in bytes that any encoded part of a picture may have. */
  maxPart(size: Size, settings: EncodeSettings): number
  kernelMemory(size: Size, settings: EncodeSettings): number
  /** Returns the `partMemory()` bytes that live in the kernel. */
  partKernelMemory(size: Size, settings: EncodeSettings): number
  /** Implements `Encoder.planes`. */
  planes?(settings: EncodeSettings): 'halved' | undefined
  encode(
    picture: Picture,
    settings: EncodeSettings,
    kernel: Kernel,
    limit: FileLimit,
  ): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Opens an encoder for picture parts that are not larger than the given size.
   * @param limit limit for each part's length
   */
  parts(size: Size, settings: EncodeSettings, kernel: Kernel, limit: FileLimit): PartEncoder
}
