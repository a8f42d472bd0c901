import { useEffect } from 'preact/hooks'
import { Gallery } from '../gallery/gallery.tsx'
import { type Tab, Tabs } from '../tabs.tsx'
import { Versus } from '../versus/versus.tsx'
import { view } from '../view.ts'
import { followBefore } from './before.ts'
import { chosenView, RESULT } from './chosen-view.ts'
import { Announcer, Facts } from './facts.tsx'
import { Formats } from './formats.tsx'
import { ProblemNote } from './problem-note.tsx'
import { Result } from './result.tsx'
import { followSource } from './source.ts'
import { SourceEditor } from './source-editor.tsx'

interface PictureTab extends Tab {
  /** `true` if the view shows the result's picture. Only then the facts are shown below. */
  readonly hasResult: boolean
  /** `true` if a refused target's problem is shown below: the view itself does not show it. */
  readonly needsProblem: boolean
}

const TABS: readonly PictureTab[] = [
  { id: RESULT, label: 'Result', Panel: Result, hasResult: true, needsProblem: false },
  { id: 'source', label: 'Source', Panel: SourceEditor, hasResult: true, needsProblem: true },
  { id: 'formats', label: 'Formats', Panel: Formats, hasResult: false, needsProblem: true },
  { id: 'versus', label: 'Compare', Panel: Versus, hasResult: false, needsProblem: false },
  { id: 'recipes', label: 'Recipes', Panel: Gallery, hasResult: false, needsProblem: false },
]

function Below({ hasResult, needsProblem }: PictureTab) {
  const now = view.value
  return (
    <>
      {needsProblem && now.state === 'refused' && <ProblemNote problem={now.problem} />}
      {hasResult && <Facts />}
    </>
  )
}

/**
 * Shows the target's result, the source editor, a format comparison, or the recipes. The result's
 * facts are shown below the views that show its picture.
 */
export function Stage() {
  useEffect(() => {
    const ends = [followBefore(), followSource()]
    return () => {
      for (const end of ends) end()
    }
  }, [])
  const chosen = TABS.find(({ id }) => id === chosenView.value)
  return (
    <div class="stage">
      <Tabs label="Views of the picture" tabs={TABS} chosen={chosenView} />
      {chosen && <Below {...chosen} />}
      <Announcer />
    </div>
  )
}
