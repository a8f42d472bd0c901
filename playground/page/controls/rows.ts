import { namesIn } from '../../../src/signing/url/fill.ts'
import { LAYER_PREFIXES, layersOf } from '../../../src/signing/url/layers.ts'
import {
  type Group,
  isFilling,
  OPTION_NAMES,
  type OptionName,
  type Row,
  rowOf,
} from '../../../src/signing/url/options.ts'

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

/** The highest layer that has a parameter; 1 where none has. */
export const usedLayers = (set: ReadonlyMap<string, string>): number =>
  Math.max(1, ...LAYER_PREFIXES.flatMap((prefix, index) => (hasLayer(set, prefix) ? index + 1 : [])))

const hasLayer = (set: ReadonlyMap<string, string>, prefix: string) =>
  layersOf(Object.fromEntries(set)).some(([each]) => each === prefix)

const layerOf = (name: string) => Number(/^ol([234])/.exec(name)?.[1] ?? 1)

const isAbove = (name: string, layers: number) => layerOf(name) > layers

/** The heading of a row in a group that has several. */
export function sectionOf({ name, group }: Pick<NamedRow, 'name' | 'group'>): string {
  if (isFilling(name)) return 'Values in texts'
  return group === 'overlay' ? `Overlay ${layerOf(name)}` : ''
}

/** A row for each value that a text asks for, or that is set. */
function fillingRows(set: ReadonlyMap<string, string>): readonly NamedRow[] {
  const texts = LAYER_PREFIXES.flatMap((prefix) => set.get(`${prefix}text`) ?? [])
  const asked = texts.flatMap(namesIn).map((name) => `ol-${name}` as const)
  const names = new Set([...asked, ...set.keys()].filter(isFilling))
  return [...names].sort().map((name) => ({ name, ...rowOf(name) }))
}

/** The rows of the first layers, and those of values for their texts in place of `ol-name`. */
export function shownRows(set: ReadonlyMap<string, string>, layers: number): readonly NamedRow[] {
  return rows
    .filter(({ name }) => !isAbove(name, layers))
    .flatMap((row) => (isFilling(row.name) ? fillingRows(set) : row))
}
