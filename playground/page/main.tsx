import './style/index.css'

import { render } from 'preact'
import { App } from './app.tsx'
import { openCatalog } from './catalog.ts'
import { listenToKeys } from './controls/shortcuts.ts'
import { keepThumbnails } from './controls/thumbnails.ts'
import { forgetErrors } from './controls/uploading.ts'
import { signChanges } from './signed.ts'
import { bindAddress } from './target.ts'
import { renderChanges } from './view.ts'

bindAddress()
signChanges()
renderChanges()
keepThumbnails()
listenToKeys()
forgetErrors()
openCatalog()
render(<App />, document.body)
