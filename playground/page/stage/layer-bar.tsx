import type { ComponentChildren } from 'preact'

interface LayerBarProps {
  /** Instruction for dragging, or the value that is set. */
  readonly hint: string
  readonly children?: ComponentChildren
}

/** Bar below the source with buttons and the value that the user has set by dragging. */
export function LayerBar({ hint, children }: LayerBarProps) {
  return (
    <div class="layer-bar">
      <span class="quiet">{hint}</span>
      {children}
    </div>
  )
}
