import type { EditorProps } from './editor.ts'
import { PartFields } from './part-fields.tsx'

const SIDES = ['top', 'right', 'bottom', 'left']

/** Edits margins: one for all sides, or one for each side. */
export function MarginsEditor({ name, id, text, tie, onText }: EditorProps<'margins'>) {
  const parts = (text ?? '').split(',')
  const each = parts.length > 1
  return (
    <div class="stack tight">
      <PartFields
        of={name}
        id={id}
        names={each ? SIDES : ['all sides']}
        parts={parts}
        tie={tie}
        onParts={(next) => onText(next.every((part) => part === '') ? undefined : next.join())}
      />
      <label class="row small">
        <input
          type="checkbox"
          checked={each}
          onChange={({ currentTarget }) => {
            const [first = ''] = parts
            onText(
              currentTarget.checked
                ? Array(SIDES.length)
                    .fill(first || '0')
                    .join()
                : first || undefined,
            )
          }}
        />
        each side on its own
      </label>
    </div>
  )
}
