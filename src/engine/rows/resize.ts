import type { ColorSpace } from '../color/conversion.ts'
import type { CropBox } from '../picture/crop-box.ts'
import type { Turn } from '../picture/orientation.ts'
import type { Box, Size } from '../picture/size.ts'
import type { Filter } from '../wasm/kernel.ts'

/** Settings with which a box of a stored picture is resampled to a size. */
export interface Resize {
  /** Box in pixels of the stored picture. Its edges may lie between pixels. */
  readonly box: Box
  /**
   * Part of the stored picture whose samples are mixed, with `box` inside it. It is absent if all
   * samples are.
   */
  readonly crop?: CropBox | undefined
  readonly size: Size
  readonly filter: Filter
  /** `true` if chroma planes become half as wide and high, as a JPEG stores them. */
  readonly halved: boolean
  /**
   * Turn that follows the resize as a separate step. Halved chroma is aligned with the first row
   * and column of the turned picture.
   */
  readonly turn: Turn
  /** `true` if colors are weighted by alpha. */
  readonly weighted: boolean
  /** `true` if the picture becomes RGBA before it is resampled, not after. */
  readonly rgba?: boolean
  /**
   * Exponent of colors (full scale is 1) before they are weighted and resampled. The picture
   * becomes RGBA before that. An exponent above 1 darkens. The operation `gamma` with 1 / gamma
   * brightens the result again.
   */
  readonly gamma?: number | undefined
  /**
   * Color space of the resampled colors, after `gamma`. It is only set for a picture of 16 bits,
   * which is converted to sRGB when it is rounded to 8 bits. Other pictures get the operation
   * `convert`.
   */
  readonly space?: ColorSpace | undefined
  /**
   * Color space of the picture, if it is resampled in linear light. Colors become linear light
   * before they are weighted and resampled, and sRGB when they are rounded to 8 bits. The picture
   * becomes RGBA first. It excludes `gamma` and `space`.
   */
  readonly light?: ColorSpace | undefined
  /**
   * Matrix for the resampled colors of a picture of 16 bits, applied before they are rounded to 8.
   * It has three rows of four, for values of 0 to 255: the weights of R, G, B and a constant. It
   * excludes `gamma`, `space` and `light`. Other pictures get the operation `adjust`.
   */
  readonly matrix?: readonly number[] | undefined
  /** `true` if a picture of 16 bits keeps them. It excludes `space` and `light`. */
  readonly wide?: boolean
}
