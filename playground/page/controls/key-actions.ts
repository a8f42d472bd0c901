export type Action = 'undo' | 'redo' | 'search' | 'shortcuts'

/**
 * Focus position when a key is pressed: outside text fields (`page`), in an unchanged text field
 * (`text`), or in a text field whose text was changed since it received the focus (`edited`).
 */
export type Place = 'page' | 'text' | 'edited'

/** Properties of a keyboard event that decide its action. */
interface Key {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Returns a key's action on the page. Returns `undefined` if the browser must handle the key. */
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

/** Keyboard shortcuts that the dialog lists. */
export const SHORTCUTS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['Ctrl Z', '⌘ Z'], 'Undo'],
  [['Ctrl Shift Z', 'Ctrl Y', '⌘ Shift Z'], 'Redo'],
  [['/'], 'Search the parameters'],
  [['?'], 'Show the shortcuts'],
  [['Ctrl V', '⌘ V'], 'Upload the copied picture'],
  [['↑', '↓'], 'Step a number up or down'],
]
