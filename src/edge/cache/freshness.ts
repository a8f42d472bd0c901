import type { Derivative } from './derivative.ts'

/** The part of a zone that says how long its cached images are served. All are seconds. */
export interface FreshnessRules {
  readonly revalidate: number
  readonly stale_if_error: number
  /** Whether originals never change, so that `revalidate` does not apply. */
  readonly immutable: boolean
}

/**
 * `fresh`: served. `aging`: served, and checked in the background. `stale`: checked before it is served.
 */
export type Age = 'fresh' | 'aging' | 'stale'

/** The last part of its time in which a derivative is checked in the background. */
const AGING_SHARE = 1 / 5

/** Seconds after which a derivative is made anew, whatever its sources say. */
export const LIFETIME = 30 * 86_400

type Times = Pick<Derivative, 'checked' | 'until'>

/** Unix time in seconds from which a derivative must be checked before it is served. */
function boundOf({ checked, until }: Times, { revalidate, immutable }: FreshnessRules): number {
  return immutable ? until : Math.min(until, checked + revalidate)
}

/** Unix time in seconds from which a derivative that is served must be checked in the background. */
function agingFrom(times: Times, rules: FreshnessRules): number {
  const bound = boundOf(times, rules)
  return bound - (bound - times.checked) * AGING_SHARE
}

/**
 * @param now Unix time in seconds
 * @example ageOf({ checked: 1000, until: 9000 }, { revalidate: 300, immutable: false, stale_if_error: 0 }, 1240) // 'aging'
 */
export function ageOf(times: Times, rules: FreshnessRules, now: number): Age {
  if (now < agingFrom(times, rules)) return 'fresh'
  return now < boundOf(times, rules) ? 'aging' : 'stale'
}

/** Whether a stale derivative may be served while its source is unavailable. */
export function mayOutlastError(times: Times, rules: FreshnessRules, now: number): boolean {
  return now < boundOf(times, rules) + rules.stale_if_error
}

/**
 * The `Cache-Control` for a cache that asks again by itself: it serves what it has while that is fresh, serves and asks while
 * it is aging, and asks first after that. Not `s-maxage`, which would forbid it to serve and ask (RFC 9111 4.2.4).
 *
 * @param now Unix time in seconds
 * @example cacheControl({ checked: 1000, until: 9000 }, { revalidate: 300, immutable: false, stale_if_error: 0 }, 1000)
 *   // 'public, max-age=240, stale-while-revalidate=60, stale-if-error=0'
 */
export function cacheControl(times: Times, rules: FreshnessRules, now: number): string {
  const left = Math.floor(boundOf(times, rules) - now)
  if (!(left > 0)) return 'no-store'
  const fresh = Math.max(0, Math.ceil(agingFrom(times, rules)) - now)
  return `public, max-age=${fresh}, stale-while-revalidate=${left - fresh}, stale-if-error=0`
}
