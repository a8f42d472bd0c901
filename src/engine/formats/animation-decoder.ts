import type { ByteSource } from '../bytes/byte-source.ts'
import type { CommonHeader } from '../picture/header.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { Animation } from './animation.ts'
import type { Decoding } from './decoding.ts'

/** Facts about all frames in an animation that determine the memory for decoding them. */
export interface FramesFacts {
  /** Maximum length in bytes of an encoded frame; infinite if it is unknown. */
  readonly longest: number
  /** `true` if the picture before a frame may be shown again after it. */
  readonly restores: boolean
}

/** Facts about an animation whose frames were not looked at. */
export const UNKNOWN_FRAMES: FramesFacts = { longest: Number.POSITIVE_INFINITY, restores: true }

/** Maximum sizes in bytes of the kernel memory for decoding an animation. */
export interface FramesMemory {
  /** Memory that is held from the first frame to the last, such as the canvas. */
  readonly throughout: number
  /** Memory that is freed before the frame is used. */
  readonly frame: number
}

/**
 * Decodes all frames in a format's animations. The GIF decoder also takes files with a single
 * frame.
 */
export interface AnimationDecoder<Header extends CommonHeader = CommonHeader> {
  /**
   * Returns the maximum kernel memory for decoding. It does not depend on the frame count.
   * @param byteLength file length in bytes
   */
  memory(header: Header, byteLength: number, facts: FramesFacts): FramesMemory
  /**
   * Opens the animation. Reading its frames may throw the same failures.
   * @param crop part of the canvas that is used (see `Decoding`)
   * @throws Failure corrupt, unsupported
   */
  open(input: ByteSource, header: Header, kernel: Kernel, crop?: Decoding['crop']): Promise<Animation>
}
