import type { ComponentChildren } from 'preact'

interface LayerBarProps {
  /** What to do, or what is set. */
  readonly hint: string
  readonly children?: ComponentChildren
}

/** Below the source: what is set by dragging, and buttons for it. */
export function LayerBar({ hint, children }: LayerBarProps) {
  return (
    <div class="layer-bar">
      <span class="quiet">{hint}</span>
      {children}
    </div>
  )
}
