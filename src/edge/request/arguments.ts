import { Failure } from '../../errors.ts'
import type { RequestContext } from '../instance.ts'
import type { Bindings } from '../source/kind.ts'

/** Arguments of `fetch`. */
interface Arguments {
  readonly request: Request
  readonly env: Bindings
  readonly ctx: RequestContext
  /** Failure of a call with missing arguments. Empty arguments then take their place. */
  readonly fault: Failure | undefined
}

const isRequest = (value: unknown): value is Request => typeof Object(value).url === 'string'

const isEnvironment = (value: unknown): value is Bindings => typeof value === 'object' && value !== null

const isContext = (value: unknown): value is RequestContext => typeof Object(value).waitUntil === 'function'

/**
 * Checks the arguments of `fetch`. Routers differ in what they pass to a handler, and JavaScript
 * does not check types. With the arguments that it returns, a refusal can be answered and logged.
 */
export function readArguments(request: unknown, env: unknown, ctx: unknown): Arguments {
  const missing = [
    ...(isRequest(request) ? [] : ['request']),
    ...(isEnvironment(env) ? [] : ['env']),
    ...(isContext(ctx) ? [] : ['ctx']),
  ]
  const reason = `fetch got no ${missing.join(' and no ')}: pass env and ctx, as in signet.fetch(request, env, ctx)`
  return {
    request: isRequest(request) ? request : new Request('https://signet.invalid/'),
    env: isEnvironment(env) ? env : {},
    ctx: isContext(ctx) ? ctx : { waitUntil: () => undefined },
    fault: missing.length > 0 ? new Failure('misconfigured', undefined, reason) : undefined,
  }
}
