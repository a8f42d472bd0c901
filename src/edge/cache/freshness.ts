import type { Derivative } from './derivative.ts'

/**
 * Fields of a zone that determine how long its cached images are served. All times are in seconds.
 */
export interface FreshnessRules {
  readonly revalidate: number
  readonly stale_if_error: number
  /** `true` if originals never change, so that `revalidate` does not apply. */
  readonly immutable: boolean
}

/**
 * Freshness of a cached image. `fresh`: it is served. `aging`: it is served, and revalidated in the
 * background. `stale`: it is revalidated before it is served.
 */
export type Age = 'fresh' | 'aging' | 'stale'

/** Share of a derivative's fresh time, at its end, in which it is revalidated in the background. */
const AGING_SHARE = 1 / 5

/**
 * Maximum age of a derivative in seconds. An older one is made again, even if its sources have not
 * changed.
 */
export const LIFETIME = 30 * 86_400

type Times = Pick<Derivative, 'checked' | 'until'>

/** Returns the Unix time in seconds at which a derivative becomes stale. */
function boundOf({ checked, until }: Times, { revalidate, immutable }: FreshnessRules): number {
  return immutable ? until : Math.min(until, checked + revalidate)
}

/** Returns the Unix time in seconds at which a derivative becomes aging. */
function agingFrom(times: Times, rules: FreshnessRules): number {
  const bound = boundOf(times, rules)
  return bound - (bound - times.checked) * AGING_SHARE
}

/**
 * Returns the freshness of a derivative.
 * @param now Unix time in seconds
 * @example
 * const rules = { revalidate: 300, immutable: false, stale_if_error: 0 }
 * ageOf({ checked: 1000, until: 9000 }, rules, 1240) // 'aging'
 */
export function ageOf(times: Times, rules: FreshnessRules, now: number): Age {
  if (now < agingFrom(times, rules)) return 'fresh'
  return now < boundOf(times, rules) ? 'aging' : 'stale'
}

/** Returns `true` if a stale derivative may be served while its source is unavailable. */
export function mayOutlastError(times: Times, rules: FreshnessRules, now: number): boolean {
  return now < boundOf(times, rules) + rules.stale_if_error
}

/**
 * Returns the `Cache-Control` for a cache that revalidates by itself. The cache serves an image
 * while it is fresh. It serves and revalidates an aging image, and revalidates a stale one first.
 * `s-maxage` is not used, because it would forbid the cache to serve an image while it revalidates
 * it (RFC 9111 4.2.4).
 *
 * @param now Unix time in seconds
 * @example
 * const rules = { revalidate: 300, immutable: false, stale_if_error: 0 }
 * cacheControl({ checked: 1000, until: 9000 }, rules, 1000)
 * // 'public, max-age=240, stale-while-revalidate=60, stale-if-error=0'
 */
export function cacheControl(times: Times, rules: FreshnessRules, now: number): string {
  const left = Math.floor(boundOf(times, rules) - now)
  if (!(left > 0)) return 'no-store'
  const fresh = Math.max(0, Math.ceil(agingFrom(times, rules)) - now)
  return `public, max-age=${fresh}, stale-while-revalidate=${left - fresh}, stale-if-error=0`
}
