import { focusOn } from '../focus.ts'
import { Icon } from '../icon.tsx'
import type { EditorProps } from './editor.ts'
import { PartFields } from './part-fields.tsx'

const NAMES = ['X', 'Y', 'W', 'H']
const START = '100,100,200,200'

/** Edits a list of boxes, one in each row. */
export function RegionsEditor({ name, id, text, shape, tie, onText }: EditorProps<'regions'>) {
  const boxes = text === undefined ? [] : text.split(';')
  const take = (next: readonly string[]) => onText(next.length === 0 ? undefined : next.join(';'))
  return (
    <div class="stack tight">
      {boxes.map((box, index) => (
        <div key={index} class="region">
          <PartFields
            of={`${name} box ${index + 1}`}
            names={NAMES}
            parts={box.split(',')}
            tie={tie}
            onParts={(parts) => take(boxes.with(index, parts.join()))}
          />
          <button
            type="button"
            class="button plain icon compact"
            aria-label={`Remove box ${index + 1}`}
            onClick={() => {
              take(boxes.toSpliced(index, 1))
              focusOn(id)
            }}
          >
            <Icon name="clear" />
          </button>
        </div>
      ))}
      <div>
        <button
          id={id}
          type="button"
          class="button compact"
          disabled={boxes.length >= shape.max}
          onClick={() => take([...boxes, START])}
        >
          <Icon name="add" />
          Add a box
        </button>
      </div>
      <p class="hint">Drag the boxes in the Source view.</p>
    </div>
  )
}
