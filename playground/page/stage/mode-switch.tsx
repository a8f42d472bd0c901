import { signal } from '@preact/signals'
import { parameters } from '../target.ts'
import { type Mode, modeOf } from './places.ts'

/** Current edit mode on the source. */
export const mode = signal<Mode>(modeOf(parameters.peek().get('crop')))

const NAMES: Readonly<Record<Mode, string>> = {
  crop: 'Crop',
  focus: 'Focal point',
  redact: 'Redact',
  smart: 'Smart crop',
}

const isMode = (text: string): text is Mode => Object.hasOwn(NAMES, text)

/** Buttons that choose the edit mode on the source. */
export function ModeSwitch() {
  return (
    <fieldset class="segments modes" aria-label="Drag on the source">
      {Object.keys(NAMES)
        .filter(isMode)
        .map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={mode.value === name}
            onClick={() => (mode.value = name)}
          >
            {NAMES[name]}
          </button>
        ))}
    </fieldset>
  )
}
