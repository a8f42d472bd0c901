import { signal } from '@preact/signals'
import { Controls } from './controls/controls.tsx'
import { Pictures } from './controls/pictures.tsx'
import { MiniResult } from './mini-result.tsx'
import { narrow } from './narrow.ts'
import { type Tab, Tabs } from './tabs.tsx'

/** Ways to choose parameters. A further way, such as a gallery, is one more row. */
const TABS: readonly Tab[] = [{ id: 'parameters', label: 'Parameters', Panel: Controls }]

const chosen = signal('parameters')

/** Chooses the picture, and the parameters below it. */
export function Side() {
  return (
    <>
      <Pictures />
      <div>
        <Tabs label="Ways to choose parameters" tabs={TABS} chosen={chosen} />
        {narrow.value && <MiniResult />}
      </div>
    </>
  )
}
