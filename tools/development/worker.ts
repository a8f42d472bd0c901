import { handle } from '../../src/handler.ts'
import type { Bindings } from '../../src/source/kind.ts'
import { explained } from './page.ts'

/** The Worker of `src/index.ts`, with a page for a browser where it refuses. Only `npm start` serves it. */
export default {
  async fetch(request, env, ctx) {
    return explained(await handle(request, env, ctx), request, env)
  },
} satisfies ExportedHandler<Bindings>
