import { Address } from './address/address.tsx'
import { UrlBar } from './address/url-bar.tsx'
import { DropZone } from './controls/drop-zone.tsx'
import { Toolbar } from './controls/toolbar.tsx'
import { narrow } from './narrow.ts'
import { Side } from './side.tsx'
import { RESULT_ID, SkipLink } from './skip-link.tsx'
import { Stage } from './stage/stage.tsx'

/**
 * The page: pictures and controls on one side, the signed URL and the result on the other. On a
 * narrow screen, URL and result come first.
 */
export function App() {
  const side = (
    <section key="side" class="side" aria-label="Picture and parameters">
      <Side />
    </section>
  )
  const link = (
    <section key="link" class="link-area" aria-label="Signed URL">
      <UrlBar />
    </section>
  )
  const stage = (
    <section key="stage" id={RESULT_ID} class="stage-area" aria-label="Result" tabIndex={-1}>
      <Stage />
    </section>
  )
  return (
    <>
      <SkipLink />
      <Toolbar />
      <main class="layout">
        {narrow.value ? [link, stage, side] : [side, link, stage]}
        <section key="address" class="address-area" aria-label="URL">
          <Address />
        </section>
      </main>
      <DropZone />
    </>
  )
}
