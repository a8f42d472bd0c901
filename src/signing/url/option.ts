import type { Value } from './values.ts'

export type Group =
  | 'trim'
  | 'crop'
  | 'resize'
  | 'extend'
  | 'compose'
  | 'overlay'
  | 'format'
  | 'output'
  | 'access'

export interface Option<T> extends Value<T> {
  readonly group: Group
  readonly doc: string
  /** Default as text: the meaning of a URL without the parameter. */
  readonly initial?: string
  /** Parameters that must all be present; without them this option has no effect and is refused. */
  readonly needs?: readonly string[]
  /** Parameters of which at least one must be present. */
  readonly needsOne?: readonly string[]
}

/** Row of the table of options, for code that handles all rows in the same way. */
export type Row = Omit<Option<never>, 'parse'> & { readonly parse: (text: string) => unknown }

export function option<T>(
  group: Group,
  value: Value<T>,
  doc: string,
  more: Pick<Option<T>, 'initial' | 'needs' | 'needsOne'> = {},
): Option<T> {
  return { group, ...value, doc, ...more }
}
