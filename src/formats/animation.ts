import type { Header } from '../picture/header.ts'
import type { Pixels } from '../picture/picture.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { ByteSource } from './codec.ts'

/** One picture of an animation, as it is shown: composed with those before it. */
export interface AnimationFrame {
  /** How long it is shown, in milliseconds. */
  readonly duration: number
  /** The whole canvas, of layout `rgba`, in the kernel's memory; valid until the next frame is asked for. */
  readonly pixels: Pixels
}

/** An animation that is decoded as its bytes arrive. */
export interface Animation {
  /** How often it is shown in all; 0 is for ever. */
  readonly loops: number
  /** At least one, in order. A reader may stop early, which closes the input. */
  readonly frames: AsyncIterable<AnimationFrame>
}

/** Decodes all frames of a format's files; a still picture has one. */
export interface AnimationDecoder {
  /**
   * Most bytes of the kernel's memory that all frames take, whatever their number.
   * @param size length of the file in bytes
   */
  memory(header: Header, size: number): number
  /** Throws `Failure`: corrupt, unsupported, also while frames are read. */
  open(input: ByteSource, header: Header, kernel: Kernel): Promise<Animation>
}
