import { type Group, OPTION_NAMES, type OptionName, type Row, rowOf } from '../../../src/url/options.ts'

/** A parameter with its row. */
export interface NamedRow extends Row {
  readonly name: OptionName
}

/** They follow the signature, so they are no part of a target. */
const AFTER_SIGNATURE: readonly OptionName[] = ['token', 'w']

/** The parameters of a target, in the order of the table. */
export const rows: readonly NamedRow[] = OPTION_NAMES.filter((name) => !AFTER_SIGNATURE.includes(name)).map(
  (name) => ({ name, ...rowOf(name) }),
)

/** Rows by group, in the order of the table. */
export function groupRows(given: readonly NamedRow[]): ReadonlyMap<Group, readonly NamedRow[]> {
  return Map.groupBy(given, ({ group }) => group)
}

/** Whether each word of a search is in the name or the documentation. */
export function matches({ name, doc }: Pick<NamedRow, 'name' | 'doc'>, search: string): boolean {
  const text = `${name} ${doc}`.toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** The parameters that a set one needs and that are not set. */
export function missingNeeds(
  { needs = [] }: Pick<Row, 'needs'>,
  set: ReadonlyMap<string, string>,
): readonly string[] {
  return needs.filter((name) => !set.has(name))
}

/** @example inWords(['width', 'height']) // 'width and height' */
export const inWords = (words: readonly string[]) => words.join(' and ')
