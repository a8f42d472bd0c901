import { type Slider, stepped } from './slider.ts'

interface NumberFieldProps {
  readonly id?: string | undefined
  readonly value: string
  readonly placeholder?: string
  /** Where no label names the field. */
  readonly 'aria-label'?: string
  readonly 'aria-describedby': string
  readonly 'aria-invalid': boolean
  /** What the arrow keys do. */
  readonly steps: Slider
  /** Where the arrow keys begin in an empty field. */
  readonly from?: number
  readonly onText: (text: string) => void
}

/**
 * A field for a number. A field of type `number` shows nothing of a text that is no number, and such a text must stay
 * editable; so this one has the arrow keys of its own.
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
