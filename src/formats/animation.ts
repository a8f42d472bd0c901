import type { Pixels } from '../picture/picture.ts'

/** No frame takes less time than one of so many pixels. */
export const LEAST_PIXELS = 16_384

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
