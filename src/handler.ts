import { type Config, configure } from './edge/config.ts'
import { denyList } from './edge/gates/deny-list.ts'
import { rateLimits } from './edge/gates/rate-limits.ts'
import { health } from './edge/http/health.ts'
import { preflight, refusalResponse, respond } from './edge/http/response.ts'
import { countedBody } from './edge/isolate/send.ts'
import { announce } from './edge/log/announce.ts'
import { CLIENT_GONE } from './edge/log/fields.ts'
import { report } from './edge/log/report.ts'
import { openLog, type RequestLog } from './edge/log/request-log.ts'
import type { Effects, Given, Progress } from './edge/request/facts.ts'
import { noteFacts } from './edge/request/note-facts.ts'
import { answerRequest } from './edge/request/stages.ts'
import { memory, metrics, obtainImage } from './edge/request/work.ts'
import type { Bindings } from './edge/source/kind.ts'
import { askRender, renderOf } from './edge/tiered/gateway.ts'
import { isPurge, purge } from './edge/tiered/purge.ts'
import { toFailure } from './errors.ts'

const denied = denyList()
const rates = rateLimits()

const addressOf = ({ headers }: Request) => headers.get('cf-connecting-ip')

/** Request, and the configuration, bindings and log with which it is answered. */
interface Serving {
  readonly request: Request
  readonly config: Config
  readonly env: Bindings
  readonly ctx: ExecutionContext
  readonly log: RequestLog
  readonly now: number
}

/**
 * Returns the operations that the stages call and that need the Worker: gates, caches and
 * responses, for one request.
 */
function effectsOf({ request, config, env, ctx, log, now }: Serving): Effects {
  const keepAlive = (work: Promise<unknown>) => ctx.waitUntil(work)
  const send = (bytes: Uint8Array<ArrayBuffer>) => countedBody(bytes, memory)
  const { signal: clientSignal } = request
  return {
    health,
    preflight: (zone) => preflight(zone, request),
    assertAllowed: (wire) => denied.assertAllowed(wire, env, keepAlive),
    assertWithin: (key) => rates.assertWithin(env, key, addressOf(request)),
    obtain: (located) =>
      config.cache.tiered
        ? askRender(located, { request, render: renderOf(ctx), log, now })
        : obtainImage(located, { env, config, log, now, clientSignal, behindCache: false, keepAlive }),
    respond: (derivative, context) => respond(derivative, { ...context, request, send }),
  }
}

/** Answers a request: reads the configuration, then runs the stages of `edge/request/stages.ts`. */
async function answer(
  request: Request,
  env: Bindings,
  ctx: ExecutionContext,
  log: RequestLog,
): Promise<Response> {
  const config = await configure(env)
  log.settings = config.log
  config.warnings.forEach(announce)
  if (config.cache.tiered && isPurge(request))
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
    effects: effectsOf({ request, config, env, ctx, log, now }),
  }
  try {
    return await answerRequest(facts)
  } finally {
    noteFacts(log, facts)
  }
}

async function refuse(error: unknown, request: Request, env: Bindings, log: RequestLog): Promise<Response> {
  const clientHasLeft = request.signal.aborted
  if (clientHasLeft) return new Response(null, { status: CLIENT_GONE })
  const failure = await rates.refusalOf(toFailure(error), env, addressOf(request))
  log.failure = failure
  return refusalResponse(failure, env['ENVIRONMENT'] === 'development')
}

/** Answers a request, turns every error into a response, and writes the request to the log. */
export async function handle(request: Request, env: Bindings, ctx: ExecutionContext): Promise<Response> {
  const log = openLog(metrics.observe)
  const response = await answer(request, env, ctx, log).catch((error) => refuse(error, request, env, log))
  report({ log, request, response }, { env, metrics })
  return response
}
