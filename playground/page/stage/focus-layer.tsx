import { useRef, useState } from 'preact/hooks'
import { parameters, setParameters } from '../target.ts'
import { type Extent, keyMove, type Point } from './boxes.ts'
import { followPointer } from './drag.ts'
import { KeptPart } from './kept-part.tsx'
import { LayerBar, replacement } from './layer-bar.tsx'
import { focusOf, formatFocus } from './places.ts'
import { missingShapes, ShapeChoice } from './shape-choice.tsx'
import { Surface } from './surface.tsx'
import { throttle } from './throttle.ts'

const within = (share: number) => Math.min(1, Math.max(0, share))

/** Maximum zoom on the slider. The parameter accepts up to 100. */
const SLIDER_MAX = 10

/** Edits the focal point, which stays in the picture for any output aspect ratio. */
export function FocusLayer({ room }: { readonly room: Extent }) {
  const focus = focusOf(parameters.value.get('crop'), room)
  const [draft, setDraft] = useState<Point | undefined>(undefined)
  const [x, y] = focus?.at ?? [0.5, 0.5]
  const point = draft ?? { x, y }
  const { zoom = 1, marked = false } = focus ?? {}
  const set = (next: Point, factor = zoom) => setParameters({ crop: formatFocus(next, factor, marked) })
  const latest = useRef(set)
  latest.current = set
  const updates = useRef(throttle((next: Point) => latest.current(next))).current

  const onPointerDown = (press: PointerEvent) => {
    const element = press.currentTarget
    if (!(element instanceof HTMLElement)) return
    const area = element.getBoundingClientRect()
    const show = ({ clientX, clientY }: PointerEvent) => {
      const next = {
        x: within((clientX - area.left) / area.width),
        y: within((clientY - area.top) / area.height),
      }
      setDraft(next)
      updates.push(next)
    }
    show(press)
    followPointer(
      press,
      (_dx, _dy, event) => show(event),
      () => {
        updates.flush()
        setDraft(undefined)
      },
    )
    element.querySelector<HTMLElement>('.point')?.focus()
    press.preventDefault()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const move = keyMove(event.key, event.shiftKey)
    if (move)
      set({ x: within(x + move[0] * stepOf(room.width)), y: within(y + move[1] * stepOf(room.height)) })
    else if (event.key === 'Delete' || event.key === 'Backspace') setParameters({ crop: undefined })
    else return
    event.preventDefault()
  }
  if (!focus && missingShapes().length > 0)
    return (
      <>
        <ShapeChoice />
        <Surface room={room} />
      </>
    )
  return (
    <>
      <Surface room={room}>
        {focus && <KeptPart />}
        <div class="drawing" onPointerDown={onPointerDown}>
          <span
            class={`point${focus ? '' : ' absent'}`}
            role="slider"
            tabIndex={0}
            aria-label="Focal point"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(point.x * 100)}
            aria-valuetext={`${Math.round(point.x * 100)} % from the left, ${Math.round(point.y * 100)} % from the top`}
            style={{ left: `${point.x * 100}%`, top: `${point.y * 100}%` }}
            onKeyDown={onKeyDown}
          />
        </div>
      </Surface>
      <LayerBar
        hint={
          focus ? `crop=${parameters.value.get('crop')}` : `Click or drag to the focal point.${replacement()}`
        }
      >
        <label class="check">
          Zoom
          <input
            type="range"
            min={1}
            max={SLIDER_MAX}
            step={0.1}
            value={Math.min(zoom, SLIDER_MAX)}
            onInput={({ currentTarget }) => set(point, Number(currentTarget.value))}
          />
          <span class="number">{zoom} ×</span>
        </label>
        {focus && (
          <button type="button" class="button compact" onClick={() => setParameters({ crop: undefined })}>
            Remove the crop
          </button>
        )}
      </LayerBar>
    </>
  )
}

/**
 * Returns an arrow key's step as a share of the picture's side. It is one pixel, but at least
 * 0.001, the smallest difference that a URL contains.
 */
function stepOf(side: number): number {
  return Math.max(1 / side, 0.001)
}
