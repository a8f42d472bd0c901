import { LAYER_PREFIXES, layersOf } from '../../../src/engine/options/layers.ts'
import { namesIn } from '../../../src/signing/url/fill.ts'
import {
  isFilling,
  OPTION_NAMES,
  type OptionName,
  type Row,
  rowOf,
} from '../../../src/signing/url/options.ts'
import { hasWords, synonymsOf } from '../gallery/search.ts'

/** A row in the option table with its parameter's name. */
export interface NamedRow extends Row {
  readonly name: OptionName
}

/** Parameters that a client adds after the token. They do not belong to a target. */
const AFTER_SIGNATURE: readonly OptionName[] = ['token', 'w']

/** A target's parameters in the option table's order. */
export const rows: readonly NamedRow[] = OPTION_NAMES.filter((name) => !AFTER_SIGNATURE.includes(name)).map(
  (name) => ({ name, ...rowOf(name) }),
)

/** Returns `true` if each search word occurs in a row's name, documentation or synonyms. */
export function matches({ name, doc }: Pick<NamedRow, 'name' | 'doc'>, search: string): boolean {
  return hasWords(`${name} ${doc} ${synonymsOf(name)}`, search)
}

/** Returns the number of the highest overlay layer that has a parameter, or 1 if none has one. */
export const usedLayers = (set: ReadonlyMap<string, string>): number =>
  Math.max(1, ...LAYER_PREFIXES.flatMap((prefix, index) => (hasLayer(set, prefix) ? index + 1 : [])))

const hasLayer = (set: ReadonlyMap<string, string>, prefix: string) =>
  layersOf(Object.fromEntries(set)).some(([each]) => each === prefix)

const layerOf = (name: string) => Number(/^ol([234])/.exec(name)?.[1] ?? 1)

const isAbove = (name: string, layers: number) => layerOf(name) > layers

/**
 * Returns the heading of the section to which a row belongs. It is empty in groups without
 * sections.
 */
export function sectionOf({ name, group }: Pick<NamedRow, 'name' | 'group'>): string {
  if (isFilling(name)) return 'Values in texts'
  return group === 'overlay' ? `Overlay ${layerOf(name)}` : ''
}

/**
 * Returns a row for each placeholder that occurs in an overlay text, and for each placeholder with
 * a value in the target.
 */
function fillingRows(set: ReadonlyMap<string, string>): readonly NamedRow[] {
  const texts = LAYER_PREFIXES.flatMap((prefix) => set.get(`${prefix}text`) ?? [])
  const asked = texts.flatMap(namesIn).map((name) => `ol-${name}` as const)
  const names = new Set([...asked, ...set.keys()].filter(isFilling))
  return [...names].sort().map((name) => ({ name, ...rowOf(name) }))
}

/**
 * Returns the option table's rows without those for overlay layers above `layers`. The row
 * `ol-name` is replaced with a row for each placeholder in the texts.
 */
export function shownRows(set: ReadonlyMap<string, string>, layers: number): readonly NamedRow[] {
  return rows
    .filter(({ name }) => !isAbove(name, layers))
    .flatMap((row) => (isFilling(row.name) ? fillingRows(set) : row))
}
