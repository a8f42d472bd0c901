import type { Pixels } from '../picture/picture.ts'

/**
 * Number of pixels that the animation limit counts for every smaller frame, because even the
 * smallest frames have a fixed cost. A small frame takes 0.2 to 0.6 ms, or 1.4 ms with an invisible
 * mark. Large frames take as long for 10,000 pixels (2026-11-26).
 */
export const MIN_PIXELS = 16_384

/** One animation frame as viewers show it: composed with the frames before it. */
export interface AnimationFrame {
  /** Display time in milliseconds. */
  readonly duration: number
  /**
   * The whole canvas in the kernel's memory, with layout `rgba`. Valid until the next frame is
   * requested.
   */
  readonly pixels: Pixels
}

/** An animation that is decoded while its bytes arrive. */
export interface Animation {
  /**
   * Number of times that the animation is shown; 0 repeats it forever. For a GIF, the value may
   * change while frames are read.
   */
  readonly loops: number
  /** At least one frame, in display order. A reader may stop early, which closes the input. */
  readonly frames: AsyncIterable<AnimationFrame>
}
