import { configure } from './edge/config.ts'
import { denyList } from './edge/gates/deny-list.ts'
import { rateLimits } from './edge/gates/rate-limits.ts'
import { cacheStatus } from './edge/http/cache-status.ts'
import { health } from './edge/http/health.ts'
import { assertHost } from './edge/http/hosts.ts'
import { assertMethod } from './edge/http/methods.ts'
import { preflight, refusalResponse, respond } from './edge/http/response.ts'
import { countedBody } from './edge/isolate/send.ts'
import { announce } from './edge/log/announce.ts'
import { CLIENT_GONE } from './edge/log/fields.ts'
import { report } from './edge/log/report.ts'
import { reportModeWarning } from './edge/log/report-mode.ts'
import { openLog, type RequestLog } from './edge/log/request-log.ts'
import { readWanted } from './edge/request/wanted.ts'
import { locate, memory, metrics, obtainImage } from './edge/request/work.ts'
import type { Bindings } from './edge/source/kind.ts'
import { askRender, renderOf } from './edge/tiered/gateway.ts'
import { isPurge, purge } from './edge/tiered/purge.ts'
import { Failure, toFailure } from './errors.ts'
import { admit } from './signing/auth/admit.ts'
import { assertClaims } from './signing/auth/claims.ts'
import { parseWire } from './signing/url/wire.ts'
import { findZone } from './signing/url/zones.ts'

const denied = denyList()
const rates = rateLimits()

const addressOf = ({ headers }: Request) => headers.get('cf-connecting-ip')

/**
 * Answers a request, stage by stage. Nothing is read, fetched or allocated for a request before its
 * signature is verified.
 */
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
  assertMethod(request.method)
  const received = parseWire(request.url)
  log.received = received.path
  if (received.path === '/health') return health()
  assertHost(received.origin, config)
  const found = findZone(config.zones, received.path)
  if (!found) throw new Failure('not-found')
  const { zone } = found
  log.zone = zone.name
  if (zone.mode === 'report') announce(reportModeWarning(zone.name))
  if (request.method === 'OPTIONS') return preflight(zone, request)

  const { clock } = log
  const now = Math.floor(Date.now() / 1000)
  const admitted = await clock.stage('auth', () => admit(received, found, config.zones, zone.keyring, now))
  const { claims, wire } = admitted
  log.admitted = admitted
  assertClaims(claims, { now, address: addressOf(request) ?? undefined })
  await denied.assertAllowed(received, env, (work) => ctx.waitUntil(work))
  const wanted = await readWanted(admitted, zone, config, { accept: request.headers.get('accept'), now })
  const located = locate(wanted, config, env)
  await rates.assertWithin(env, admitted.key, addressOf(request))

  const { derivative, outcome } = config.cache.tiered
    ? await askRender(located, { request, render: renderOf(ctx), log, now })
    : await obtainImage(located, {
        env,
        config,
        log,
        now,
        clientSignal: request.signal,
        behindCache: false,
        keepAlive: (work) => ctx.waitUntil(work),
      })
  log.cache = outcome.hit ? 'hit' : outcome.shared ? 'shared' : 'miss'
  log.tier = outcome.tier
  log.info = derivative.info

  const negotiated = wanted.intent?.format === 'auto'
  const download = wire.signed.get('download')
  const send = (bytes: Uint8Array<ArrayBuffer>) => countedBody(bytes, memory)
  const personal = wanted.intent?.mark?.personal ?? false
  const etag = derivative.etag === undefined ? undefined : await config.tagOf(derivative.etag)
  const response = respond(derivative, {
    request,
    zone,
    claims,
    personal,
    negotiated,
    now,
    download,
    etag,
    send,
  })
  response.headers.set('cache-status', cacheStatus(outcome))
  response.headers.set('server-timing', clock.header())
  return response
}

async function refuse(error: unknown, request: Request, env: Bindings, log: RequestLog): Promise<Response> {
  const clientHasLeft = request.signal.aborted
  if (clientHasLeft) return new Response(null, { status: CLIENT_GONE })
  const failure = await rates.refusalOf(toFailure(error), env, addressOf(request))
  log.failure = failure
  return refusalResponse(failure, env['ENVIRONMENT'] === 'development')
}

/** Answers a request in all cases, and reports it. */
export async function handle(request: Request, env: Bindings, ctx: ExecutionContext): Promise<Response> {
  const log = openLog(metrics.observe)
  const response = await answer(request, env, ctx, log).catch((error) => refuse(error, request, env, log))
  report({ log, request, response }, { env, metrics })
  return response
}
