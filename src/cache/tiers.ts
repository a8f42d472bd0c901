import type { IsolateMemory } from '../isolate/admission.ts'
import { startHeartbeat } from '../isolate/heartbeat.ts'
import { cacheApi } from './cache-api.ts'
import type { Derivative } from './derivative.ts'
import { isHeld, type OpenTier, type Tier } from './tier.ts'

/** In the order of look-up: the nearest first. */
const TIERS: readonly OpenTier[] = [cacheApi]

/** All tiers as one cache. It never fails: a tier that does counts as empty, and the log has its error. */
export interface TieredCache {
  /**
   * The derivative of the first tier that has a fresh one. Later tiers are not asked, and nearer ones are not filled.
   * @param now Unix time in seconds
   */
  get(key: string, now: number): Promise<Derivative | undefined>
  /**
   * Puts a derivative into every tier, unless it is a stream or stale.
   * @param now Unix time in seconds
   */
  put(key: string, derivative: Derivative, now: number): Promise<void>
}

/** The tiers that this deployment has. */
export function openTiers(env: Readonly<Record<string, unknown>>): readonly Tier[] {
  return TIERS.map((open) => open(env)).filter((tier) => tier !== undefined)
}

async function attempt<T>(operation: string, run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    console.warn(`${operation} failed`, error)
    return undefined
  }
}

/** @param memory counts the copy that the platform makes of a body for each tier that it is put into */
export function tieredCache(tiers: readonly Tier[], memory: Pick<IsolateMemory, 'count'>): TieredCache {
  return {
    async get(key, now) {
      for (const tier of tiers) {
        const derivative = await attempt(`${tier.name}: get`, () => tier.get(key))
        if (derivative && derivative.until > now) return derivative
        if (derivative?.body instanceof ReadableStream) derivative.body.cancel().catch(() => undefined)
      }
      return undefined
    },
    async put(key, derivative, now) {
      if (!isHeld(derivative) || derivative.until <= now) return
      const { heartbeat, stop } = startHeartbeat()
      const puts = tiers.map(async (tier) => {
        const release = memory.count(derivative.body.length, heartbeat)
        await attempt(`${tier.name}: put`, () => tier.put(key, derivative, now))
        release()
      })
      await Promise.all(puts)
      stop()
    },
  }
}
