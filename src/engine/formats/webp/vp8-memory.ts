import type { Size } from '../../picture/size.ts'
import { sizes } from '../../wasm/sizes.ts'
import type { Vp8Layout } from './vp8-header.ts'

/** Properties of a VP8 frame that determine its memory. */
export interface Vp8Shape extends Size {
  /** Frame length in bytes. The frame is its chunk's payload. */
  readonly bytes: number
  /**
   * The frame's partitions, from `readVp8Layout`. If they are unknown, the plan assumes that the
   * whole frame is in memory.
   */
  readonly layout?: Vp8Layout | undefined
}

/**
 * Returns the kernel memory in bytes for decoding a VP8 key frame: its first partition, its tokens,
 * and sample rows. A single token partition passes through a window. Several token partitions are
 * held whole.
 *
 * @example
 * vp8Memory({
 *   width: 4000,
 *   height: 3000,
 *   bytes: 1_650_000,
 *   layout: { firstBytes: 130_000, partitions: 1 },
 * }) // 0.4 MB
 */
export function vp8Memory({ width, height, bytes, layout }: Vp8Shape): number {
  if (!layout) return sizes().vp8MaxBytes(width, height, bytes)
  return sizes().vp8Bytes(width, height, bytes, layout.firstBytes, layout.partitions)
}

/**
 * Returns the maximum length in bytes of a VP8 frame with this size. Bytes beyond it cannot affect
 * the picture.
 */
export const maxVp8Bytes = ({ width, height }: Size): number => sizes().vp8MaxFrame(width, height)
