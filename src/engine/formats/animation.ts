import type { Pixels } from '../picture/picture.ts'

/**
 * What a frame counts at least. The smallest take 0.2 to 0.6 ms, and 1.4 ms with an invisible mark, which others take for
 * 10,000 pixels (2026-11-26).
 */
export const MIN_PIXELS = 16_384

/** One picture of an animation, as it is shown: composed with those before it. */
export interface AnimationFrame {
  /** How long it is shown, in milliseconds. */
  readonly duration: number
  /** The whole canvas, of layout `rgba`, in the kernel's memory; valid until the next frame is asked for. */
  readonly pixels: Pixels
}

/** An animation that is decoded as its bytes arrive. */
export interface Animation {
  /** Number of times that the animation is shown; 0 is for ever. A GIF may change it between frames, while they are read. */
  readonly loops: number
  /** At least one, in order. A reader may stop early, which closes the input. */
  readonly frames: AsyncIterable<AnimationFrame>
}
