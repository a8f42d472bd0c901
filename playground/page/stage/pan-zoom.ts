import { scrollAfterZoom, stepZoom } from './viewing.ts'
import { onScale, scale, zoom } from './zoom.ts'

/** Change in the zoom's natural logarithm per pixel of wheel movement. */
const WHEEL = 0.0025
/** Distance in CSS pixels that an arrow key scrolls per press. */
const PAN_STEP = 40

/** Elements that pan and zoom need: the viewport and the picture in it. */
interface Parts {
  readonly viewport: HTMLElement
  readonly canvas: HTMLElement
}

/** Changes the zoom so that the point under the pointer does not move. */
function zoomAt({ viewport, canvas }: Parts, to: number, clientX: number, clientY: number): void {
  const from = scale.peek()
  const corner = viewport.getBoundingClientRect()
  const axes = {
    x: {
      room: viewport.clientWidth,
      length: canvas.offsetWidth,
      scroll: viewport.scrollLeft,
      at: clientX - corner.left,
    },
    y: {
      room: viewport.clientHeight,
      length: canvas.offsetHeight,
      scroll: viewport.scrollTop,
      at: clientY - corner.top,
    },
  }
  if (to === from) return
  onScale.run = () => {
    const factor = scale.peek() / from
    viewport.scrollTo(scrollAfterZoom(axes.x, factor), scrollAfterZoom(axes.y, factor))
  }
  zoom.value = to
}

const center = (viewport: HTMLElement): [number, number] => {
  const { left, top, width, height } = viewport.getBoundingClientRect()
  return [left + width / 2, top + height / 2]
}

function onKey(parts: Parts, event: KeyboardEvent): void {
  const { viewport } = parts
  if (event.target !== viewport || event.ctrlKey || event.metaKey || event.altKey) return
  const moves: Readonly<Record<string, () => void>> = {
    '+': () => zoomAt(parts, stepZoom(scale.peek(), 1), ...center(viewport)),
    '=': () => zoomAt(parts, stepZoom(scale.peek(), 1), ...center(viewport)),
    '-': () => zoomAt(parts, stepZoom(scale.peek(), -1), ...center(viewport)),
    '0': () => {
      zoom.value = 'fit'
    },
    ArrowLeft: () => viewport.scrollBy(-PAN_STEP, 0),
    ArrowRight: () => viewport.scrollBy(PAN_STEP, 0),
    ArrowUp: () => viewport.scrollBy(0, -PAN_STEP),
    ArrowDown: () => viewport.scrollBy(0, PAN_STEP),
  }
  const move = moves[event.key]
  if (!move) return
  event.preventDefault()
  move()
}

/** Pans when one pointer moves, and zooms when two pointers move. */
function followPointers(parts: Parts, signal: AbortSignal): void {
  const { viewport } = parts
  const pointers = new Map<number, PointerEvent>()
  const distance = () => {
    const [a, b] = [...pointers.values()]
    return a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0
  }
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return
    pointers.set(event.pointerId, event)
    viewport.setPointerCapture(event.pointerId)
  }
  const onMove = (event: PointerEvent) => {
    const last = pointers.get(event.pointerId)
    if (!last) return
    const before = distance()
    pointers.set(event.pointerId, event)
    if (pointers.size === 2 && before > 0) {
      const [a, b] = [...pointers.values()]
      if (a && b)
        zoomAt(
          parts,
          scale.peek() * (distance() / before),
          (a.clientX + b.clientX) / 2,
          (a.clientY + b.clientY) / 2,
        )
    } else viewport.scrollBy(last.clientX - event.clientX, last.clientY - event.clientY)
  }
  const onUp = (event: PointerEvent) => pointers.delete(event.pointerId)
  viewport.addEventListener('pointerdown', onDown, { signal })
  viewport.addEventListener('pointermove', onMove, { signal })
  viewport.addEventListener('pointerup', onUp, { signal })
  viewport.addEventListener('pointercancel', onUp, { signal })
}

/**
 * Lets the user pan and zoom with the pointer, with keys, and with the wheel while Ctrl is pressed.
 * Browsers report a pinch on a touchpad as such a wheel event.
 * @returns a function that turns pan and zoom off
 */
export function panAndZoom(parts: Parts): () => void {
  const ended = new AbortController()
  const { signal } = ended
  const { viewport } = parts
  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey) return
    event.preventDefault()
    zoomAt(parts, scale.peek() * Math.exp(-event.deltaY * WHEEL), event.clientX, event.clientY)
  }
  viewport.addEventListener('wheel', onWheel, { signal, passive: false })
  viewport.addEventListener('keydown', (event) => onKey(parts, event), { signal })
  followPointers(parts, signal)
  return () => ended.abort()
}
