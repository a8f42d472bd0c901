/**
 * Part of the original that is kept. Coordinates apply after the original has been turned upright.
 */
export type Crop =
  /** Rectangle in source pixels. Without `x` and `y`, the rectangle is centered. */
  | {
      readonly width: number
      readonly height: number
      readonly x?: number | undefined
      readonly y?: number | undefined
    }
  /** The most interesting part with the output's aspect ratio. */
  | 'smart'
  | Focus

/** Part with the output's aspect ratio, centered on a point as far as the source allows. */
export interface Focus {
  /**
   * The point's position in source pixels. A coordinate up to 1 is relative to the source's width
   * or height.
   */
  readonly at: readonly [x: number, y: number]
  /** Magnification, at least 1. At 1, the largest possible part is kept. Default: 1. */
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

/** Rectangle in pixels of the upright original. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
