import type { Group, ImageRow, Remarks } from '../../engine/options/row.ts'
import type { Shape, ValueOf } from '../../engine/options/shape.ts'
import { textForm } from './text-form.ts'
import type { Value } from './values.ts'

/** Parameter table row. */
export interface Parameter<T> extends Value<T>, Remarks {
  readonly group: Group
  /** Description in Markdown for docs/parameters.md. */
  readonly doc: string
}

/** Parameter table row without its value type, for code that handles all rows in the same way. */
export type Row = Omit<Parameter<never>, 'parse'> & { readonly parse: (text: string) => unknown }

/** Returns the row of a parameter that the engine does not know. */
export function parameter<T>(
  group: Group,
  value: Value<T>,
  doc: string,
  remarks: Remarks = {},
): Parameter<T> {
  return { group, ...value, doc, ...remarks }
}

type WithTexts<Rows extends Readonly<Record<string, ImageRow>>> = {
  readonly [Name in keyof Rows]: Parameter<ValueOf<Rows[Name]['shape']>>
}

/** Adds text parsers and formatters to rows in the engine's option table. */
export function withTexts<Rows extends Readonly<Record<string, ImageRow<Shape>>>>(
  rows: Rows,
): WithTexts<Rows> {
  const entries = Object.entries(rows).map(([name, row]) => [name, { ...textForm(row.shape), ...row }])
  return Object.fromEntries(entries) as WithTexts<Rows>
}
