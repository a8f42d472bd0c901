import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { type Box, boxStyle, type Extent, type Handle, keyMove, moveBox, type resizeBox } from './boxes.ts'
import { followPointer } from './drag.ts'
import { throttle } from './throttle.ts'

interface BoxEditorProps {
  /** The box's name, such as `Crop`. Its handles' labels start with it. */
  readonly label: string
  readonly kind: string
  readonly box: Box
  readonly room: Extent
  readonly handles: readonly Handle[]
  readonly resize: typeof resizeBox
  readonly onChange: (box: Box) => void
  readonly onDelete?: (() => void) | undefined
  /** Milliseconds after a change until the property `box` reflects the change. */
  readonly settleMs?: number
  readonly children?: ComponentChildren
}

type Change = (box: Box, dx: number, dy: number) => Box

/** Returns the scale of the surface below the box: `room` pixels per CSS pixel. */
function pixelsPer(element: HTMLElement, room: Extent): number {
  const width = element.closest('.surface, .canvas')?.getBoundingClientRect().width ?? 0
  return width > 0 ? room.width / width : 1
}

/**
 * Shows a box that can be moved and resized with the pointer and the arrow keys. The box lies on a
 * surface that shows a picture as large as `room`.
 */
export function BoxEditor(props: BoxEditorProps) {
  const { label, kind, room, handles, resize, onDelete, children } = props
  const [draft, setDraft] = useState<Box | undefined>(undefined)
  const latest = useRef(props)
  latest.current = props
  const updates = useRef(throttle((box: Box) => latest.current.onChange(box))).current
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const box = draft ?? props.box

  const show = (next: Box) => {
    clearTimeout(timer.current)
    setDraft(next)
    updates.push(next)
  }
  const settle = () => {
    updates.flush()
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setDraft(undefined), props.settleMs ?? 0)
  }

  const grip = (name: string, value: number, max: number, change: Change) => ({
    role: 'slider' as const,
    tabIndex: 0,
    'aria-label': `${label}: ${name}`,
    'aria-valuemin': 0,
    'aria-valuemax': max,
    'aria-valuenow': value,
    'aria-valuetext': `x ${box.x}, y ${box.y}, ${box.width} by ${box.height} pixels`,
    onPointerDown: (press: PointerEvent) => {
      const element = press.currentTarget
      if (!(element instanceof HTMLElement)) return
      const ratio = pixelsPer(element, room)
      followPointer(press, (dx, dy) => show(change(box, dx * ratio, dy * ratio)), settle)
    },
    onKeyDown: (event: KeyboardEvent) => {
      const move = keyMove(event.key, event.shiftKey)
      if (move) {
        show(change(box, ...move))
        settle()
      } else if (onDelete && (event.key === 'Delete' || event.key === 'Backspace')) onDelete()
      else return
      event.preventDefault()
      event.stopPropagation()
    },
  })

  return (
    <div class={`box ${kind}`} style={boxStyle(box, room)}>
      <span
        class="move"
        {...grip('place', box.x, room.width, (from, dx, dy) => moveBox(from, dx, dy, room))}
      />
      {handles.map((handle) => (
        <span
          key={handle.name}
          class="handle"
          data-across={handle.across}
          data-down={handle.down}
          {...grip(
            handle.name,
            handle.across === 0 ? box.height : box.width,
            handle.across === 0 ? room.height : room.width,
            (from, dx, dy) => resize(from, handle, dx, dy, room),
          )}
        />
      ))}
      {children}
    </div>
  )
}
