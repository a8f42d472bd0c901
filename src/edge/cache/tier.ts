import type { Derivative } from './derivative.ts'

/** A derivative whose bytes are in memory, which any tier can write. */
export interface HeldDerivative extends Derivative {
  readonly body: Uint8Array<ArrayBuffer>
}

/** Whether a derivative's bytes are in memory: a stream can be read by one context only, once. */
export function isHeld(derivative: Derivative): derivative is HeldDerivative {
  return derivative.body instanceof Uint8Array
}

/** Where a derivative is kept, by its name in the log of requests. */
export const TIER_PLACES = ['edge', 'bucket', 'tiered'] as const

export type TierPlace = (typeof TIER_PLACES)[number]

/** A derivative of a cache. */
export interface CachedDerivative extends Derivative {
  readonly tier: TierPlace
}

/**
 * One store of derivatives, such as the Cache API. Its methods may throw or reject: `tieredCache` logs the error, and the
 * image is served without this tier.
 */
export interface Tier {
  /** For lines of the log on its faults. */
  readonly name: string
  readonly place: TierPlace
  /** @returns `undefined` where the tier has no derivative under this key; a stale one may be returned */
  get(key: string): Promise<Derivative | undefined>
  /**
   * Keeps a derivative, for `KEPT_AFTER` at least once it is stale. A tier may ignore one that was made before, and only checked
   * anew.
   * @param now Unix time in seconds, before `derivative.until`
   * @param tags what a cache of the platform may be purged by
   */
  put(key: string, derivative: HeldDerivative, now: number, tags: readonly string[]): Promise<void>
  delete(key: string): Promise<void>
  /**
   * The latest purge of the source of a key, or of a zone, where the tier keeps note of them.
   * @returns Unix time in seconds; 0 for none
   */
  purgedAt?(key: string, zone: string): Promise<number>
}

/** Seconds for which tiers keep a derivative after `until`: its source may say that it has not changed. */
export const KEPT_AFTER = 86_400

/**
 * Opens a tier with the Worker's bindings.
 * @returns `undefined` where the deployment does not have it
 */
export type OpenTier = (env: Readonly<Record<string, unknown>>) => Tier | undefined
