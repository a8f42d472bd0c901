import { useState } from 'preact/hooks'
import { type Box, boxBetween, boxStyle, type Extent } from './boxes.ts'
import { followPointer } from './drag.ts'

/** Minimum drag length in CSS pixels. Shorter movements are clicks. */
const MIN_DRAG = 4

interface DrawingProps {
  readonly room: Extent
  readonly kind: string
  readonly onDraw: (box: Box) => void
}

/** Element over the source. A drag on it draws a box. Keyboard users add a box with a button. */
export function Drawing({ room, kind, onDraw }: DrawingProps) {
  const [box, setBox] = useState<Box | undefined>(undefined)
  const onPointerDown = (press: PointerEvent) => {
    const element = press.currentTarget
    if (!(element instanceof HTMLElement)) return
    const { left, top, width } = element.getBoundingClientRect()
    const ratio = room.width / width
    const from = { x: (press.clientX - left) * ratio, y: (press.clientY - top) * ratio }
    let drawn: Box | undefined
    followPointer(
      press,
      (dx, dy) => {
        if (!drawn && Math.hypot(dx, dy) < MIN_DRAG) return
        drawn = boxBetween(from, { x: from.x + dx * ratio, y: from.y + dy * ratio }, room)
        setBox(drawn)
      },
      () => {
        setBox(undefined)
        if (drawn) onDraw(drawn)
      },
    )
  }
  return (
    <div class="drawing" onPointerDown={onPointerDown}>
      {box && <div class={`box ${kind}`} style={boxStyle(box, room)} />}
    </div>
  )
}
