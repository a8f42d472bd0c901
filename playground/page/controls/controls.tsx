import { signal } from '@preact/signals'
import { FoundRecipes } from '../gallery/found-recipes.tsx'
import { parameters, parsed } from '../target.ts'
import { ControlGroup } from './group.tsx'
import { groupRows } from './groups.ts'
import { Icon } from './icon.tsx'
import { layers } from './layers.ts'
import { matches, shownRows } from './rows.ts'
import { SEARCH_ID } from './shortcuts.ts'
import { UnknownParameters } from './unknown-parameters.tsx'

const search = signal('')
const onlySet = signal(false)

function Filter({ shown, all }: { shown: number; all: number }) {
  return (
    <div class="filter">
      <label class="search grow">
        <Icon name="search" />
        <input
          id={SEARCH_ID}
          type="search"
          class="input"
          aria-label="Search the parameters and recipes"
          placeholder="Search"
          title="Press / to search"
          value={search.value}
          onInput={({ currentTarget }) => {
            search.value = currentTarget.value
          }}
        />
      </label>
      <button
        type="button"
        class="button"
        aria-pressed={onlySet.value}
        onClick={() => {
          onlySet.value = !onlySet.value
        }}
      >
        Only set
      </button>
      <p role="status" class="visually-hidden">
        {shown} of {all} parameters
      </p>
    </div>
  )
}

/** Shows a control for each parameter in the option table. */
export function Controls() {
  const set = parameters.value
  const wanted = search.value.trim()
  const all = shownRows(set, layers.value)
  const shown = all.filter((row) => matches(row, wanted) && (!onlySet.value || set.has(row.name)))
  const { error } = parsed.value
  return (
    <section class="controls" aria-labelledby="controls-title">
      <h2 id="controls-title" class="visually-hidden">
        Parameters
      </h2>
      <Filter shown={shown.length} all={all.length} />
      {error && <p class="notice bad">The URL is malformed: {error}. A change below corrects it.</p>}
      <UnknownParameters />
      <FoundRecipes search={wanted} />
      {groupRows(shown).map(([group, of]) => (
        <ControlGroup key={group} group={group} rows={of} found={wanted !== '' || onlySet.value} />
      ))}
      {shown.length === 0 && (
        <p class="none quiet">{wanted === '' ? 'No parameter is set.' : 'No parameter matches.'}</p>
      )}
    </section>
  )
}
