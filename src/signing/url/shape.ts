/** The form of a value as data: what a form needs to offer a control, and no more than `parse` accepts. */
export type Shape =
  /** Whole numbers from `min` to `max`, both included. */
  | { readonly kind: 'whole'; readonly min: number; readonly max: number }
  /** The same, with up to six decimals. */
  | { readonly kind: 'decimal'; readonly min: number; readonly max: number }
  /** A share above 0 and up to 1, or whole pixels from `min` to `max`. */
  | { readonly kind: 'share'; readonly min: number; readonly max: number }
  /** Whole degrees. */
  | { readonly kind: 'angle'; readonly min: number; readonly max: number }
  /** `0` or `1`. */
  | { readonly kind: 'flag' }
  /** `1` alone. */
  | { readonly kind: 'yes' }
  | { readonly kind: 'choice'; readonly words: readonly string[] }
  /** `alpha`: whether it may be translucent. */
  | { readonly kind: 'color'; readonly alpha: boolean }
  /** Up to `max` different values. */
  | { readonly kind: 'list'; readonly item: Shape; readonly max: number }
  | { readonly kind: 'crop' }
  /** Pixels on each side, up to `max`. */
  | { readonly kind: 'margins'; readonly max: number }
  /** Up to `max` boxes. */
  | { readonly kind: 'regions'; readonly max: number }
  | { readonly kind: 'text' }

export type ShapeKind = Shape['kind']

/** The shape of one kind. */
export type ShapeOf<Kind extends ShapeKind> = Extract<Shape, { readonly kind: Kind }>
