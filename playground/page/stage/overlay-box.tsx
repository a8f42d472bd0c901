import type { Rendering } from '../rendering.ts'
import { setParameters } from '../target.ts'
import { BoxEditor } from './box-editor.tsx'
import { type Box, CORNERS, scaleBox } from './boxes.ts'
import { overlayPlace, overlaySize } from './places.ts'

/** Milliseconds after a change until the picture reflects the change. */
const RENDER_MS = 900

/**
 * Box around the first overlay on the result. Dragging the box sets `olx` and `oly`. Dragging its
 * corners sets `olwidth`.
 */
export function OverlayBox({ rendering }: { readonly rendering: Rendering }) {
  const transform = rendering.plan?.transform
  const overlay = transform?.overlays[0]
  if (!overlay) return null
  const { output } = transform
  const change = (box: Box) =>
    setParameters({ ...overlayPlace(box), ...(box.width !== overlay.width && overlaySize(box)) })
  return (
    <BoxEditor
      label="Watermark"
      kind="overlay"
      box={overlay}
      room={output}
      handles={CORNERS}
      resize={scaleBox}
      onChange={change}
      settleMs={RENDER_MS}
    />
  )
}
