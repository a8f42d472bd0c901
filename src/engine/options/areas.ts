/**
 * Part of the original that is kept. Coordinates apply after the original has been turned upright.
 */
export type Crop =
  /** A rectangle of source pixels. Without `x` and `y`, the rectangle is centered. */
  | {
      readonly width: number
      readonly height: number
      readonly x?: number | undefined
      readonly y?: number | undefined
    }
  /** The most interesting part with the aspect ratio of the output. */
  | 'smart'
  | Focus

/** A part with the aspect ratio of the output, centered on a point as far as the source allows. */
export interface Focus {
  /**
   * Position of the point in source pixels. A coordinate up to 1 is a share of the source's width
   * or height.
   */
  readonly at: readonly [x: number, y: number]
  /** Magnification, at least 1. At 1, the largest part that fits is kept. Default: 1. */
  readonly zoom?: number | undefined
  /** `true` if a crosshair shows the point in the output. Default: `false`. */
  readonly marked?: boolean | undefined
}

/** Returns `true` for a crop around a point. */
export const isFocus = (crop: Exclude<Crop, 'smart'>): crop is Focus => Object.hasOwn(crop, 'at')

/** Pixels to add on each side of an image. */
export interface Margins {
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly left: number
}

/** A rectangle in pixels of the upright original. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
