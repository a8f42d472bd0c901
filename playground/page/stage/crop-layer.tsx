import { signal } from '@preact/signals'
import { parameters, setParameters } from '../target.ts'
import { BoxEditor } from './box-editor.tsx'
import { type Box, CORNERS, type Extent, HANDLES, resizeBox, scaleBox } from './boxes.ts'
import { Drawing } from './drawing.tsx'
import { LayerBar, replacement } from './layer-bar.tsx'
import { cropRectangle, formatCrop } from './places.ts'
import { Surface } from './surface.tsx'

/** `true` while a drag on a corner keeps the box's aspect ratio. */
const keepsRatio = signal(false)

const setCrop = (box: Box) => setParameters({ crop: formatCrop(box) })
const removeCrop = () => setParameters({ crop: undefined })

/** Returns a centered box with 80 % of the width and height. */
function middle({ width, height }: Extent): Box {
  const inner = { width: Math.ceil(width * 0.8), height: Math.ceil(height * 0.8) }
  return { x: Math.floor(width * 0.1), y: Math.floor(height * 0.1), ...inner }
}

/** Edits the rectangle that `crop` keeps. */
export function CropLayer({ room }: { readonly room: Extent }) {
  const box = cropRectangle(parameters.value.get('crop'), room)
  return (
    <>
      <Surface room={room}>
        <Drawing room={room} kind="crop" onDraw={setCrop} />
        {box && (
          <BoxEditor
            label="Crop"
            kind="crop"
            box={box}
            room={room}
            handles={keepsRatio.value ? CORNERS : HANDLES}
            resize={keepsRatio.value ? scaleBox : resizeBox}
            onChange={setCrop}
            onDelete={removeCrop}
          />
        )}
      </Surface>
      <LayerBar hint={box ? `crop=${formatCrop(box)}` : `Drag a rectangle to keep.${replacement()}`}>
        {box ? (
          <>
            <label class="check">
              <input
                type="checkbox"
                checked={keepsRatio.value}
                onChange={({ currentTarget }) => {
                  keepsRatio.value = currentTarget.checked
                }}
              />
              Lock ratio
            </label>
            <button type="button" class="button compact" onClick={removeCrop}>
              Remove the crop
            </button>
          </>
        ) : (
          <button type="button" class="button compact" onClick={() => setCrop(middle(room))}>
            Add a crop
          </button>
        )}
      </LayerBar>
    </>
  )
}
