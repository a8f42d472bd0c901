import type { Group } from '../../../src/engine/options/row.ts'
import type { OptionName } from '../../../src/signing/url/options.ts'
import type { NamedRow } from './rows.ts'

/** Control group: a group in the option table, or the parameters that come first. */
export type ControlGroupName = Group | 'first'

/** Group titles in page order. */
export const GROUP_TITLES = {
  first: 'Format, quality and size',
  format: 'More format settings',
  resize: 'More size settings',
  crop: 'Crop',
  trim: 'Trim',
  extend: 'Extend',
  compose: 'Compose',
  overlay: 'Overlay',
  output: 'Output',
  access: 'Access',
} as const satisfies Record<ControlGroupName, string>

const isGroup = (name: string): name is ControlGroupName => Object.hasOwn(GROUP_TITLES, name)

const GROUPS = Object.keys(GROUP_TITLES).filter(isGroup)

/** Parameters that most requests set, in page order. Their group comes first. */
const FIRST: readonly OptionName[] = ['format', 'quality', 'width', 'height']

/** Returns the group that shows a row. */
export const groupOf = ({ name, group }: Pick<NamedRow, 'name' | 'group'>): ControlGroupName =>
  FIRST.includes(name) ? 'first' : group

/**
 * Groups rows in page order. Within a group, the rows have the option table's order. The first
 * group has the same order as `FIRST`.
 */
export function groupRows(
  given: readonly NamedRow[],
): readonly (readonly [ControlGroupName, readonly NamedRow[]])[] {
  const found = Map.groupBy(given, groupOf)
  const rank = ({ name }: NamedRow) => FIRST.indexOf(name)
  return GROUPS.flatMap((group) => {
    const rows = found.get(group)
    if (!rows) return []
    return [[group, group === 'first' ? rows.toSorted((a, b) => rank(a) - rank(b)) : rows] as const]
  })
}
