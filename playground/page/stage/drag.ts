/**
 * Follows a pointer from its press on an element to its release. Movements are distances from the
 * press in CSS pixels.
 */
export function followPointer(
  press: PointerEvent,
  onMove: (dx: number, dy: number, event: PointerEvent) => void,
  onEnd: () => void = () => undefined,
): void {
  const element = press.currentTarget
  if (press.button !== 0 || !(element instanceof HTMLElement)) return
  press.stopPropagation()
  element.setPointerCapture(press.pointerId)
  const ended = new AbortController()
  const { signal } = ended
  const end = () => {
    ended.abort()
    onEnd()
  }
  const move = (event: PointerEvent) =>
    onMove(event.clientX - press.clientX, event.clientY - press.clientY, event)
  element.addEventListener('pointermove', move, { signal })
  for (const kind of ['pointerup', 'pointercancel'] as const) element.addEventListener(kind, end, { signal })
}
