import { admit } from './auth/admit.ts'
import { assertClaims } from './auth/claims.ts'
import { openPath } from './auth/encrypted-path.ts'
import { assertPolicy } from './auth/policy.ts'
import { cacheKey, cacheTags } from './cache/key.ts'
import { obtain, sharedWork } from './cache/obtain.ts'
import { openTiers, tieredCache } from './cache/tiers.ts'
import { configure } from './config.ts'
import { Failure, toFailure } from './errors.ts'
import { denyList } from './gates/deny-list.ts'
import { rateLimits } from './gates/rate-limits.ts'
import { negotiate } from './http/accept.ts'
import { cacheStatus } from './http/cache-status.ts'
import { health } from './http/health.ts'
import { assertHost } from './http/hosts.ts'
import { assertMethod } from './http/methods.ts'
import { preflight, refusalResponse, respond } from './http/response.ts'
import { type DerivativeRequest, derive, overlayBytes } from './image/derive.ts'
import { refresh } from './image/refresh.ts'
import { isolateMemory } from './isolate/admission.ts'
import { concurrencyLimit } from './isolate/concurrency-limit.ts'
import { countedBody } from './isolate/send.ts'
import { CLIENT_GONE } from './log/fields.ts'
import { isolateMetrics } from './log/isolate-metrics.ts'
import { report } from './log/report.ts'
import { announceReportMode } from './log/report-mode.ts'
import { openLog, type RequestLog } from './log/request-log.ts'
import { type Bindings, sourceRules } from './source/kind.ts'
import { configuredSource } from './source/kinds.ts'
import { requestedOverlay } from './source/overlay.ts'
import { HEADER_READ } from './source/read-header.ts'
import { formatIntent, parseIntent } from './url/intent.ts'
import { parseWire } from './url/wire.ts'
import { withMandatory } from './url/zone-rules.ts'
import { findZone } from './url/zones.ts'
import { poolUse } from './wasm/pool.ts'

/** State that the requests of an isolate share. */
export const concurrency = concurrencyLimit()
export const memory = isolateMemory(() => concurrency.active() * HEADER_READ + overlayBytes())
const shared = sharedWork()
const denied = denyList()
const rates = rateLimits()
const metrics = isolateMetrics(() => ({ slots: concurrency.use(), memory: memory.use(), pool: poolUse() }))

const addressOf = ({ headers }: Request) => headers.get('cf-connecting-ip')

/** The life of a request. Nothing is read, fetched or allocated for it before its signature is verified. */
async function answer(
  request: Request,
  env: Bindings,
  ctx: ExecutionContext,
  log: RequestLog,
): Promise<Response> {
  const config = await configure(env)
  log.settings = config.log
  const { limits } = config
  assertMethod(request.method)
  const received = parseWire(request.url)
  log.received = received.path
  if (received.path === '/health') return health()
  assertHost(received.origin, config)
  const found = findZone(config.zones, received.path)
  if (!found) throw new Failure('not-found')
  const { zone } = found
  log.zone = zone.name
  if (zone.mode === 'report') announceReportMode(zone.name)
  if (request.method === 'OPTIONS') return preflight(zone, request)

  const { clock } = log
  const now = Math.floor(Date.now() / 1000)
  const admitted = await clock.stage('auth', () => admit(received, found, config.zones, zone.keyring, now))
  const { claims, wire, policy } = admitted
  log.admitted = admitted
  assertClaims(claims, { now, address: addressOf(request) ?? undefined })
  await denied.assertAllowed(received, env)
  const asked = parseIntent(wire, withMandatory(zone.rules, policy?.preset))
  const intent = negotiate(asked, request.headers.get('accept'), policy?.formats)
  const path = await openPath(admitted.path, zone, config.zones, config.keyring.paths)

  const rules = sourceRules(limits, new URL(wire.origin).host, config.development)
  const { nameOf, open, origin } = configuredSource(zone, env, rules)
  const overlay = requestedOverlay(intent, zone, env, rules)
  if (policy) assertPolicy(policy, { wire, intent, path, claims, now })
  const names = [nameOf(path), ...(overlay ? [overlay.name] : [])]
  const key = cacheKey(wire.origin, names, intent && formatIntent(intent), zone)
  await rates.assertWithin(env, admitted.key, addressOf(request))

  const wanted: DerivativeRequest = { open, overlay, path, key, intent, now, maxAge: zone.max_age }
  const keepAlive = (work: Promise<unknown>) => ctx.waitUntil(work)
  const tags = cacheTags(zone, wire)
  const cache = tieredCache(openTiers(env), { memory, limits, tags, keepAlive })
  const { derivative, outcome } = await obtain(key, cache, shared, {
    zone,
    now,
    timing: clock,
    make: (signal, stale) =>
      concurrency.run(origin, limits, signal, (heartbeat) => {
        const admission = memory.admission(limits, heartbeat, signal, log.plan)
        const context = { limits, memory, admission, timing: clock, signal }
        return stale ? refresh(wanted, stale, context) : derive(wanted, context)
      }),
    clientSignal: request.signal,
    keepAlive,
  })
  log.cache = outcome.hit ? 'hit' : outcome.shared ? 'shared' : 'miss'
  log.tier = outcome.tier
  log.info = derivative.info

  const negotiated = intent?.format === 'auto'
  const download = wire.signed.get('download')
  const send = (bytes: Uint8Array<ArrayBuffer>) => countedBody(bytes, memory)
  const response = respond(derivative, { request, zone, claims, negotiated, now, download, send })
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

/** Answers a request, whatever happens, and reports it. */
export async function handle(request: Request, env: Bindings, ctx: ExecutionContext): Promise<Response> {
  const log = openLog(metrics.observe)
  const response = await answer(request, env, ctx, log).catch((error) => refuse(error, request, env, log))
  report({ log, request, response }, { env, metrics })
  return response
}
