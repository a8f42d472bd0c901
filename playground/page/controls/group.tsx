import { signal } from '@preact/signals'
import { Fragment } from 'preact'
import type { Group } from '../../../src/signing/url/options.ts'
import { parameters } from '../target.ts'
import { Control } from './control.tsx'
import { addLayer, nextLayer } from './layers.ts'
import { rows as all, type NamedRow, sectionOf } from './rows.ts'

interface ControlGroupProps {
  readonly group: Group
  /** Those to show. */
  readonly rows: readonly NamedRow[]
  /** Whether the rows are the result of a search: then they show. */
  readonly found: boolean
}

/** At first those with a set parameter. A search takes groups off the page, and they come back as they were. */
const opened = signal<ReadonlySet<Group>>(
  new Set(all.filter(({ name }) => parameters.peek().has(name)).map(({ group }) => group)),
)

function setOpen(group: Group, open: boolean): void {
  if (opened.peek().has(group) === open) return
  const others = [...opened.peek()].filter((other) => other !== group)
  opened.value = new Set(open ? [...others, group] : others)
}

/** The parameters of a group, to fold away. */
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
        <h3>{group}</h3>
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
