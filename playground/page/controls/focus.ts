/**
 * Moves the focus to another element. It is called before the focused element is removed, because
 * the focus would be lost otherwise.
 */
export function focusOn(id: string): void {
  document.getElementById(id)?.focus()
}
