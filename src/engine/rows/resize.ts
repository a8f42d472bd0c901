import type { ColorSpace, SpaceName } from '../color/conversion.ts'
import type { CropBox } from '../picture/crop-box.ts'
import type { Turn } from '../picture/orientation.ts'
import type { Box, Size } from '../picture/size.ts'
import type { Filter } from '../wasm/kernel.ts'

/** Linear light as a plan has it. */
export interface PlannedLight {
  readonly space: SpaceName
  /** Number of tables for the curves: 1 if all channels have the same curve. */
  readonly tables: 1 | 3
}

/**
 * Settings with which a box in a stored picture is resampled to a size.
 * @typeParam Space color space, or its name
 * @typeParam Light color space for linear light, or its name
 */
interface Resizing<Space, Light> {
  /** Box in pixels of the stored picture. Its edges may lie between pixels. */
  readonly box: Box
  /**
   * Area in the stored picture whose samples are mixed, with `box` inside it. It is absent if all
   * samples may be mixed.
   */
  readonly crop?: CropBox | undefined
  readonly size: Size
  readonly filter: Filter
  /** `true` if chroma planes become half as wide and high, as a JPEG stores them. */
  readonly halved: boolean
  /**
   * Turn that follows the resize as a separate step. Halved chroma is aligned with the turned
   * picture's first row and column.
   */
  readonly turn: Turn
  /** `true` if colors are weighted by alpha. */
  readonly weighted: boolean
  /** `true` if the picture becomes RGBA before it is resampled, not after. */
  readonly rgba?: boolean
  /**
   * Exponent that is applied to colors (full scale is 1) before they are weighted and resampled.
   * The picture becomes RGBA before that. An exponent above 1 darkens. The operation `gamma` with 1
   * / gamma brightens the result again.
   */
  readonly gamma?: number | undefined
  /**
   * Color space after resampling and `gamma`. It is only set for a 16-bit picture, which is
   * converted to sRGB when it is rounded to 8 bits. For other pictures, the operation `convert`
   * does this.
   */
  readonly space?: Space | undefined
  /**
   * The picture's color space, if it is resampled in linear light. Colors become linear light
   * before they are weighted and resampled, and sRGB when they are rounded to 8 bits. The picture
   * becomes RGBA first. It excludes `gamma` and `space`.
   */
  readonly light?: Light | undefined
  /**
   * Matrix for a 16-bit picture's resampled colors, applied before they are rounded to 8 bits. It
   * has three rows with four weights each, for values from 0 to 255: the weights for R, G, B and a
   * constant. It excludes `gamma`, `space` and `light`. For other pictures, the operation `adjust`
   * does this.
   */
  readonly matrix?: readonly number[] | undefined
  /** `true` if a 16-bit picture keeps its 16 bits. It excludes `space` and `light`. */
  readonly wide?: boolean
}

/** Settings with which a picture is resampled. */
export type Resize = Resizing<ColorSpace, ColorSpace>

/** Settings as a plan has them: numbers and names. */
export type PlannedResize = Resizing<SpaceName, PlannedLight>

/** Settings from which memory is counted. */
export type AnyResize = Resizing<ColorSpace | SpaceName, ColorSpace | PlannedLight>
