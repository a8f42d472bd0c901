import { useSignal } from '@preact/signals'
import { focusOn } from '../focus.ts'
import { Icon } from '../icon.tsx'
import type { EditorProps } from './editor.ts'

/** Edits a list: its values are shown as chips, with a field to add more. */
export function ListEditor({ name, id, text, tie, onText }: EditorProps<'list'>) {
  const draft = useSignal('')
  const values = text === undefined ? [] : text.split(',')
  const take = (next: readonly string[]) => onText(next.length === 0 ? undefined : [...new Set(next)].join())
  const add = () => {
    const added = draft.value.split(/[\s,;]+/).filter((part) => part !== '')
    draft.value = ''
    if (added.length > 0) take([...values, ...added])
  }
  return (
    <div class="stack tight">
      {values.length > 0 && (
        <ul class="chips">
          {values.map((value) => (
            <li key={value} class="badge">
              {value}
              <button
                type="button"
                class="chip-clear"
                aria-label={`Remove ${value} from ${name}`}
                onClick={() => {
                  take(values.filter((other) => other !== value))
                  focusOn(id)
                }}
              >
                <Icon name="clear" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        class="list-form"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <input
          id={id}
          class="input mono"
          inputMode="decimal"
          autocomplete="off"
          placeholder={values.length === 0 ? 'such as 1, 2' : ''}
          value={draft.value}
          {...tie}
          onInput={({ currentTarget }) => {
            draft.value = currentTarget.value
          }}
          onBlur={add}
        />
        <button type="submit" class="button" aria-label={`Add to ${name}`}>
          Add
        </button>
      </form>
    </div>
  )
}
