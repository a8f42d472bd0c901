import { LINES_VARIABLE } from '../../cli/local-server.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'
import { type Page, playground } from '../server/router.ts'
import { explained } from './page.ts'
import { withLine } from './request-line.ts'

type Fetch = (request: Request, env: Bindings, ctx: ExecutionContext) => Promise<Response> | Response

/** A Worker's handlers, as its default export has them. */
type Handlers = Readonly<Record<string, unknown>> & { readonly fetch: Fetch }

/** Class of a Worker whose default export is a `WorkerEntrypoint`. */
type Entrypoint = new (
  ctx: ExecutionContext,
  env: Bindings,
) => { fetch(request: Request): Promise<Response> | Response }

/** Names of the handlers that the platform calls, besides `fetch`. */
const OTHER_HANDLERS = ['scheduled', 'queue', 'email', 'tail', 'tailStream', 'trace', 'test'] as const

interface Site {
  readonly env: Bindings
  readonly page: Page
  readonly own: (request: Request) => Promise<Response> | Response
}

/**
 * Answers with the playground, or else with the Worker, whose refusals get a page. Requests that
 * the Worker answers get a line in the console if the variable asks for it.
 */
async function answer(request: Request, { env, page, own }: Site): Promise<Response> {
  const fetch = async (asked: Request) => own(asked)
  const played = await playground({ request, env, page, fetch })
  if (played) return played
  const hasLine = env[LINES_VARIABLE] !== undefined
  const response = await (hasLine ? withLine(request, () => fetch(request)) : fetch(request))
  return explained(response, request, env, page.path)
}

function entrypoint(own: Entrypoint, page: Page): Entrypoint {
  return class extends own {
    readonly #env: Bindings

    constructor(ctx: ExecutionContext, env: Bindings) {
      super(ctx, env)
      this.#env = env
    }

    override async fetch(request: Request): Promise<Response> {
      return answer(request, { env: this.#env, page, own: (asked) => super.fetch(asked) })
    }
  }
}

function handlers(own: Handlers, page: Page): Handlers {
  const others = OTHER_HANDLERS.flatMap((name) => {
    const handler = own[name]
    // Handlers may be class methods, which need their object.
    return typeof handler === 'function' ? [[name, handler.bind(own)]] : []
  })
  return {
    ...Object.fromEntries(others),
    fetch: (request, env, ctx) => answer(request, { env, page, own: (asked) => own.fetch(asked, env, ctx) }),
  }
}

const isEntrypoint = (own: unknown): own is Entrypoint =>
  typeof own === 'function' && Object(own.prototype).fetch !== undefined

const isHandlers = (own: unknown): own is Handlers => typeof Object(own).fetch === 'function'

/**
 * Answers that the Worker has no handler. A half-written file has none either: an error here would
 * end `wrangler dev`, which does not start again when the file is complete.
 */
const missing: Handlers = {
  fetch: () =>
    new Response('the default export of main in wrangler.toml has no handler fetch\n', { status: 500 }),
}

/**
 * Adds the playground and pages that explain refusals to a Worker. Both answer in development only.
 * All other requests reach the Worker unchanged.
 *
 * @param own default export in the Worker's entry: an object with handlers, or a class
 */
export function withPlayground(own: unknown, page: Page): Handlers | Entrypoint {
  if (isEntrypoint(own)) return entrypoint(own, page)
  return isHandlers(own) ? handlers(own, page) : missing
}
