/**
 * Description of a parameter's values as data, with which a form can choose a control. It does not
 * describe everything that `parse` checks.
 */
export type Shape =
  /** A whole number from `min` to `max`, both included. */
  | { readonly kind: 'whole'; readonly min: number; readonly max: number }
  /** A number from `min` to `max` with up to six decimals. */
  | { readonly kind: 'decimal'; readonly min: number; readonly max: number }
  /** A length: a share above 0 and up to 1, or whole pixels from `min` to `max`. */
  | { readonly kind: 'share'; readonly min: number; readonly max: number }
  /** An angle in whole degrees. */
  | { readonly kind: 'angle'; readonly min: number; readonly max: number }
  /** A boolean, written `0` or `1`. */
  | { readonly kind: 'flag' }
  /** A boolean that can only be `true`, written `1`. */
  | { readonly kind: 'yes' }
  | { readonly kind: 'choice'; readonly words: readonly string[] }
  /** A colour. `alpha` is `true` if it may be translucent. */
  | { readonly kind: 'color'; readonly alpha: boolean }
  /** A list of up to `max` different values. */
  | { readonly kind: 'list'; readonly item: Shape; readonly max: number }
  | { readonly kind: 'crop' }
  /** Margins of up to `max` pixels on each side. */
  | { readonly kind: 'margins'; readonly max: number }
  /** A list of up to `max` boxes. */
  | { readonly kind: 'regions'; readonly max: number }
  | { readonly kind: 'text' }

export type ShapeKind = Shape['kind']

/** Shape of one kind. */
export type ShapeOf<Kind extends ShapeKind> = Extract<Shape, { readonly kind: Kind }>
