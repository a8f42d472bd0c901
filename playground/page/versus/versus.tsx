import './versus.css'
import { useEffect } from 'preact/hooks'
import { kindOf } from '../stage/derived-targets.ts'
import { divider, zoom } from '../stage/zoom.ts'
import { ZoomBar } from '../stage/zoom-bar.tsx'
import { parsed, target } from '../target.ts'
import { AvifNote } from './avif-note.tsx'
import { currentFile, currentProblem, followHalves, halves } from './measuring.ts'
import { ARRANGEMENTS, arrangement, Panes } from './panes.tsx'
import { SideBar } from './side-bar.tsx'

function ArrangementSwitch() {
  return (
    <fieldset class="segments" aria-label="Arrangement">
      {ARRANGEMENTS.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={arrangement.value === name}
          onClick={() => {
            arrangement.value = name
          }}
        >
          {name}
        </button>
      ))}
    </fieldset>
  )
}

function Comparison() {
  useEffect(() => {
    const before = zoom.peek()
    const dividerBefore = divider.peek()
    zoom.value = 'fit'
    divider.value = 0.5
    const end = followHalves()
    return () => {
      end()
      zoom.value = before
      divider.value = dividerBefore
    }
  }, [])
  const [left, right] = halves
  const waiting = halves.some((half) => !currentFile(half) && !currentProblem(half))
  return (
    <div class="versus">
      <div class="panel-bar">
        <ZoomBar />
        <ArrangementSwitch />
        <span class="quiet remark" role="status">
          {waiting ? 'Making the pictures …' : 'The arrow keys pan, + and − zoom.'}
        </span>
      </div>
      <div class="side-bars">
        <SideBar half={left} other={right} name="left" />
        <SideBar half={right} other={left} name="right" />
      </div>
      <Panes />
      <AvifNote />
      <p class="quiet small">
        SSIM compares luma with the lossless PNG of the same target, as in the view Formats. An original of
        another size and an animation have none.
      </p>
    </div>
  )
}

/** Compares two encodings of the target at the same place and zoom. */
export function Versus() {
  if (parsed.value.error !== undefined) return <p class="quiet">A malformed URL has nothing to compare.</p>
  if (kindOf(target.value) === 'description')
    return <p class="quiet">A description has no formats to compare.</p>
  return <Comparison />
}
