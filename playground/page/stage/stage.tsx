import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Tab, Tabs } from '../tabs.tsx'
import { followBefore } from './before.ts'
import { Facts } from './facts.tsx'
import { Formats } from './formats.tsx'
import { Result } from './result.tsx'
import { followSource } from './source.ts'
import { SourceEditor } from './source-editor.tsx'

const RESULT = 'result'

const TABS: readonly Tab[] = [
  { id: RESULT, label: 'Result', Panel: Result },
  { id: 'source', label: 'Source', Panel: SourceEditor },
  { id: 'formats', label: 'Formats', Panel: Formats },
]

const chosen = signal(RESULT)

/**
 * Shows the result of the target, the source editor, or the comparison of formats. The facts of the
 * result are shown below.
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
      <Tabs label="Views of the picture" tabs={TABS} chosen={chosen} />
      <Facts told={chosen.value === RESULT} />
    </div>
  )
}
