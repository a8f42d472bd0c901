import type { Shape } from '../../engine/options/shape.ts'

/** Values that a parameter accepts, as data for the controls of a form. */
export type ParameterShape =
  | Shape
  /** Parameter that accepts only the value `1`. */
  | { readonly kind: 'yes' }
  /** List of one to `max` different values. */
  | { readonly kind: 'list'; readonly item: ParameterShape; readonly max: number }

export type ShapeKind = ParameterShape['kind']

/** Members of `ParameterShape` with the given `kind`. */
export type ShapeOf<Kind extends ShapeKind> = Extract<ParameterShape, { readonly kind: Kind }>
