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
  /** What an absent parameter means. */
  readonly initial?: string
  /** Parameters without which it has no effect: all of them, */
  readonly needs?: readonly string[]
  /** or one of them. */
  readonly needsOne?: readonly string[]
}

/** A row for code that treats all rows alike. */
export type Row = Omit<Option<never>, 'parse'> & { readonly parse: (text: string) => unknown }

export function option<T>(
  group: Group,
  value: Value<T>,
  doc: string,
  more: Pick<Option<T>, 'initial' | 'needs' | 'needsOne'> = {},
): Option<T> {
  return { group, ...value, doc, ...more }
}
