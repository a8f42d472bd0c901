import { CROPS, cropParts, cropText, isCropForm, reshapeCrop } from './crop-text.ts'
import type { EditorProps } from './editor.ts'
import { PartFields } from './part-fields.tsx'
import { TextEditor } from './text-editor.tsx'

/** Edits `crop`: a menu for its form, and fields for the numbers in this form. */
export function CropEditor(props: EditorProps<'crop'>) {
  const { name, id, text, tie, onText } = props
  const value = text === undefined ? undefined : cropParts(text)
  const form = value && CROPS[value.form]
  return (
    <div class="stack tight">
      <select
        id={id}
        class="select"
        value={value?.form ?? ''}
        {...tie}
        onChange={({ currentTarget: { value: next } }) =>
          onText(isCropForm(next) ? cropText(reshapeCrop(value, next)) : undefined)
        }
      >
        <option value="">{text === undefined || value ? 'the whole picture' : 'another text'}</option>
        {Object.entries(CROPS).map(([key, { title }]) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
      {value && form && form.names.length > 0 && (
        <PartFields
          of={name}
          names={form.names}
          parts={value.parts}
          step={value.form.startsWith('fp') ? 0.05 : 1}
          tie={tie}
          onParts={(parts) => onText(cropText({ form: value.form, parts }))}
        />
      )}
      {text !== undefined && !value && <TextEditor {...props} id={`${id}-text`} />}
      <p class="hint">Drag the box or the point in the Source view.</p>
    </div>
  )
}
