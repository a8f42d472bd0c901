export type Action = 'undo' | 'redo' | 'search' | 'shortcuts'

/** Where a key is pressed: outside of text fields, in one as it was, or in one whose text was changed since it has focus. */
export type Place = 'page' | 'text' | 'edited'

/** Of a keyboard event. */
interface Key {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** What a key does on the page; `undefined`: the browser's own. */
export function actionOf({ key, ctrlKey, metaKey, shiftKey, altKey }: Key, place: Place): Action | undefined {
  if (altKey) return undefined
  if (ctrlKey || metaKey) {
    if (place === 'edited') return undefined
    const letter = key.toLowerCase()
    if (letter === 'z') return shiftKey ? 'redo' : 'undo'
    return letter === 'y' && ctrlKey && !shiftKey ? 'redo' : undefined
  }
  if (place !== 'page') return undefined
  return key === '/' ? 'search' : key === '?' ? 'shortcuts' : undefined
}

/** For the dialog. */
export const SHORTCUTS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['Ctrl Z', '⌘ Z'], 'Undo'],
  [['Ctrl Shift Z', 'Ctrl Y', '⌘ Shift Z'], 'Redo'],
  [['/'], 'Search the parameters'],
  [['?'], 'Show the shortcuts'],
  [['Ctrl V', '⌘ V'], 'Upload the copied picture'],
  [['↑', '↓'], 'Step a number up or down'],
]
