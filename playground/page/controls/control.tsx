import type { ShapeKind } from '../../../src/signing/url/parameter-shape.ts'
import { missingFor } from '../../../src/signing/url/parameters.ts'
import { mistakes, parameters, setParameters } from '../target.ts'
import { context } from './default-context.ts'
import { defaultValue } from './defaults.ts'
import { DocText } from './doc-text.tsx'
import { editorOf } from './editors/editors.ts'
import { focusOn } from './focus.ts'
import { Icon } from './icon.tsx'
import type { NamedRow } from './rows.ts'

/** Kinds of parameters whose editors show the default, so that the control need not show it. */
const SHOW_DEFAULT: readonly ShapeKind[] = ['flag', 'choice']

/**
 * Shows a parameter's control: its name, editor and documentation, and a message if its value is
 * invalid.
 */
export function Control({ row }: { row: NamedRow }) {
  const { name, doc, initial, shape } = row
  const id = `parameter-${name}`
  const text = parameters.value.get(name)
  const mistake = mistakes.value.get(name)
  const missing = missingFor(name, (other) => parameters.value.has(other))
  const set = text !== undefined
  const Editor = editorOf(name, shape.kind)
  const change = (next: string | undefined) => setParameters({ [name]: next })
  return (
    <div class={set ? 'control set' : 'control'}>
      <label id={`${id}-name`} for={id} class="control-name mono">
        {name}
      </label>
      <div class="control-editor">
        <Editor
          name={name}
          id={id}
          text={text}
          shape={shape}
          initial={set ? initial : defaultValue(row, context.value)}
          tie={{ 'aria-describedby': `${id}-doc ${id}-mistake`, 'aria-invalid': mistake !== undefined }}
          onText={change}
        />
      </div>
      {set && (
        <button
          type="button"
          class="button plain icon compact control-unset"
          aria-label={`Unset ${name}`}
          title={`Unset ${name}`}
          onClick={() => {
            change(undefined)
            focusOn(id)
          }}
        >
          <Icon name="clear" />
        </button>
      )}
      <p id={`${id}-doc`} class="control-doc">
        <DocText text={doc} />
        {initial !== undefined && !SHOW_DEFAULT.includes(shape.kind) && <>; default: {initial}</>}
        {!set && missing && <>; needs {missing}</>}
      </p>
      <div id={`${id}-mistake`} class="control-mistake" aria-live="polite">
        {mistake && (
          <p class="notice bad">
            {name} {mistake}
          </p>
        )}
        {set && missing && (
          <p class="notice warn">
            {name} needs {missing}
          </p>
        )}
      </div>
    </div>
  )
}
