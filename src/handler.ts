import { authenticate } from './auth/authenticate.ts'
import { assertClaims } from './auth/claims.ts'
import type { Derivative } from './cache/derivative.ts'
import { singleFlight } from './cache/flight.ts'
import { cacheKey } from './cache/key.ts'
import { openTiers, tieredCache } from './cache/tiers.ts'
import { configure } from './config.ts'
import { Failure } from './errors.ts'
import { negotiate } from './http/accept.ts'
import { health } from './http/health.ts'
import { assertHost } from './http/hosts.ts'
import { preflight, type ResponseContext, refuse, respond } from './http/response.ts'
import { type DerivativeRequest, derive, overlayBytes } from './image/derive.ts'
import { isolateMemory } from './isolate/admission.ts'
import { concurrencyLimit } from './isolate/concurrency-limit.ts'
import { countedBody } from './isolate/send.ts'
import { HEADER_READ } from './source/header.ts'
import { sourceRules } from './source/kind.ts'
import { configuredSource } from './source/kinds.ts'
import { overlaySource } from './source/overlay.ts'
import { timing } from './timing.ts'
import { formatIntent, parseIntent } from './url/intent.ts'
import { parseWire } from './url/wire.ts'
import { findZone } from './url/zones.ts'

export type Env = Readonly<Record<string, unknown>>

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Status of the answer to a client that has left, which nobody sees. */
const CLIENT_GONE = 499

/**
 * Requests that read from an origin and transform at a time. One core does the work; what more of them hide of an origin's
 * latency costs some 3 MB each, for buffers of their connections and pieces. See docs/load.md.
 */
const SLOTS = 16

/** Milliseconds that a request waits for another's transform, whose own waits are bounded. */
const FOLLOW_WAIT = 90_000

/** State that the requests of an isolate share: places, memory, and derivatives in progress. */
const concurrency = concurrencyLimit()
const memory = isolateMemory(() => concurrency.active() * HEADER_READ + overlayBytes())
const flights = singleFlight<Derivative>(FOLLOW_WAIT)

/** The life of a request. Nothing is read, fetched or allocated for it before its signature holds. */
async function answer(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
  const config = await configure(env)
  const { limits, development } = config
  if (!METHODS.has(request.method)) throw new Failure('method-not-allowed')
  const wire = parseWire(request.url)
  if (wire.path === '/health') return health()
  assertHost(wire.origin, config)

  const found = findZone(config.zones, wire.path)
  if (!found) throw new Failure('not-found')
  const { zone, below } = found
  if (request.method === 'OPTIONS') return preflight(zone, request)

  const clock = timing()
  const now = Math.floor(Date.now() / 1000)
  const claims = await clock.stage('auth', () => authenticate(wire, zone.schemes, config.keyring))
  assertClaims(claims, { now, address: request.headers.get('cf-connecting-ip') ?? undefined })
  const parsed = parseIntent(wire, zone.rules)
  const intent = parsed && negotiate(parsed, request.headers.get('accept'))
  const negotiated = parsed?.format === 'auto'
  const download = wire.signed.get('download')
  const send = (bytes: Uint8Array<ArrayBuffer>) => countedBody(bytes, memory)
  const asked: ResponseContext = { request, zone, claims, negotiated, now, download, send }

  const ownHost = new URL(wire.origin).host
  const rules = sourceRules(limits, ownHost, development)
  const { nameOf, open, origin } = configuredSource(zone.source, env, rules)
  const described = intent?.output === 'json'
  const overlay =
    intent?.olurl === undefined || described ? undefined : overlaySource(intent.olurl, zone, env, rules)
  const names = [nameOf(below), ...(overlay ? [overlay.name] : [])]
  const key = cacheKey(wire.origin, names, intent && formatIntent(intent), zone.max_age)
  const finish = (derivative: Derivative, status: string): Response => {
    const response = respond(derivative, asked)
    response.headers.set('cache-status', `signet; ${status}`)
    response.headers.set('server-timing', clock.header())
    return response
  }

  const cache = tieredCache(openTiers(env), memory)
  const hit = await clock.stage('cache', () => cache.get(key))
  if (hit) return finish(hit, 'hit')

  const wanted: DerivativeRequest = { open, overlay, below, key, intent, now, maxAge: zone.max_age }
  const start = (signal: AbortSignal) =>
    concurrency.run(origin, { slots: SLOTS, queue: limits.queue, wait: limits.wait }, signal, (heartbeat) => {
      const admission = memory.admission(limits, heartbeat, signal)
      return derive(wanted, { limits, memory, admission, timing: clock, signal })
    })
  const { value, shared } = await flights(key, {
    start,
    find: () => cache.get(key),
    isShared: ({ body }) => body instanceof Uint8Array,
    gone: request.signal,
    keepAlive: (work) => ctx.waitUntil(work),
  })
  if (!shared) ctx.waitUntil(cache.put(key, value, now))
  const stored = value.body instanceof Uint8Array ? '; stored' : ''
  return finish(value, `fwd=uri-miss${shared ? '; collapsed' : stored}`)
}

/** Anything that is no `Failure` is a defect of ours: the log has it, the client learns nothing of it. */
function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error
  return new Failure(
    'internal',
    undefined,
    error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  )
}

/** Answers a request, whatever happens. */
export async function handle(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
  try {
    return await answer(request, env, ctx)
  } catch (error) {
    // Nobody is there to be answered, and nothing has failed.
    if (request.signal.aborted) return new Response(null, { status: CLIENT_GONE })
    const failure = failureOf(error)
    const response = refuse(failure, env['ENVIRONMENT'] === 'development')
    if (response.status >= 500) console.error(`${failure.code}: ${failure.message}`)
    return response
  }
}
