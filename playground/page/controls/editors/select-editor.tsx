import type { EditorProps } from './editor.ts'

interface SelectProps extends Pick<EditorProps, 'id' | 'text' | 'initial' | 'tie' | 'onText'> {
  readonly words: readonly string[]
}

/** Selects one of some words, or none. An unknown value is kept as an additional entry. */
export function SelectEditor({ id, text, initial, words, tie, onText }: SelectProps) {
  return (
    <select
      id={id}
      class="select"
      value={text ?? ''}
      {...tie}
      onChange={({ currentTarget }) => onText(currentTarget.value || undefined)}
    >
      <option value="">{initial === undefined ? 'none' : `default (${initial})`}</option>
      {text !== undefined && !words.includes(text) && <option value={text}>{text} (unknown)</option>}
      {words.map((word) => (
        <option key={word} value={word}>
          {word}
        </option>
      ))}
    </select>
  )
}
