import type { ComponentChildren } from 'preact'
import type { Extent } from './boxes.ts'
import { preview } from './preview.ts'

interface SurfaceProps {
  /** Width and height of the upright source. */
  readonly room: Extent
  readonly children?: ComponentChildren
}

/** Shows the upright source with elements over it. */
export function Surface({ room, children }: SurfaceProps) {
  return (
    <div class="frame source-frame">
      <div class="surface" style={{ '--shape': String(room.width / room.height) }}>
        <img src={preview.value.objectUrl} alt="Source, upright" draggable={false} />
        {children}
      </div>
    </div>
  )
}
