import type { EditorProps } from './editor.ts'
import { NumberField } from './number-field.tsx'

interface PartFieldsProps {
  /** The parameter's name. A field's accessible name joins it with a part's name. */
  readonly of: string
  readonly names: readonly string[]
  readonly parts: readonly string[]
  /** Id for the first field. The parameter's label refers to it. */
  readonly id?: string
  readonly step?: number
  readonly tie: EditorProps['tie']
  readonly onParts: (parts: readonly string[]) => void
}

const MAX_COORDINATE = 100_000

/**
 * Shows a text field for each part in a value. If the user empties a part, it stays empty until the
 * user fills it.
 */
export function PartFields({ of, names, parts, id, step = 1, tie, onParts }: PartFieldsProps) {
  return (
    <div class="part-fields">
      {names.map((name, index) => (
        <div key={name} class="field">
          <span aria-hidden="true">{name}</span>
          <NumberField
            id={index === 0 ? id : undefined}
            aria-label={`${of} ${name}`}
            value={parts[index] ?? ''}
            steps={{ min: 0, max: MAX_COORDINATE, step }}
            {...tie}
            onText={(text) => onParts(names.map((_, at) => (at === index ? text : (parts[at] ?? ''))))}
          />
        </div>
      ))}
    </div>
  )
}
