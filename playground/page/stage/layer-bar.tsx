import type { ComponentChildren } from 'preact'

interface LayerBarProps {
  /** Instruction, or the value that is set. */
  readonly hint: string
  readonly children?: ComponentChildren
}

/** Bar below the source with the value that was set by dragging, and buttons. */
export function LayerBar({ hint, children }: LayerBarProps) {
  return (
    <div class="layer-bar">
      <span class="quiet">{hint}</span>
      {children}
    </div>
  )
}
