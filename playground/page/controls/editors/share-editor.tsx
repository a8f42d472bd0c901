import { useSignal } from '@preact/signals'
import type { EditorProps } from './editor.ts'
import { NumberField } from './number-field.tsx'
import { decimalText } from './slider.ts'

/** Edits a length in pixels or in percent. The URL contains percentages as shares from 0 to 1. */
export function ShareEditor({ name, id, text, shape, tie, onText }: EditorProps<'share'>) {
  const number = Number(text)
  const unset = useSignal<'%' | 'px'>('%')
  const unit = text === undefined ? unset.value : number > 1 ? 'px' : '%'
  const percent = text === undefined ? '' : decimalText(number * 100)
  const steps = unit === 'px' ? { min: shape.min, max: shape.max, step: 1 } : { min: 1, max: 100, step: 1 }
  const take = (next: string) => {
    if (next === '') onText(undefined)
    else onText(unit === 'px' || Number.isNaN(Number(next)) ? next : String(Number(next) / 100))
  }
  return (
    <div class="share-editor">
      <NumberField
        id={id}
        value={unit === 'px' || Number.isNaN(number) ? (text ?? '') : percent}
        steps={steps}
        {...tie}
        onText={take}
      />
      <select
        class="select"
        aria-label={`${name} unit`}
        value={unit}
        onChange={({ currentTarget }) => {
          unset.value = currentTarget.value === 'px' ? 'px' : '%'
          if (text !== undefined) onText(unset.value === 'px' ? String(Math.max(shape.min, 200)) : '0.25')
        }}
      >
        <option value="%">%</option>
        <option value="px">px</option>
      </select>
    </div>
  )
}
