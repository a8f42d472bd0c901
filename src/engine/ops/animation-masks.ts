import type { Box, Size } from '../picture/size.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { sideKernel } from '../wasm/side-kernel.ts'
import { sizes } from '../wasm/sizes.ts'

/** Returns the size in bytes of the kernel memory that `openMasks` takes. */
export const masksMemory = ({ width, height }: Size): number => sizes().masksBytes(width, height)

/**
 * Levels by which a channel of an unchanged pixel may differ from its last coded value, for each
 * unit of quality below 100. At quality 77 this gives 5 levels, which libwebp allows as well.
 */
const PIXEL_LEVELS = 1 / 5
/**
 * Tolerance for the average difference of a block, in quarters of a level for each unit of quality
 * below 100. It is smaller than that of a pixel, because larger steps between blocks are visible in
 * smooth areas.
 */
const AVERAGE_QUARTERS = 4 * 0.4 * PIXEL_LEVELS

/**
 * Estimated lengths in the encoded frame, in quarters of a byte at quality 77. `flat` and
 * `detailed` are those of a coded block without and with detail. `edge` is the cost of each side
 * between a coded and a transparent block: it lengthens the alpha plane and makes the prediction of
 * the coded block worse. With `edge: 3`, four of 12 clips took 1 to 2 % more bytes at equal SSIM,
 * and one took 2 % fewer, than with 12 (2026-11-29).
 */
const QUARTERS = { flat: 1, detailed: 24, edge: 12 }
/**
 * Size in bytes of the simplest alpha plane: the chunk header, and the header and codes of VP8L.
 */
const ALPHA_BYTES = 32

/**
 * Box of a frame that is encoded. `isSmaller` decides if its unchanged blocks become transparent.
 */
export interface MaskedFrame {
  /**
   * Box that contains all blocks to code. Some of these blocks only remove traces of what moved
   * away.
   */
  readonly box: Box
  /**
   * `true` if the frame takes fewer bytes when its uncoded blocks are transparent, and looks the
   * same.
   */
  readonly isSmaller: boolean
}

/** Masks of changed blocks. All address parameters are those of RGBA pictures in kernel memory. */
export interface Masks {
  /**
   * Finds the blocks to code.
   * @param before address of the pixels that were coded last at each position
   * @returns `undefined` if no block has changed
   */
  find(before: number, after: number): MaskedFrame | undefined
  /**
   * In `after`, makes the blocks of the box that are not coded transparent. Copies the coded blocks
   * from `after` to `before`.
   */
  apply(before: number, after: number): void
  /** Ends the frame that `find` was called for. It must only be called if the frame is written. */
  end(): void
}

/**
 * Opens masks for the frames of one animation, in kernel memory. Only one animation at a time may
 * use a kernel.
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
