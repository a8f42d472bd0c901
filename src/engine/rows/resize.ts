import type { ColorSpace } from '../color/conversion.ts'
import type { Turn } from '../picture/orientation.ts'
import type { Box, Size } from '../picture/size.ts'
import type { Filter } from '../wasm/kernel.ts'

/** How a box of a stored picture is resampled to a size. */
export interface Resize {
  /** In source pixels; its edges may lie between them. */
  readonly box: Box
  readonly size: Size
  readonly filter: Filter
  /** Whether chroma planes become half as large, as a JPEG stores them. */
  readonly halved: boolean
  /** How the picture is turned afterwards: halved chroma aligns with what will be its first row and column. */
  readonly turn: Turn
  /** Whether colours are weighed by alpha. */
  readonly weighed: boolean
  /** Whether the picture becomes RGBA before it is resampled, not after. */
  readonly rgba?: boolean
  /**
   * Exponent of colours, full scale being 1, before they are weighed and resampled; the picture becomes RGBA first. Above 1
   * it darkens, and the operation `gamma` with 1 / gamma brightens the result again.
   */
  readonly gamma?: number | undefined
  /**
   * Space of the resampled colours, after the exponent, in a picture of 16 bits that becomes sRGB when it becomes one of 8.
   * Other pictures get the operation `convert`.
   */
  readonly space?: ColorSpace | undefined
  /**
   * Space of the picture, whose colours become linear light before they are weighed and resampled, and sRGB when they become 8
   * bits; the picture becomes RGBA first. Without `gamma` and `space`.
   */
  readonly light?: ColorSpace | undefined
  /**
   * Change of the resampled colours of a picture of 16 bits before they are rounded to 8: three rows of four for values of 0 to 255,
   * the weights of R, G, B and 1. Without `gamma`, `space` and `light`; other pictures get the operation `adjust`.
   */
  readonly matrix?: readonly number[] | undefined
}
