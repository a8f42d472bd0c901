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
   * The derivative of the first tier that has one which may be served, else the one that was checked last. Later tiers are not asked, and nearer
   * ones are not filled.
   */
  get(key: string, isServable: (derivative: Derivative) => boolean): Promise<Derivative | undefined>
  /**
   * Puts a derivative into every tier, unless it is a stream or stale.
   * @param now Unix time in seconds
   */
  put(key: string, derivative: Derivative, now: number): Promise<void>
  /** Deletes a derivative in every tier. */
  delete(key: string): Promise<void>
}

/** The tiers that this deployment has. */
export function openTiers(env: Readonly<Record<string, unknown>>): readonly Tier[] {
  return TIERS.map((open) => open(env)).filter((tier) => tier !== undefined)
}

/** Cancels the body of a derivative that is not used. */
export function dropBody({ body }: Derivative): undefined {
  if (body instanceof ReadableStream) body.cancel().catch(() => undefined)
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
    async get(key, isServable) {
      let latest: Derivative | undefined
      for (const tier of tiers) {
        const derivative = await attempt(`${tier.name}: get`, () => tier.get(key))
        if (!derivative) continue
        const isBetter = isServable(derivative) || !latest || derivative.checked > latest.checked
        const other = isBetter ? latest : derivative
        if (other) dropBody(other)
        if (isBetter) latest = derivative
        if (isServable(derivative)) break
      }
      return latest
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
    async delete(key) {
      await Promise.all(tiers.map((tier) => attempt(`${tier.name}: delete`, () => tier.delete(key))))
    },
  }
}
