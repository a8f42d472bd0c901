/** Moves the focus to an element. It is called before the focused element is removed. */
export function focusOn(id: string): void {
  document.getElementById(id)?.focus()
}
