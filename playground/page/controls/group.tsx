import { useSignal } from '@preact/signals'
import type { Group } from '../../../src/url/options.ts'
import { parameters } from '../target.ts'
import { Control } from './control.tsx'
import type { NamedRow } from './rows.ts'

interface ControlGroupProps {
  readonly group: Group
  /** Those to show. */
  readonly rows: readonly NamedRow[]
  /** Whether the rows are the result of a search: then they show. */
  readonly found: boolean
}

/** The parameters of a group, to fold away. Those with a set parameter are open at first. */
export function ControlGroup({ group, rows, found }: ControlGroupProps) {
  const set = rows.filter(({ name }) => parameters.value.has(name)).length
  const open = useSignal(set > 0)
  return (
    <details
      class="group"
      open={found || open.value}
      onToggle={({ currentTarget }) => {
        if (!found) open.value = currentTarget.open
      }}
    >
      <summary>
        <h3>{group}</h3>
        {set > 0 && <span class="badge accent">{set} set</span>}
      </summary>
      <div class="group-rows">
        {rows.map((row) => (
          <Control key={row.name} row={row} />
        ))}
      </div>
    </details>
  )
}
