import page from '../../dist/playground/page.html'
import type { Bindings } from '../../src/edge/source/kind.ts'
import '../../src/engine/codecs/standard.ts'
import { handle } from '../../src/handler.ts'
import { playground } from '../server/router.ts'
import { explained } from './page.ts'

export { Render } from '../../src/edge/tiered/render.ts'

/**
 * The Worker of `src/index.ts` with the playground and with pages that explain refusals in the
 * browser. Only `npm start` serves it.
 */
export default {
  async fetch(request, env, ctx) {
    return (
      (await playground(request, env, ctx, page)) ?? explained(await handle(request, env, ctx), request, env)
    )
  },
} satisfies ExportedHandler<Bindings>
