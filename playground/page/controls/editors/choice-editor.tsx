import type { EditorProps } from './editor.ts'
import { isPlacement, PlacementEditor } from './placement-editor.tsx'
import { SelectEditor } from './select-editor.tsx'

/** One of the words of the table; places on a picture are a grid. */
export function ChoiceEditor(props: EditorProps<'choice'>) {
  const { words } = props.shape
  return isPlacement(words) ? <PlacementEditor {...props} /> : <SelectEditor {...props} words={words} />
}
