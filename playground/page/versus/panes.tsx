import { type Signal, signal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Extent } from '../stage/boxes.ts'
import { Divider } from '../stage/divider.tsx'
import { formatSize } from '../stage/numbers.ts'
import { panAndZoom } from '../stage/pan-zoom.ts'
import { PIXELATED_ABOVE, scaleOf } from '../stage/viewing.ts'
import { divider, onScale, scale, zoom } from '../stage/zoom.ts'
import { describe } from './encoders.ts'
import { currentFile, currentProblem, type Encoded, type Half, halves } from './measuring.ts'

/** Arrangements for the two pictures. */
export const ARRANGEMENTS = ['side by side', 'slider'] as const

export const arrangement: Signal<(typeof ARRANGEMENTS)[number]> = signal('side by side')

const NAMES = ['Left', 'Right'] as const

type Ref = RefObject<HTMLElement | null>

/** Scroll positions that `align` gave to panes. Their scroll events are not the user's. */
const given = new WeakMap<HTMLElement, readonly [left: number, top: number]>()

/**
 * Scrolls the other pane to this pane's place. Ignores the scroll event that this change causes,
 * because this pane may have moved on before the event arrives.
 */
function align({ current: from }: Ref, { current: to }: Ref): void {
  if (!from || !to) return
  const [left, top] = given.get(from) ?? []
  if (from.scrollLeft === left && from.scrollTop === top) return
  given.delete(from)
  const moved = Math.abs(from.scrollLeft - to.scrollLeft) > 1 || Math.abs(from.scrollTop - to.scrollTop) > 1
  if (!moved) return
  to.scrollTo(from.scrollLeft, from.scrollTop)
  given.set(to, [to.scrollLeft, to.scrollTop])
}

/**
 * Returns the words for a picture in a pane. A picture with another width than the pane's is
 * scaled, and the words say by how much.
 * @param shownWidth width on the screen, in device pixels
 */
function captionOf(encoded: Encoded, shownWidth: number): string {
  const percent = Math.round((shownWidth / encoded.width) * 100)
  const isScaled = percent !== Math.round(scale.value * 100)
  return `${describe(encoded.side)}${isScaled ? ` ${formatSize(encoded)}, shown at ${percent} %` : ''}`
}

interface PaneProps {
  readonly half: Half
  readonly name: (typeof NAMES)[number]
  readonly viewport: Ref
  readonly size: Extent
  readonly clip: string | undefined
  readonly onScroll: () => void
}

/**
 * One picture that can be panned and zoomed. It is dimmed while a newer picture loads, and hidden
 * if the newer picture is refused.
 */
function Pane({ half, name, viewport, size, clip, onScroll }: PaneProps) {
  const canvas = useRef<HTMLDivElement>(null)
  const encoded = half.encoded.value
  const current = currentFile(half)
  const wanted = describe(half.side.value)
  const failed = currentProblem(half) !== undefined
  useEffect(() => {
    if (!viewport.current || !canvas.current) return
    return panAndZoom({ viewport: viewport.current, canvas: canvas.current })
  }, [])
  return (
    <div class="pane" aria-busy={!current && !failed}>
      <section
        class={scale.value > PIXELATED_ABOVE ? 'scroller pixelated' : 'scroller'}
        ref={viewport}
        style={{ touchAction: zoom.value === 'fit' ? 'pan-y' : 'none', clipPath: clip ?? 'none' }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling by keys needs focus
        tabIndex={0}
        aria-label={`${name}, ${wanted}: arrow keys pan both, + and − zoom, 0 fits`}
        onScroll={onScroll}
      >
        <div
          class="canvas"
          ref={canvas}
          style={encoded && !failed ? { width: `${size.width}px`, height: `${size.height}px` } : {}}
        >
          {encoded && !failed && (
            <img
              src={encoded.objectUrl}
              alt={describe(encoded.side)}
              data-target={encoded.target}
              draggable={false}
            />
          )}
        </div>
      </section>
      <p class="pane-name">
        {current ? captionOf(current, size.width * devicePixelRatio) : failed ? wanted : `${wanted} …`}
      </p>
    </div>
  )
}

/** Returns the pictures' width and height. An original may have others, so it comes last. */
function pictureSize(): Extent {
  const files = halves.flatMap(({ encoded }) => encoded.value ?? [])
  const file = files.find(({ side }) => side.encoder !== 'original') ?? files[0]
  return file ?? { width: 0, height: 0 }
}

/**
 * Shows the pictures for both sides. They pan and zoom together. They lie side by side, or one over
 * the other with a divider.
 */
export function Panes() {
  const viewports = [useRef<HTMLElement>(null), useRef<HTMLElement>(null)] as const
  const [left, right] = viewports
  const [place, setPlace] = useState<Extent>({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const { current } = left
    if (!current) return
    const observer = new ResizeObserver(() =>
      setPlace({ width: current.clientWidth, height: current.clientHeight }),
    )
    observer.observe(current)
    return () => observer.disconnect()
  }, [])

  const size = pictureSize()
  const ratio = devicePixelRatio
  const room = { width: place.width * ratio, height: place.height * ratio }
  const shown = scaleOf(zoom.value, size, room)
  useLayoutEffect(() => {
    scale.value = shown
    onScale.run?.()
    onScale.run = undefined
  }, [shown])

  const slider = arrangement.value === 'slider'
  const onScreen = { width: (size.width * shown) / ratio, height: (size.height * shown) / ratio }
  const hidden = `inset(0 ${Math.max(0, place.width * (1 - divider.value))}px 0 0)`
  return (
    <div class={slider ? 'frame panes over' : 'frame panes'}>
      {NAMES.map((name, at) => {
        const [half, mine, other] = at === 0 ? [halves[0], left, right] : [halves[1], right, left]
        return (
          <Pane
            key={name}
            half={half}
            name={name}
            viewport={mine}
            size={onScreen}
            clip={slider && at === 0 ? hidden : undefined}
            onScroll={() => align(mine, other)}
          />
        )
      })}
      {slider && <Divider start={0} end={place.width} names={['left', 'right']} />}
    </div>
  )
}
