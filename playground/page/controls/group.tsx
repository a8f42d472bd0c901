import { signal } from '@preact/signals'
import { Fragment } from 'preact'
import { parameters } from '../target.ts'
import { Control } from './control.tsx'
import { type ControlGroupName, GROUP_TITLES, groupOf } from './groups.ts'
import { addLayer, nextLayer } from './layers.ts'
import { rows as all, type NamedRow, sectionOf } from './rows.ts'

interface ControlGroupProps {
  readonly group: ControlGroupName
  /** Option table rows that the group shows. */
  readonly rows: readonly NamedRow[]
  /** `true` if the rows are a search's result. Then the group is always open. */
  readonly found: boolean
}

/**
 * Names of the open groups. At first, these are the first group and the groups with a set
 * parameter. A search removes groups from the page, and this list restores their state afterwards.
 */
const opened = signal<ReadonlySet<ControlGroupName>>(
  new Set(['first', ...all.filter(({ name }) => parameters.peek().has(name)).map(groupOf)]),
)

function setOpen(group: ControlGroupName, open: boolean): void {
  if (opened.peek().has(group) === open) return
  const others = [...opened.peek()].filter((other) => other !== group)
  opened.value = new Set(open ? [...others, group] : others)
}

/** Opens a group. */
export const openGroup = (group: ControlGroupName): void => setOpen(group, true)

/** Shows the parameters in a group, which can be collapsed. */
export function ControlGroup({ group, rows, found }: ControlGroupProps) {
  const set = rows.filter(({ name }) => parameters.value.has(name)).length
  return (
    <details
      class="group"
      open={found || opened.value.has(group)}
      onToggle={({ currentTarget }) => {
        if (!found) setOpen(group, currentTarget.open)
      }}
    >
      <summary>
        <h3>{GROUP_TITLES[group]}</h3>
        {set > 0 && <span class="badge accent">{set} set</span>}
      </summary>
      <div class="group-rows">
        {[...Map.groupBy(rows, sectionOf)].map(([section, own], _, { length }) => (
          <Fragment key={section}>
            {length > 1 && <h4>{section}</h4>}
            {own.map((row) => (
              <Control key={row.name} row={row} />
            ))}
          </Fragment>
        ))}
        {group === 'overlay' && !found && nextLayer.value !== undefined && (
          <button type="button" class="button" onClick={addLayer}>
            Add overlay {nextLayer}
          </button>
        )}
      </div>
    </details>
  )
}
