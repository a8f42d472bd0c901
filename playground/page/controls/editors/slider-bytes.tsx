import { signal } from '@preact/signals'
import type { OptionName } from '../../../../src/signing/url/options.ts'
import { formatBytes } from '../../stage/numbers.ts'
import { comparedBytes, toneOf } from '../../stage/result-notes.ts'
import { view } from '../../view.ts'

/** Parameter whose slider the user has used last. At first, it is the quality. */
const used = signal<OptionName>('quality')

/** Returns listeners that notice when an editor's slider is used. */
export function sliderUse(name: OptionName) {
  const use = () => {
    used.value = name
  }
  return { onFocusIn: use, onInput: use }
}

function Bytes() {
  const { state, last } = view.value
  if (!last) return null
  if (state === 'refused') return <span>no result</span>
  const compared = comparedBytes(last)
  const { bytes, from } = compared
  return (
    <span key={last.objectUrl} class={toneOf(compared)}>
      {formatBytes(bytes)}
      {from !== undefined && ` of ${formatBytes(from)}`}
    </span>
  )
}

/**
 * Shows the result's bytes below the slider that the user has used last. All sliders have room for
 * them, so that no slider moves below the pointer.
 */
export function SliderBytes({ name }: { readonly name: OptionName }) {
  return (
    <div class="slider-bytes" data-state={view.value.state}>
      {used.value === name && <Bytes />}
    </div>
  )
}
