import { followPointer } from './drag.ts'
import { divider } from './zoom.ts'

const [STEP, LARGE_STEP] = [0.01, 0.1]
const bounded = (share: number) => Math.min(1, Math.max(0, share))

function onKeyDown(event: KeyboardEvent): void {
  const step = event.shiftKey ? LARGE_STEP : STEP
  const next: Readonly<Record<string, number>> = {
    ArrowLeft: divider.value - step,
    ArrowDown: divider.value - step,
    ArrowRight: divider.value + step,
    ArrowUp: divider.value + step,
    Home: 0,
    End: 1,
  }
  const share = next[event.key]
  if (share === undefined) return
  event.preventDefault()
  divider.value = bounded(share)
}

interface DividerProps {
  /** The picture's left and right edge, in CSS pixels from the frame's left edge. */
  readonly start: number
  readonly end: number
  /** Names of the pictures on both sides of the divider. */
  readonly names?: readonly [left: string, right: string]
}

/**
 * Divider over the picture. By default, the picture before effects and compression is on its left,
 * the result on its right.
 */
export function Divider({ start, end, names: [left, right] = ['before', 'after'] }: DividerProps) {
  const percent = Math.round(divider.value * 100)
  const onPointerDown = (press: PointerEvent) => {
    const from = divider.value
    followPointer(press, (dx) => {
      divider.value = bounded(from + dx / Math.max(1, end - start))
    })
  }
  return (
    <div
      class="divider"
      role="slider"
      tabIndex={0}
      aria-label={`Divider between ${left} and ${right}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={`${percent} % ${left}, ${100 - percent} % ${right}`}
      style={{ left: `${start + divider.value * (end - start)}px` }}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  )
}
