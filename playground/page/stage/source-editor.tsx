import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { parameters, setParameters } from '../target.ts'
import type { Extent } from './boxes.ts'
import { CropLayer } from './crop-layer.tsx'
import { FocusLayer } from './focus-layer.tsx'
import { ModeSwitch, mode } from './mode-switch.tsx'
import { Outcome } from './outcome.tsx'
import type { Mode } from './places.ts'
import { followPreview, preview } from './preview.ts'
import { ProblemNote } from './problem-note.tsx'
import { RedactLayer } from './redact-layer.tsx'
import { SmartLayer } from './smart-layer.tsx'
import { source } from './source.ts'

/** Layers over the source by edit mode. `room` is the upright source's size. */
const LAYERS: Readonly<Record<Mode, ComponentType<{ readonly room: Extent }>>> = {
  crop: CropLayer,
  focus: FocusLayer,
  redact: RedactLayer,
  smart: SmartLayer,
}

function TrimNote() {
  if (mode.value !== 'crop' || !parameters.value.has('trim')) return null
  return (
    <p class="quiet">
      Trim runs first: the crop counts from the corner of the trimmed picture.{' '}
      <button type="button" class="button compact" onClick={() => setParameters({ trim: undefined })}>
        Remove trim
      </button>
    </p>
  )
}

/** Shows the upright source, on which the user drags crop, focal point and redactions. */
export function SourceEditor() {
  useEffect(followPreview, [])
  const { objectUrl, problem } = preview.value
  const room = source.value
  const Layer = LAYERS[mode.value]
  return (
    <div class="source-editor">
      <div class="panel-bar">
        <ModeSwitch />
      </div>
      <TrimNote />
      {problem && <ProblemNote problem={problem} />}
      {objectUrl && room ? (
        <>
          <Layer room={room} />
          <Outcome />
        </>
      ) : (
        !problem && <div class="frame empty">Loading the source …</div>
      )}
    </div>
  )
}
