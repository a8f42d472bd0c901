import { setParameters } from '../../target.ts'
import type { EditorProps } from './editor.ts'
import { TextEditor } from './text-editor.tsx'

/** The sample overlay's parameters: 20 % of the width, in a corner. */
const SAMPLE_STAMP = { url: '/samples/stamp.svg', scale: '20', align: 'bottomright' }

/**
 * Returns the sample overlay's parameters for one layer.
 * @param name name of the parameter with the URL, such as `ol2url`
 */
const stampFor = (name: string) =>
  Object.fromEntries(
    Object.entries(SAMPLE_STAMP).map(([option, text]) => [name.replace(/url$/, option), text]),
  )

/** Edits an overlay image's path, with a button that sets a sample overlay. */
export function OverlayEditor(props: EditorProps<'text'>) {
  return (
    <div class="stack tight">
      <TextEditor {...props} />
      <div>
        <button type="button" class="button compact" onClick={() => setParameters(stampFor(props.name))}>
          Sample stamp
        </button>
      </div>
    </div>
  )
}
