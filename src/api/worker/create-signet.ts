import { type Instance, type InstanceOptions, openInstance } from '../../edge/instance.ts'
import { announceInstance } from '../../edge/instances.ts'
import { Render } from '../../edge/tiered/render.ts'
import { type Handle, handlerOf } from '../../handler.ts'
import { copyOptions } from './copy-options.ts'
import { ownEnvironment } from './own-environment.ts'

/** Instance of the entrypoint `Render`. */
export interface RenderInstance {
  fetch(request: Request): Promise<Response>
  /** Brand by which the Workers types recognize a `WorkerEntrypoint`. It exists in types only. */
  readonly __WORKER_ENTRYPOINT_BRAND: never
}

/**
 * Class for the entrypoint `Render`, which a tiered cache needs. Export it from the Worker's entry
 * under this name.
 */
export type RenderClass = new (ctx: object, env: object) => RenderInstance

/** Instance of Signet. `fetch` needs no `this`, so it can be passed on. */
export interface Signet {
  /**
   * Answers a request. It never rejects: an error becomes a response, as
   * `application/problem+json`.
   * @param request request as it arrived: the token covers its whole URL path, byte for byte
   * @param env the Worker's environment, with the bindings and secrets
   * @param ctx request context, such as Hono's `c.executionCtx`
   */
  readonly fetch: Handle
  readonly Render: RenderClass
}

function renderFor(instance: Instance): RenderClass {
  class OwnRender extends Render {
    protected override readonly instance = instance
  }
  return publicRender(OwnRender)
}

/**
 * Returns the class with types that need no Workers types. Its own type, `typeof Render`, would be
 * in the package's declarations.
 */
export const publicRender = (own: new (ctx: never, env: never) => object): RenderClass => own as RenderClass

/**
 * Creates a Signet instance for your own Worker.
 * @throws Failure misconfigured: an option or a field of `config` is wrong; the message names it.
 *   Bindings and secrets are checked at the first request
 * @example
 * const signet = createSignet({ base: '/img' })
 * export const { Render } = signet
 * export default {
 *   fetch: (request, env, ctx) =>
 *     new URL(request.url).pathname.startsWith('/img/')
 *       ? signet.fetch(request, env, ctx)
 *       : new Response('Hello'),
 * }
 */
export function createSignet(options: InstanceOptions = {}): Signet {
  const instance = openInstance(copyOptions(options))
  announceInstance(instance.configure)
  return { fetch: handlerOf(instance, ownEnvironment), Render: renderFor(instance) }
}
