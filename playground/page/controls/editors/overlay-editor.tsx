import { setParameters } from '../../target.ts'
import type { EditorProps } from './editor.ts'
import { TextEditor } from './text-editor.tsx'

/** In a corner and of a fifth of the width. */
const SAMPLE_STAMP = { olurl: '/samples/stamp.svg', olscale: '20', olalign: 'bottomright' }

/** The image to overlay, with one to try. */
export function OverlayEditor(props: EditorProps<'text'>) {
  return (
    <div class="stack tight">
      <TextEditor {...props} />
      <div>
        <button type="button" class="button compact" onClick={() => setParameters(SAMPLE_STAMP)}>
          Sample stamp
        </button>
      </div>
    </div>
  )
}
