import { redo, undo } from '../entries.ts'
import { focusOn } from './focus.ts'
import { type Action, actionOf } from './key-actions.ts'

export const SEARCH_ID = 'parameter-search'
export const SHORTCUTS_ID = 'shortcuts'

/** Text field that the user has edited since it received the focus. */
let edited: EventTarget | null = null

const isTextField = (element: EventTarget | null) =>
  element instanceof HTMLTextAreaElement ||
  (element instanceof HTMLInputElement && /^(?:text|search|number|url|email|tel)$/.test(element.type))

export function openShortcuts(): void {
  const dialog = document.getElementById(SHORTCUTS_ID)
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal()
}

const ACTIONS: Readonly<Record<Action, () => void>> = {
  undo,
  redo,
  search: () => focusOn(SEARCH_ID),
  shortcuts: openShortcuts,
}

/**
 * Handles the page's keyboard shortcuts. In a text field that is being edited, the browser undoes
 * changes to the field. Everywhere else, undo applies to the target.
 */
export function listenToKeys(): void {
  addEventListener('input', ({ target }) => {
    if (isTextField(target)) edited = target
  })
  addEventListener('focusout', () => {
    edited = null
  })
  addEventListener('keydown', (event) => {
    if (document.querySelector('dialog:modal')) return
    const place = !isTextField(event.target) ? 'page' : event.target === edited ? 'edited' : 'text'
    const action = actionOf(event, place)
    if (!action) return
    event.preventDefault()
    ACTIONS[action]()
  })
}
