import type { Box, Size } from '../picture/size.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { sideKernel } from '../wasm/side-kernel.ts'
import { sizes } from '../wasm/sizes.ts'

/** Returns the kernel memory that `openMasks` takes, in bytes. */
export const masksMemory = ({ width, height }: Size): number => sizes().masksBytes(width, height)

/**
 * Tolerance for an unchanged pixel: levels by which a channel may differ from its last coded value,
 * for each quality unit below 100. At quality 77 this gives 5 levels, which libwebp allows as well.
 */
const PIXEL_LEVELS = 1 / 5
/**
 * Tolerance for a block's average difference, in quarters of a level for each quality unit below
 * 100. It is smaller than the tolerance for a pixel, because larger steps between blocks are
 * visible in smooth areas.
 */
const AVERAGE_QUARTERS = 4 * 0.4 * PIXEL_LEVELS

/**
 * Estimated lengths in the encoded frame, in quarter bytes at quality 77. `flat` and `detailed` are
 * the lengths for a coded block without and with detail. `edge` is the cost for each side between a
 * coded and a transparent block: it lengthens the alpha plane and makes the coded block harder to
 * predict. With `edge: 3`, four of 12 clips took 1 to 2 % more bytes at equal SSIM than with 12,
 * and one took 2 % fewer (2026-11-29).
 */
const QUARTERS = { flat: 1, detailed: 24, edge: 12 }
/** Size in bytes of the simplest alpha plane: the chunk header, and VP8L's header and codes. */
const ALPHA_BYTES = 32

/** Frame region to encode. `isSmaller` decides if its unchanged blocks become transparent. */
export interface MaskedFrame {
  /**
   * Box that contains all blocks to code. Some blocks only remove traces that a moving object left.
   */
  readonly box: Box
  /**
   * `true` if the frame takes fewer bytes when its uncoded blocks are transparent, and looks the
   * same.
   */
  readonly isSmaller: boolean
}

/** Masks of changed blocks. All address parameters refer to RGBA pictures in kernel memory. */
export interface Masks {
  /**
   * Finds the blocks to code.
   * @param before address of the picture that holds each pixel as it was last coded
   * @returns `undefined` if no block has changed
   */
  find(before: number, after: number): MaskedFrame | undefined
  /**
   * Makes the box's uncoded blocks transparent in `after`. Copies the coded blocks from `after` to
   * `before`.
   */
  apply(before: number, after: number): void
  /** Ends the frame for which `find` was called. It must only be called if the frame is written. */
  end(): void
}

/**
 * Opens masks for one animation's frames, in kernel memory. Only one animation at a time may use a
 * kernel.
 */
export function openMasks(kernel: Kernel, size: Size, quality: number): Masks {
  const side = sideKernel(kernel)
  const pixel = Math.round((100 - quality) * PIXEL_LEVELS)
  const average = Math.round((100 - quality) * AVERAGE_QUARTERS)
  side.masksOpen(size.width, size.height)
  return {
    find(before, after) {
      if (side.masksFind(before, after, pixel, average) === 0) return undefined
      const [x, y] = [side.masksLeft(), side.masksTop()]
      const box = { x, y, width: side.masksRight() - x, height: side.masksBottom() - y }
      const { flat, detailed, edge } = QUARTERS
      const isSmaller = side.masksBlend() === 1 && side.masksSaved(after, flat, detailed, edge) > ALPHA_BYTES
      return { box, isSmaller }
    },
    apply: side.masksApply,
    end: side.masksSettle,
  }
}
