import type { EditorProps } from './editor.ts'
import { isPlacement, PlacementEditor } from './placement-editor.tsx'
import { SelectEditor } from './select-editor.tsx'

/**
 * Editor that selects one of the words that the option table lists. Positions on a picture are
 * shown as a grid.
 */
export function ChoiceEditor(props: EditorProps<'choice'>) {
  const { words } = props.shape
  return isPlacement(words) ? <PlacementEditor {...props} /> : <SelectEditor {...props} words={words} />
}
