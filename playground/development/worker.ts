import html from '../../dist/playground/page.html'
import '../../src/engine/codecs/standard.ts'
import { handle } from '../../src/handler.ts'
import { withPlayground } from './with-playground.ts'

export { Render } from '../../src/edge/tiered/render.ts'

/**
 * The Worker from `src/index.ts` with the playground and with pages that explain refusals in the
 * browser. Only `npm start` serves it.
 */
export default withPlayground({ fetch: handle }, { html, path: '/' })
