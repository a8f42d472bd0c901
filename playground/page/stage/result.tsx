import { useEffect, useState } from 'preact/hooks'
import { catalog } from '../catalog.ts'
import { type Rendered, rendering } from '../rendering.ts'
import { parameters } from '../target.ts'
import { before } from './before.ts'
import { beforeTarget } from './derived-targets.ts'
import { OverlayBox } from './overlay-box.tsx'
import { planning } from './planning.ts'
import { TargetProblem } from './problem-note.tsx'
import { SplitView } from './split-view.tsx'
import { placing } from './zoom.ts'
import { ZoomBar } from './zoom-bar.tsx'

function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function Description({ blob }: { readonly blob: Blob }) {
  const [text, setText] = useState('')
  useEffect(() => {
    blob.text().then(setText)
  }, [blob])
  return (
    <section
      class="description"
      aria-label="Description of the source"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling by keys needs focus
      tabIndex={0}
    >
      <pre>{formatJson(text)}</pre>
    </section>
  )
}

/** Returns `true` if the first overlay can be moved. A repeated or rotated overlay cannot. */
function isMovable(): boolean {
  const overlay = planning.value.plan?.transform?.overlays[0]
  const { value } = parameters
  return overlay !== undefined && value.get('olrepeat') !== '1' && Number(value.get('olrotate') ?? 0) === 0
}

function PlacingSwitch() {
  if (!isMovable()) return null
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={placing.value}
        onChange={({ currentTarget }) => {
          placing.value = currentTarget.checked
        }}
      />
      Move the watermark
    </label>
  )
}

function Picture({ rendered }: { readonly rendered: Rendered }) {
  const { value } = before
  const fits = value !== undefined && value.target === beforeTarget(rendered.target, catalog.value.zones)
  const moving = placing.value && isMovable()
  return (
    <>
      <div class="panel-bar">
        <ZoomBar />
        <PlacingSwitch />
        <span class="quiet remark">
          {fits && value.problem
            ? `Nothing to compare with: ${value.problem.detail ?? value.problem.title}`
            : fits && !moving && 'Before: the same size without this URL’s effects and losses'}
        </span>
      </div>
      <SplitView after={rendered.objectUrl} before={fits && !moving ? value.objectUrl : undefined}>
        {moving && <OverlayBox />}
      </SplitView>
    </>
  )
}

/** Shows the answer for the target: a picture, or the description of its source. */
export function Result() {
  const { rendered, problem, loading } = rendering.value
  return (
    <div class="result" aria-busy={loading}>
      <TargetProblem />
      {rendered ? (
        rendered.type.startsWith('application/json') ? (
          <Description blob={rendered.blob} />
        ) : (
          <Picture rendered={rendered} />
        )
      ) : (
        !problem && <div class="frame empty">Loading the picture …</div>
      )}
    </div>
  )
}
