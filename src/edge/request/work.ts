import { HEADER_READ } from '../../engine/formats/read-header.ts'
import { isolateMemory } from '../../engine/memory/admission.ts'
import { poolUse } from '../../engine/memory/pool.ts'
import { formatIntent } from '../../signing/url/intent.ts'
import { cacheKey, cacheTags } from '../cache/key.ts'
import { type Obtained, obtain, sharedWork } from '../cache/obtain.ts'
import { openTiers, tieredCache } from '../cache/tiers.ts'
import type { Config, Zone } from '../config.ts'
import { concurrencyLimit } from '../isolate/concurrency-limit.ts'
import { rareFaults } from '../log/fault.ts'
import { isolateMetrics } from '../log/isolate-metrics.ts'
import type { RequestLog } from '../log/request-log.ts'
import { overlayBytes } from '../overlay/layers.ts'
import { type Bindings, sourceRules } from '../source/kind.ts'
import { configuredSource } from '../source/kinds.ts'
import { namesOf, requestedOverlays } from '../source/overlay.ts'
import { type DerivativeRequest, derive } from './derive.ts'
import { refresh } from './refresh.ts'
import type { Wanted } from './wanted.ts'

/** State that all requests of an isolate share. */
export const concurrency = concurrencyLimit()
export const memory = isolateMemory(() => concurrency.active() * HEADER_READ + overlayBytes())
export const metrics = isolateMetrics(() => ({
  slots: concurrency.use(),
  memory: memory.use(),
  pool: poolUse(),
}))
const shared = sharedWork()
const logFault = rareFaults()

/** Image whose sources are known, but not yet read. */
export interface Located extends Pick<DerivativeRequest, 'open' | 'overlays' | 'path' | 'key' | 'intent'> {
  readonly zone: Zone
  /** Name of the origin. Requests with the same origin share a concurrency limit. */
  readonly origin: string
  readonly tags: readonly string[]
}

/**
 * Finds the sources of an image, and the key by which it is cached.
 * @throws Failure not-found, bad-parameter
 */
export function locate(
  { zone, wire, path, intent }: Wanted,
  { limits, development }: Config,
  env: Bindings,
): Located {
  const rules = sourceRules(limits, new URL(wire.origin).host, development)
  const { nameOf, open, origin } = configuredSource(zone, env, rules)
  const overlays = requestedOverlays(intent, zone, env, rules)
  const names = [nameOf(path), ...namesOf(overlays)]
  const key = cacheKey(wire.origin, names, intent && formatIntent(intent), zone)
  return { zone, open, overlays, origin, path, key, intent, tags: cacheTags(zone, wire) }
}

/** Facts and services that a request brings to get an image. */
export interface WorkContext {
  readonly env: Bindings
  readonly config: Config
  readonly log: RequestLog
  /** Unix time in seconds at which the request arrived. */
  readonly now: number
  readonly clientSignal: AbortSignal
  /** `true` if the platform's cache is in front of this code. */
  readonly behindCache: boolean
  readonly keepAlive: (work: Promise<unknown>) => void
}

/**
 * Gets an image from a cache, or makes it.
 * @throws Failure like `obtain`
 */
export async function obtainImage(
  { zone, origin, tags, ...located }: Located,
  { env, config: { limits }, log, now, clientSignal, behindCache, keepAlive }: WorkContext,
): Promise<Obtained> {
  const { key } = located
  const { clock } = log
  const wanted: DerivativeRequest = { ...located, now, maxAge: zone.max_age }
  const cache = tieredCache(openTiers(env, behindCache), { memory, limits, tags, keepAlive, logFault })
  return obtain(key, cache, shared, {
    zone,
    now,
    timing: clock,
    behindCache,
    make: (signal, stale) =>
      concurrency.run(origin, limits, signal, (heartbeat) => {
        const admission = memory.admission(limits, heartbeat, signal, log.plan)
        const context = { limits, memory, admission, timing: clock, signal }
        return stale ? refresh(wanted, stale, context) : derive(wanted, context)
      }),
    clientSignal,
    keepAlive,
  })
}
