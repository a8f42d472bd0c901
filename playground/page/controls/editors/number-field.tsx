import { type Slider, stepped } from './slider.ts'

interface NumberFieldProps {
  readonly id?: string | undefined
  readonly value: string
  readonly placeholder?: string
  /** The field's accessible name. It is only set if no label names the field. */
  readonly 'aria-label'?: string
  readonly 'aria-describedby': string
  readonly 'aria-invalid': boolean
  /** The number's range, and the arrow keys' step. */
  readonly steps: Slider
  /** Value from which the arrow keys start in an empty field. */
  readonly from?: number
  readonly onText: (text: string) => void
}

/**
 * Text field for a number. Its arrow keys change the number. An input with the type `number` is not
 * used because it does not show invalid text, and invalid text must stay editable.
 */
export function NumberField({ value, steps, from, onText, ...rest }: NumberFieldProps) {
  return (
    <input
      class="input mono number"
      inputMode={steps.step < 1 ? 'decimal' : 'numeric'}
      autocomplete="off"
      {...rest}
      value={value}
      onInput={({ currentTarget }) => onText(currentTarget.value.trim())}
      onKeyDown={(event) => {
        const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : undefined
        const now = value === '' ? (from ?? steps.min) : Number(value)
        if (!direction || Number.isNaN(now)) return
        event.preventDefault()
        onText(stepped(now, direction, steps.step * (event.shiftKey ? 10 : 1), steps))
      }}
    />
  )
}
