import type { Shape } from '../../engine/options/shape.ts'

/** The values that a parameter accepts, as data for the controls of a form. */
export type ParameterShape =
  | Shape
  /** `1` only. */
  | { readonly kind: 'yes' }
  /** From one to `max` different values. */
  | { readonly kind: 'list'; readonly item: ParameterShape; readonly max: number }

export type ShapeKind = ParameterShape['kind']

/** Shape of one kind. */
export type ShapeOf<Kind extends ShapeKind> = Extract<ParameterShape, { readonly kind: Kind }>
