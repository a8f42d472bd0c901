import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Extent } from './boxes.ts'
import { Divider } from './divider.tsx'
import { panAndZoom } from './pan-zoom.ts'
import { PIXELATED_ABOVE, scaleOf, visiblePart } from './viewing.ts'
import { divider, onScale, scale, zoom } from './zoom.ts'

interface SplitViewProps {
  /** URLs of the two pictures. */
  readonly after: string
  readonly before?: string | undefined
  /** Width and height of the pictures. */
  readonly size: Extent
  /** Elements that lie over the picture and have its size. */
  readonly children?: ComponentChildren
}

/** Size and scroll position of the viewport in CSS pixels. */
interface Place extends Extent {
  readonly scroll: number
}

/** Distance of the labels from the edges of the picture, in CSS pixels. */
const INSET = 8

/**
 * Shows a picture in device pixels. If `before` is given, that picture is shown to the left of a
 * divider.
 */
export function SplitView({ after, before, size, children }: SplitViewProps) {
  const viewport = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<Place>({ width: 0, height: 0, scroll: 0 })

  const read = () => {
    const { current } = viewport
    if (current)
      setPlace({ width: current.clientWidth, height: current.clientHeight, scroll: current.scrollLeft })
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
  const [start, end] = visiblePart({ room: place.width, length: width, scroll: place.scroll })
  const cut = start + divider.value * (end - start) - Math.max(0, (place.width - width) / 2) + place.scroll
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
          {divider.value > 0 && (
            <span class="side-name" style={{ left: `${start + INSET}px` }}>
              before
            </span>
          )}
          {divider.value < 1 && (
            <span class="side-name" style={{ right: `${place.width - end + INSET}px` }}>
              after
            </span>
          )}
          <Divider start={start} end={end} />
        </>
      )}
    </div>
  )
}
