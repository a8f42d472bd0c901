import type { ComponentChildren } from 'preact'
import { parameters } from '../target.ts'
import { type Mode, modeOf } from './places.ts'

const NAMES: Readonly<Record<Exclude<Mode, 'redact'>, string>> = {
  crop: 'crop',
  focus: 'focal point',
  smart: 'smart crop',
}

/**
 * Returns the sentence that names the crop that another kind would replace. It is empty if there is
 * no crop.
 */
export function replacement(): string {
  const text = parameters.value.get('crop')
  const kind = modeOf(text)
  return text === undefined || kind === 'redact' ? '' : ` It replaces the ${NAMES[kind]}.`
}

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
