/** Moves the focus to an element, where the focused one is about to go. */
export function focusOn(id: string): void {
  document.getElementById(id)?.focus()
}
