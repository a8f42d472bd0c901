import { concurrency, countCache, memory } from '../../isolate/isolate.ts'
import { pool } from '../../memory/index.ts'
import { type Obtained, obtain, scopedWork, sharedWork } from '../cache/obtain.ts'
import { openTiers, tieredCache } from '../cache/tiers.ts'
import type { Config } from '../config.ts'
import { rareFaults } from '../log/fault.ts'
import { isolateMetrics } from '../log/isolate-metrics.ts'
import type { RequestLog } from '../log/request-log.ts'
import { dropOverlays, overlayBytes } from '../overlay/layers.ts'
import type { Bindings } from '../source/kind.ts'
import { type DerivativeRequest, derive } from './derive.ts'
import type { Located } from './facts.ts'
import { refresh } from './refresh.ts'

countCache(overlayBytes, dropOverlays)

/** State that all requests of an isolate share: slots, memory, counters, and runs in progress. */
export { concurrency, memory }
export const metrics = isolateMetrics(() => ({
  slots: concurrency.use(),
  memory: memory.use(),
  pool: pool.use(),
}))
const shared = sharedWork()
const logFault = rareFaults()

/** Services and properties of a request that `obtainImage` needs to get an image. */
export interface WorkContext {
  /** `scope` of the instance. */
  readonly scope: string
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
  { zone, source, overlays, path, key, intent, tags }: Located,
  { scope, env, config: { limits }, log, now, clientSignal, behindCache, keepAlive }: WorkContext,
): Promise<Obtained> {
  const { clock } = log
  const { open, origin } = source
  const maxAge = zone.max_age
  const wanted: DerivativeRequest = { scope, open, overlays, path, key, intent, now, maxAge }
  const cache = tieredCache(openTiers(env, behindCache), { memory, limits, tags, keepAlive, logFault })
  return obtain(key, cache, scopedWork(shared, scope), {
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
