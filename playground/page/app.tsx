import { Address } from './address/address.tsx'
import { Controls } from './controls/controls.tsx'
import { Pictures } from './controls/pictures.tsx'
import { Toolbar } from './controls/toolbar.tsx'
import { Stage } from './stage/stage.tsx'

/** The page: pictures and controls on the left, the picture on the right, its URL below. */
export function App() {
  return (
    <>
      <Toolbar />
      <main class="layout">
        <section class="side" aria-label="Picture and parameters">
          <Pictures />
          <Controls />
        </section>
        <section class="work" aria-label="Result">
          <Stage />
          <Address />
        </section>
      </main>
    </>
  )
}
