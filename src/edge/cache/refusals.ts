import { ERRORS, type Failure } from '../../errors.ts'

/** Seconds for which a refusal is repeated without another look at the source. */
const REPEATED = 60

/** Keys are URLs of up to 16 KB. */
const MAX_KNOWN = 200

/**
 * Images of an isolate that were refused after work on them, such as a damaged one after a decode. The same request gets the
 * same answer for a minute.
 */
export interface KnownRefusals {
  /** @param now Unix time in seconds */
  find(key: string, now: number): Failure | undefined
  /**
   * Remembers a failure if it is a 422, which another try would repeat.
   * @param most seconds: the bound within which a replaced original shows
   */
  add(key: string, failure: Failure, now: number, most: number): void
}

/** The oldest are dropped first. */
export function knownRefusals(): KnownRefusals {
  const known = new Map<string, { readonly failure: Failure; readonly until: number }>()
  return {
    find(key, now) {
      const found = known.get(key)
      if (!found || now < found.until) return found?.failure
      known.delete(key)
      return undefined
    },
    add(key, failure, now, most) {
      if (ERRORS[failure.code].status !== 422) return
      known.delete(key)
      known.set(key, { failure, until: now + Math.min(REPEATED, most) })
      const [oldest] = known.keys()
      if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest)
    },
  }
}
