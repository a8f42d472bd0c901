import type { EditorProps } from './editor.ts'
import { NumberField } from './number-field.tsx'
import { decimalText, sliderOf } from './slider.ts'
import { SliderBytes, sliderUse } from './slider-bytes.tsx'

/** Edits a number with a slider for its useful range and a field for the full range. */
export function NumberEditor({
  name,
  id,
  text,
  shape,
  initial,
  tie,
  onText,
}: EditorProps<'whole' | 'decimal' | 'angle'>) {
  const slider = sliderOf(shape)
  const start = Number.parseFloat(initial ?? '')
  const neutral = Number.isNaN(start) ? slider.min : start
  const number = Number(text ?? neutral)
  return (
    <div class="number-editor" {...sliderUse(name)}>
      <input
        type="range"
        class={text === undefined ? 'range unset' : 'range'}
        {...slider}
        value={Number.isNaN(number) ? neutral : number}
        aria-label={`${name} slider`}
        aria-valuetext={text ?? (initial === undefined ? 'not set' : `default ${initial}`)}
        aria-describedby={tie['aria-describedby']}
        onInput={({ currentTarget }) => onText(decimalText(currentTarget.valueAsNumber))}
      />
      <NumberField
        id={id}
        value={text ?? ''}
        placeholder={Number.isNaN(start) ? '' : String(start)}
        steps={{ ...slider, min: shape.min, max: shape.max }}
        from={neutral}
        {...tie}
        onText={(next) => onText(next || undefined)}
      />
      <SliderBytes name={name} />
    </div>
  )
}
