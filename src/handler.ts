import type { Config } from './edge/config.ts'
import { assertAuthorized } from './edge/gates/authorize.ts'
import { denyList } from './edge/gates/deny-list.ts'
import { rateLimits } from './edge/gates/rate-limits.ts'
import { health } from './edge/http/health.ts'
import { fixedRefusal, preflight, refusalResponse, respond } from './edge/http/response.ts'
import { type Instance, type RequestContext, standard, writeOf } from './edge/instance.ts'
import { countedBody } from './edge/isolate/send.ts'
import { announce } from './edge/log/announce.ts'
import { writeFault } from './edge/log/fault.ts'
import { CLIENT_GONE } from './edge/log/fields.ts'
import { report } from './edge/log/report.ts'
import { openLog, type RequestLog } from './edge/log/request-log.ts'
import { readArguments } from './edge/request/arguments.ts'
import { authorizeFacts } from './edge/request/authorize-facts.ts'
import type { Effects, Given, Progress } from './edge/request/facts.ts'
import { noteFacts } from './edge/request/note-facts.ts'
import { answerRequest } from './edge/request/stages.ts'
import { memory, metrics, obtainImage } from './edge/request/work.ts'
import type { Bindings } from './edge/source/kind.ts'
import { askRender, renderOf } from './edge/tiered/gateway.ts'
import { assertOwnEnvironment } from './edge/tiered/own-environment.ts'
import { isPurge, purge } from './edge/tiered/purge.ts'
import { ownValue } from './engine/options/own.ts'
import { toFailure } from './errors.ts'

const denied = denyList()
const rates = rateLimits()

const addressOf = ({ headers }: Request) => headers.get('cf-connecting-ip')

/** Request, and the instance, bindings and log with which it is answered. */
interface Serving {
  readonly instance: Instance
  /** The Worker's environment, if it can differ from `env`. */
  readonly own?: Bindings | undefined
  readonly request: Request
  readonly env: Bindings
  readonly ctx: RequestContext
  readonly log: RequestLog
}

/**
 * Returns the operations that the stages call and that need the Worker: gates, caches and
 * responses, for one request.
 */
function effectsOf({ instance, request, env, ctx, log }: Serving, config: Config, now: number): Effects {
  const { authorize, scope } = instance
  const keepAlive = (work: Promise<unknown>) => ctx.waitUntil(work)
  const send = (bytes: Uint8Array<ArrayBuffer>) => countedBody(bytes, memory)
  const { signal: clientSignal } = request
  const work = { scope, env, config, log, now, clientSignal, behindCache: false, keepAlive }
  return {
    health,
    preflight: (zone) => preflight(zone, request),
    assertAllowed: (wire) => denied.assertAllowed(wire, env, keepAlive),
    ...(authorize && {
      authorize: (facts) => assertAuthorized(authorize, authorizeFacts(facts, request), clientSignal),
    }),
    assertWithin: (key) => rates.assertWithin(env, key, addressOf(request), config.name),
    obtain: (located) =>
      config.cache.tiered
        ? askRender(located, { request, render: renderOf(ctx), log, now })
        : obtainImage(located, work),
    respond: (derivative, context) =>
      respond(derivative, { ...context, personal: context.personal || !!authorize, request, send }),
  }
}

/** Answers a request: reads the configuration, then runs the stages of `edge/request/stages.ts`. */
async function answer(serving: Serving): Promise<Response> {
  const { instance, own, request, env, ctx, log } = serving
  const config = await instance.configure(env)
  log.settings = config.log
  if (config.name !== '') log.instance = config.name
  config.warnings.forEach(announce)
  if (config.cache.tiered && own) assertOwnEnvironment(env, own, config)
  if (config.cache.tiered && isPurge(request, config))
    return purge(request, { config, env, log, render: renderOf(ctx) })
  const { method, url, headers } = request
  const now = Math.floor(Date.now() / 1000)
  const facts: Given & Progress = {
    method,
    url,
    accept: headers.get('accept'),
    address: addressOf(request) ?? undefined,
    now,
    config,
    env,
    clock: log.clock,
    effects: effectsOf(serving, config, now),
  }
  try {
    return await answerRequest(facts)
  } finally {
    noteFacts(log, facts)
  }
}

async function refuse(error: unknown, { request, env, log }: Serving): Promise<Response> {
  try {
    const clientHasLeft = request.signal.aborted
    if (clientHasLeft) return new Response(null, { status: CLIENT_GONE })
    const failure = await rates.refusalOf(toFailure(error), env, addressOf(request), log.instance)
    log.failure = failure
    return refusalResponse(failure, ownValue(env, 'ENVIRONMENT') === 'development')
  } catch (fault) {
    writeFault('handler', fault)
    return fixedRefusal()
  }
}

/** Answers a request, turns every error into a response, and writes the request to the log. */
export type Handle = (request: Request, env: object, ctx: RequestContext) => Promise<Response>

/**
 * Returns the function that answers an instance's requests.
 * @param ownEnvironment returns the Worker's environment, if a caller can pass another one
 */
export function handlerOf(instance: Instance, ownEnvironment?: () => Bindings): Handle {
  return async (...given) => {
    const { fault, request, env, ctx } = readArguments(...given)
    const serving = { instance, own: ownEnvironment?.(), request, env, ctx, log: openLog(metrics.observe) }
    const { log } = serving
    const answered = fault ? Promise.reject(fault) : answer(serving)
    const response = await answered.catch((error) => refuse(error, serving))
    const write = writeOf(instance, (work) => ctx.waitUntil(work))
    report({ log, request, response }, { env, metrics, ...write })
    return response
  }
}

/** Answers a request to the instance whose configuration is `[vars]`. */
export const handle: Handle = handlerOf(standard)
