import type { Derivative } from './derivative.ts'

/** Derivative whose bytes are in memory, so that several tiers can write it. */
export interface BufferedDerivative extends Derivative {
  readonly body: Uint8Array<ArrayBuffer>
}

/**
 * Returns `true` if the bytes of a derivative are in memory. A stream can be read by only one
 * context, and only once.
 */
export function isBuffered(derivative: Derivative): derivative is BufferedDerivative {
  return derivative.body instanceof Uint8Array
}

/** Names of the tiers in the log lines about requests. */
export const TIER_PLACES = ['edge', 'bucket', 'tiered'] as const

export type TierPlace = (typeof TIER_PLACES)[number]

/** Derivative that was found in a cache, and the tier that had it. */
export interface CachedDerivative extends Derivative {
  readonly tier: TierPlace
}

/**
 * One store of derivatives, such as the Cache API. Its methods may throw or reject. `tieredCache`
 * then logs the error, and the image is served without this tier.
 */
export interface Tier {
  /** Name of the tier in log lines about its faults. */
  readonly name: string
  readonly place: TierPlace
  /**
   * Looks up a derivative, which may be stale.
   * @returns `undefined` if the tier has no derivative under this key
   */
  get(key: string): Promise<Derivative | undefined>
  /**
   * Stores a derivative until at least `KEPT_AFTER` seconds after `derivative.until`. A tier may
   * ignore a derivative that was not made again but only revalidated.
   * @param now Unix time in seconds, before `derivative.until`
   * @param tags tags by which a cache of the platform can purge the copy
   */
  put(key: string, derivative: BufferedDerivative, now: number, tags: readonly string[]): Promise<void>
  delete(key: string): Promise<void>
  /**
   * Returns the latest purge time for a zone, or for the original that a cache key names. Only
   * tiers that record purges implement it.
   * @returns Unix time in seconds; 0 if there was none
   */
  purgedAt?(key: string, zone: string): Promise<number>
}

/**
 * Seconds for which tiers keep a derivative after `until`. In this time the derivative becomes
 * fresh again if its source confirms that the file is unchanged. It is also the maximum of a zone's
 * `stale_if_error`.
 */
export const KEPT_AFTER = 86_400

/**
 * Opens a tier with the Worker's bindings.
 * @returns `undefined` if the deployment does not have the tier
 */
export type OpenTier = (env: Readonly<Record<string, unknown>>) => Tier | undefined
