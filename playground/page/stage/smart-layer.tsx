import { parameters, setParameters } from '../target.ts'
import type { Extent } from './boxes.ts'
import { KeptPart } from './kept-part.tsx'
import { LayerBar, replacement } from './layer-bar.tsx'
import { missingShapes, ShapeChoice } from './shape-choice.tsx'
import { Surface } from './surface.tsx'

/** Controls for `crop=smart`, with which the server finds the most interesting part. */
export function SmartLayer({ room }: { readonly room: Extent }) {
  const chosen = parameters.value.get('crop') === 'smart'
  if (!chosen && missingShapes().length > 0)
    return (
      <>
        <ShapeChoice />
        <Surface room={room} />
      </>
    )
  return (
    <>
      <Surface room={room}>{chosen && <KeptPart />}</Surface>
      <LayerBar
        hint={chosen ? 'The server keeps the most interesting part.' : `No smart crop now.${replacement()}`}
      >
        {chosen ? (
          <button type="button" class="button compact" onClick={() => setParameters({ crop: undefined })}>
            Remove the crop
          </button>
        ) : (
          <button type="button" class="button compact" onClick={() => setParameters({ crop: 'smart' })}>
            Use smart crop
          </button>
        )}
      </LayerBar>
    </>
  )
}
