import type { EditorProps } from './editor.ts'

/**
 * Edits a flag with a switch. Until the flag is set, the switch shows the default. The button
 * beside the switch removes the value.
 */
export function FlagEditor({ id, text, shape, initial, tie, onText }: EditorProps<'flag' | 'yes'>) {
  const on = (text ?? initial ?? '0') === '1'
  const off = shape.kind === 'yes' ? undefined : '0'
  return (
    <div class="row flag-editor">
      <input
        id={id}
        type="checkbox"
        role="switch"
        class="switch"
        checked={on}
        aria-checked={on}
        {...tie}
        aria-describedby={`${id}-state ${tie['aria-describedby']}`}
        onChange={({ currentTarget }) => onText(currentTarget.checked ? '1' : off)}
      />
      <span id={`${id}-state`} class="quiet small">
        {on ? 'on' : 'off'}
        {text === undefined && ' (default)'}
      </span>
    </div>
  )
}
