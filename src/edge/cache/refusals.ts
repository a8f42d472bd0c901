import { ERRORS, type Failure } from '../../errors.ts'
import { boundedMap } from '../isolate/bounded-map.ts'

/** Maximum seconds for which a refusal is repeated without asking the source again. */
const REPEATED = 60

/** Maximum number of remembered refusals. Their keys are URLs with up to 16 KB. */
const MAX_KNOWN = 200

/**
 * Refusals that an isolate remembers for up to a minute. Each came after work on an image, for
 * example because a decoder found it damaged. The same request is refused again without that work.
 */
export interface KnownRefusals {
  /**
   * Returns the remembered refusal for a cache key.
   * @param now Unix time in seconds
   */
  find(key: string, now: number): Failure | undefined
  /**
   * Remembers a failure if it is a 422, because another try would fail in the same way.
   * @param maxSeconds maximum seconds for which the failure is remembered: the zone's `revalidate`,
   *   within which a replaced original must be noticed
   */
  add(key: string, failure: Failure, now: number, maxSeconds: number): void
}

/** Creates an empty list for refusals. The oldest refusals are dropped first. */
export function knownRefusals(): KnownRefusals {
  const known = boundedMap<{ readonly failure: Failure; readonly until: number }>({ all: MAX_KNOWN, one: 1 })
  return {
    find(key, now) {
      const found = known.get(key)
      if (!found || now < found.until) return found?.failure
      known.delete(key)
      return undefined
    },
    add(key, failure, now, maxSeconds) {
      if (ERRORS[failure.code].status !== 422) return
      known.set(key, { failure, until: now + Math.min(REPEATED, maxSeconds) })
    },
  }
}
