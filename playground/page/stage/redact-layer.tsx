import { parameters, setParameters } from '../target.ts'
import { BoxEditor } from './box-editor.tsx'
import { type Box, type Extent, HANDLES, resizeBox } from './boxes.ts'
import { Drawing } from './drawing.tsx'
import { LayerBar } from './layer-bar.tsx'
import { formatRedactions, MAX_REDACTIONS, redactions } from './places.ts'
import { Surface } from './surface.tsx'

const setBoxes = (boxes: readonly Box[]) => setParameters({ redact: formatRedactions(boxes) })

/**
 * Returns the initial position of a new box: centered, with a tenth of the source's width and
 * height.
 */
function small({ width, height }: Extent): Box {
  return {
    x: Math.floor(width * 0.45),
    y: Math.floor(height * 0.45),
    width: Math.ceil(width * 0.1),
    height: Math.ceil(height * 0.1),
  }
}

/** Edits the boxes that are blackened. */
export function RedactLayer({ room }: { readonly room: Extent }) {
  const boxes = redactions(parameters.value.get('redact'))
  const full = boxes.length >= MAX_REDACTIONS
  const add = (box: Box) => {
    if (!full) setBoxes([...boxes, box])
  }
  return (
    <>
      <Surface room={room}>
        <Drawing room={room} kind="redact" onDraw={add} />
        {boxes.map((box, at) => (
          <BoxEditor
            key={at}
            label={`Redaction ${at + 1}`}
            kind="redact"
            box={box}
            room={room}
            handles={HANDLES}
            resize={resizeBox}
            onChange={(next) => setBoxes(redactions(parameters.value.get('redact')).with(at, next))}
            onDelete={() => setBoxes(boxes.toSpliced(at, 1))}
          />
        ))}
      </Surface>
      <LayerBar
        hint={
          boxes.length === 0
            ? 'Drag boxes over the areas to blacken. They are blackened before all other operations.'
            : `${boxes.length} of ${MAX_REDACTIONS} boxes. Delete removes the focused one.`
        }
      >
        <button type="button" class="button compact" disabled={full} onClick={() => add(small(room))}>
          Add a box
        </button>
        {boxes.length > 0 && (
          <button type="button" class="button compact" onClick={() => setBoxes([])}>
            Remove all
          </button>
        )}
      </LayerBar>
    </>
  )
}
