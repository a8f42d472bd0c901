import { Address } from './address/address.tsx'
import { Controls } from './controls/controls.tsx'
import { DropZone } from './controls/drop-zone.tsx'
import { Pictures } from './controls/pictures.tsx'
import { Toolbar } from './controls/toolbar.tsx'
import { narrow } from './narrow.ts'
import { Stage } from './stage/stage.tsx'

/**
 * The page: pictures and controls on one side, the result and its URL on the other. On a narrow
 * screen, the result comes first.
 */
export function App() {
  const side = (
    <section key="side" class="side" aria-label="Picture and parameters">
      <Pictures />
      <Controls />
    </section>
  )
  const stage = (
    <section key="stage" class="stage-area" aria-label="Result">
      <Stage />
    </section>
  )
  return (
    <>
      <Toolbar />
      <main class="layout">
        {narrow.value ? [stage, side] : [side, stage]}
        <section key="address" class="address-area" aria-label="URL">
          <Address />
        </section>
      </main>
      <DropZone />
    </>
  )
}
