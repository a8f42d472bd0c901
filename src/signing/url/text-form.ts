import type { Shape, ValueOf } from '../../engine/options/shape.ts'
import { crop, margins, regions } from './area-values.ts'
import { fonts, shadow, stroke, template } from './lettering-values.ts'
import {
  angle,
  color,
  decimal,
  flag,
  integer,
  matching,
  oneOf,
  opaqueColor,
  share,
  type Value,
} from './values.ts'

type Forms = {
  readonly [Kind in Shape['kind']]: (
    shape: Extract<Shape, { kind: Kind }>,
  ) => Value<ValueOf<Extract<Shape, { kind: Kind }>>>
}

const FORMS: Forms = {
  whole: ({ min, max }) => integer(min, max),
  decimal: ({ min, max }) => decimal(min, max),
  share: ({ min, max }) => share(min, max),
  angle: () => angle,
  flag: () => flag,
  choice: ({ words }) => oneOf(...words),
  color: ({ alpha }) => (alpha ? color : opaqueColor),
  crop: () => crop,
  margins: ({ max }) => margins(max),
  regions: ({ max }) => regions(max),
  fonts: ({ max }) => fonts(max),
  stroke: () => stroke,
  shadow: () => shadow,
  template: () => template,
  text: ({ pattern, expects }) => matching(pattern, expects),
}

/** Returns the parser and formatter for the values that a shape accepts. */
export function textForm<S extends Shape>(shape: S): Value<ValueOf<S>> {
  const form = FORMS[shape.kind] as unknown as (shape: S) => Value<ValueOf<S>>
  return form(shape)
}
