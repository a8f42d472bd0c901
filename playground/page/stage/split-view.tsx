import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Extent } from './boxes.ts'
import { Divider } from './divider.tsx'
import { labelPlaces, shownLabels } from './labels.ts'
import { panAndZoom } from './pan-zoom.ts'
import { PIXELATED_ABOVE, scaleOf, visiblePart } from './viewing.ts'
import { divider, onScale, scale, zoom } from './zoom.ts'

interface SplitViewProps {
  /** URLs for the two pictures. */
  readonly after: string
  readonly before?: string | undefined
  /** Width and height of the pictures. */
  readonly size: Extent
  /** Elements that lie over the picture and have its size. */
  readonly children?: ComponentChildren
}

/** The viewport's size and scroll position in CSS pixels. */
interface Place extends Extent {
  readonly left: number
  readonly top: number
}

/**
 * Shows a picture in device pixels. If `before` is given, that picture is shown to the left of a
 * divider.
 */
export function SplitView({ after, before, size, children }: SplitViewProps) {
  const viewport = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<Place>({ width: 0, height: 0, left: 0, top: 0 })

  const read = () => {
    const { current } = viewport
    if (!current) return
    const { clientWidth, clientHeight, scrollLeft, scrollTop } = current
    setPlace({ width: clientWidth, height: clientHeight, left: scrollLeft, top: scrollTop })
  }
  useLayoutEffect(read, [])
  useEffect(() => {
    if (!viewport.current || !canvas.current) return
    const observer = new ResizeObserver(read)
    observer.observe(viewport.current)
    observer.observe(canvas.current)
    const end = panAndZoom({ viewport: viewport.current, canvas: canvas.current })
    return () => {
      observer.disconnect()
      end()
    }
  }, [])

  const ratio = devicePixelRatio
  const room = { width: place.width * ratio, height: place.height * ratio }
  const shown = scaleOf(zoom.value, size, room)
  useLayoutEffect(() => {
    scale.value = shown
    onScale.run?.()
    onScale.run = undefined
  }, [shown])

  const [width, height] = [(size.width * shown) / ratio, (size.height * shown) / ratio]
  const across = visiblePart({ room: place.width, length: width, scroll: place.left })
  const down = visiblePart({ room: place.height, length: height, scroll: place.top })
  const [start, end] = across
  const cut = start + divider.value * (end - start) - Math.max(0, (place.width - width) / 2) + place.left
  const labels = labelPlaces(across, down)
  const pixelated = shown > PIXELATED_ABOVE ? ' pixelated' : ''
  return (
    <div class="frame">
      <section
        class={`scroller${pixelated}`}
        ref={viewport}
        style={{ touchAction: zoom.value === 'fit' ? 'pan-y' : 'none' }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling by keys needs focus
        tabIndex={0}
        aria-label="Result: arrow keys pan, + and − zoom, 0 fits"
        onScroll={read}
      >
        <div class="canvas" ref={canvas} style={{ width: `${width}px`, height: `${height}px` }}>
          <img src={after} alt={before ? 'After effects and compression' : 'Result'} draggable={false} />
          {before && (
            <div class="before" style={{ clipPath: `inset(0 ${Math.max(0, width - cut)}px 0 0)` }}>
              <img src={before} alt="Before effects and compression" draggable={false} />
            </div>
          )}
          {children}
        </div>
      </section>
      {before && size.width > 0 && (
        <>
          {shownLabels(across, divider.value).map((name) => (
            <span key={name} class="side-name" style={labels[name]}>
              {name}
            </span>
          ))}
          <Divider start={start} end={end} />
        </>
      )}
    </div>
  )
}
