import type { EditorProps } from './editor.ts'

/** Edits a text without restrictions. */
export function TextEditor({
  id,
  text,
  initial,
  tie,
  onText,
}: Pick<EditorProps, 'id' | 'text' | 'initial' | 'tie' | 'onText'>) {
  return (
    <input
      id={id}
      class="input mono"
      value={text ?? ''}
      placeholder={initial}
      spellcheck={false}
      autocomplete="off"
      autocapitalize="off"
      {...tie}
      onInput={({ currentTarget }) => onText(currentTarget.value || undefined)}
    />
  )
}
