import type { Shape, ShapeKind, ShapeOf, ValueOf } from '../../engine/options/shape.ts'
import { crop, margins, regions } from './areas.ts'
import { fonts, shadow, stroke, template } from './text-values.ts'
import {
  angle,
  color,
  decimal,
  flag,
  list,
  matching,
  oneOf,
  opaqueColor,
  share,
  type Value,
  whole,
  yes,
} from './values.ts'

const FORMS: { readonly [Kind in ShapeKind]: (shape: ShapeOf<Kind>) => Value<ValueOf<ShapeOf<Kind>>> } = {
  whole: ({ min, max }) => whole(min, max),
  decimal: ({ min, max }) => decimal(min, max),
  share: ({ min, max }) => share(min, max),
  angle: () => angle,
  flag: () => flag,
  yes: () => yes,
  choice: ({ words }) => oneOf(...words),
  color: ({ alpha }) => (alpha ? color : opaqueColor),
  list: ({ item, max }) => list(textForm(item), max),
  crop: () => crop,
  margins: ({ max }) => margins(max),
  regions: ({ max }) => regions(max),
  fonts: ({ max }) => fonts(max),
  stroke: () => stroke,
  shadow: () => shadow,
  template: () => template,
  text: ({ pattern, expects }) => matching(pattern, expects),
}

/** Text form of the values that a shape accepts. */
export function textForm<S extends Shape>(shape: S): Value<ValueOf<S>> {
  const form = FORMS[shape.kind] as unknown as (shape: S) => Value<ValueOf<S>>
  return form(shape)
}
