import type { EditorProps } from './editor.ts'
import { NumberField } from './number-field.tsx'

interface PartFieldsProps {
  /**
   * Name of the parameter. The accessible name of a field consists of it and the name of a part.
   */
  readonly of: string
  readonly names: readonly string[]
  readonly parts: readonly string[]
  /** Id of the first field. The label of the parameter refers to it. */
  readonly id?: string
  readonly step?: number
  readonly tie: EditorProps['tie']
  readonly onParts: (parts: readonly string[]) => void
}

const MAX_COORDINATE = 100_000

/**
 * Shows a text field for each part of a value. If the user empties a part, it stays empty until the
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
