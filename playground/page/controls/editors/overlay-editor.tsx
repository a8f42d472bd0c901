import { setParameters } from '../../target.ts'
import type { EditorProps } from './editor.ts'
import { TextEditor } from './text-editor.tsx'

/** In a corner and of a fifth of the width. */
const SAMPLE_STAMP = { url: '/samples/stamp.svg', scale: '20', align: 'bottomright' }

/** @param name such as `ol2url` */
const stampFor = (name: string) =>
  Object.fromEntries(
    Object.entries(SAMPLE_STAMP).map(([option, text]) => [name.replace(/url$/, option), text]),
  )

/** The image to overlay, with one to try. */
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
