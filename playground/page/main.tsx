import { render } from 'preact'
import { App } from './app.tsx'
import { loadCatalog } from './catalog.ts'
import { renderChanges } from './rendering.ts'
import { signChanges } from './signed.ts'
import './style/base.css'
import { bindAddress } from './target.ts'

bindAddress()
signChanges()
renderChanges()
loadCatalog()
render(<App />, document.body)
