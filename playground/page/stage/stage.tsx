import { useEffect } from 'preact/hooks'
import { Gallery } from '../gallery/gallery.tsx'
import { type Tab, Tabs } from '../tabs.tsx'
import { Versus } from '../versus/versus.tsx'
import { followBefore } from './before.ts'
import { chosenView, RESULT } from './chosen-view.ts'
import { Facts } from './facts.tsx'
import { Formats } from './formats.tsx'
import { Result } from './result.tsx'
import { followSource } from './source.ts'
import { SourceEditor } from './source-editor.tsx'

const TABS: readonly Tab[] = [
  { id: RESULT, label: 'Result', Panel: Result },
  { id: 'source', label: 'Source', Panel: SourceEditor },
  { id: 'formats', label: 'Formats', Panel: Formats },
  { id: 'versus', label: 'Compare', Panel: Versus },
  { id: 'recipes', label: 'Recipes', Panel: Gallery },
]

/**
 * Shows the result of the target, the source editor, a comparison of formats, or the recipes. The
 * facts of the result are shown below.
 */
export function Stage() {
  useEffect(() => {
    const ends = [followBefore(), followSource()]
    return () => {
      for (const end of ends) end()
    }
  }, [])
  return (
    <div class="stage">
      <Tabs label="Views of the picture" tabs={TABS} chosen={chosenView} />
      <Facts told={chosenView.value === RESULT} />
    </div>
  )
}
