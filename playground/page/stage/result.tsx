import { useEffect, useState } from 'preact/hooks'
import type { Size } from '../../../src/engine/picture/size.ts'
import { catalog } from '../catalog.ts'
import type { Rendering } from '../rendering.ts'
import { parameters } from '../target.ts'
import { view } from '../view.ts'
import { AnimationSwitch } from './animation-switch.tsx'
import { before } from './before.ts'
import { beforeTarget } from './derived-targets.ts'
import { OverlayBox } from './overlay-box.tsx'
import { ProblemNote } from './problem-note.tsx'
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
      class="frame description"
      aria-label="Description of the source"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling by keys needs focus
      tabIndex={0}
    >
      <pre>{formatJson(text)}</pre>
    </section>
  )
}

/** Returns `true` if the first overlay can be moved. A repeated or rotated overlay cannot. */
function isMovable({ plan }: Rendering): boolean {
  const { value } = parameters
  const overlay = plan?.transform?.overlays[0]
  return overlay !== undefined && value.get('olrepeat') !== '1' && Number(value.get('olrotate') ?? 0) === 0
}

function PlacingSwitch() {
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

function Undecodable({ type }: Pick<Rendering, 'type'>) {
  return (
    <>
      <div class="panel-bar" />
      <div class="frame empty">This browser cannot show {type}</div>
    </>
  )
}

function Picture({ rendering, size }: { readonly rendering: Rendering; readonly size: Size }) {
  const { value } = before
  const fits = value !== undefined && value.target === beforeTarget(rendering.target, catalog.value.zones)
  const isRefused = view.value.state === 'refused'
  const movable = !isRefused && isMovable(rendering)
  const moving = placing.value && movable
  return (
    <>
      <div class="panel-bar">
        <ZoomBar />
        {movable && <PlacingSwitch />}
        {!isRefused && <AnimationSwitch rendering={rendering} />}
        <span class="quiet remark">
          {fits && value.problem
            ? `Nothing to compare with: ${value.problem.detail ?? value.problem.title}`
            : fits && !moving && 'Before: same size, no effects or losses'}
        </span>
      </div>
      <SplitView
        after={rendering.objectUrl}
        size={size}
        before={fits && !moving ? value.objectUrl : undefined}
      >
        {moving && <OverlayBox rendering={rendering} />}
      </SplitView>
    </>
  )
}

function Shown({ rendering }: { readonly rendering: Rendering }) {
  const { type, size } = rendering
  if (!type.startsWith('application/json'))
    return size ? <Picture rendering={rendering} size={size} /> : <Undecodable type={type} />
  return (
    <>
      <div class="panel-bar" />
      <Description blob={rendering.blob} />
    </>
  )
}

/**
 * Shows the newest rendering: a picture, or its source's description. A refused target's problem
 * lies over the last rendering, which is dimmed.
 */
export function Result() {
  const now = view.value
  return (
    <div class="result" data-state={now.state} aria-busy={now.state === 'loading'}>
      {now.last ? (
        <Shown rendering={now.last} />
      ) : (
        <>
          <div class="panel-bar" />
          <div class="frame empty">{now.state === 'loading' && 'Loading the picture …'}</div>
        </>
      )}
      {now.state === 'refused' && (
        <div class="refusal">
          <ProblemNote problem={now.problem} />
          {now.last && <p class="badge">Behind: the last result</p>}
        </div>
      )}
    </div>
  )
}
