import { signal } from '@preact/signals'
import { parameters, setParameters } from '../target.ts'
import { type Mode, missingSize, modeOf } from './places.ts'

/** Current kind of edit on the source. */
export const mode = signal<Mode>(modeOf(parameters.peek().get('crop')))

/** Sentence about parameters that were set in addition to `crop`. It is empty if there are none. */
export const notice = signal('')

const NAMES: Readonly<Record<Mode, string>> = {
  crop: 'Crop',
  focus: 'Focal point',
  redact: 'Redact',
  smart: 'Smart crop',
}

const isMode = (text: string): text is Mode => Object.hasOwn(NAMES, text)

/** Sets a `crop` that needs width and height. If the target lacks these, they are also set. */
export function setShapedCrop(crop: string): void {
  const size = missingSize(parameters.value)
  if (size)
    notice.value = `This crop needs width and height: both are now ${size.width}. Change them with the controls.`
  setParameters({ ...size, crop })
}

function choose(next: Mode): void {
  mode.value = next
  notice.value = ''
  if (next === 'smart' && parameters.value.get('crop') !== 'smart') setShapedCrop('smart')
}

/** Buttons that choose the kind of edit on the source. */
export function ModeSwitch() {
  return (
    <fieldset class="segments modes" aria-label="Drag on the source">
      {Object.keys(NAMES)
        .filter(isMode)
        .map((name) => (
          <button key={name} type="button" aria-pressed={mode.value === name} onClick={() => choose(name)}>
            {NAMES[name]}
          </button>
        ))}
    </fieldset>
  )
}
