import { Failure } from '../../errors.ts'

/** Time limits for an origin, in milliseconds. */
export interface Timeouts {
  /** For its response, redirects included, and then for each piece of the body. */
  readonly timeout: number
  /** For the whole of one source; only the time spent waiting for it counts. */
  readonly totalTimeout: number
}

/** The clock of one exchange with an origin. */
export interface Deadline {
  /** Fires when the time is up, and when the caller aborts. */
  readonly signal: AbortSignal
  /**
   * Runs one step against the clock. Throws `Failure` origin-timeout when the time is up, bad-origin for other errors of
   * the network, and the caller's reason when the caller has aborted. A step that ignores `signal` goes on by itself.
   */
  run<T>(step: () => Promise<T>): Promise<T>
}

const MIN_TICKS = 10
/** Shorter waits do not count: 64 KB in each of them is progress. */
const MAX_TICK_MS = 100
const MAX_REPEATS = 10

/**
 * Counts ticks of a timer instead of reading a clock. Requests share an event loop: while one computes, the timers of the
 * others fire late, together with data that arrived in time. Each tick starts when the one before has fired and counts
 * the same if it is late, so that the origin is not charged for the time in which the loop was blocked. `Date.now()`
 * cannot measure that time, since in production it does not advance during computation. It advances between timers, which
 * shows that the last tick is late: then the tick is repeated, so that data which has arrived is read first.
 *
 * A timer is always set while a step runs: workerd ends a request that waits without one.
 */
export function deadline({ timeout, totalTimeout }: Timeouts, caller: AbortSignal): Deadline {
  const tick = Math.min(Math.ceil(timeout / MIN_TICKS), MAX_TICK_MS)
  const late = new AbortController()
  const signal = AbortSignal.any([caller, late.signal])
  let total = 0

  function exceeded(waited: number): string | undefined {
    if (waited >= timeout) return `no progress within ${timeout} ms`
    return total >= totalTimeout ? `not complete within ${totalTimeout} ms` : undefined
  }

  /** Starts the clock for a step; returns the function that stops it. */
  function watch(): () => void {
    let waited = 0
    let repeats = MAX_REPEATS
    let timer: ReturnType<typeof setTimeout>
    function next(): void {
      const set = Date.now()
      timer = setTimeout(() => {
        waited += tick
        total += tick
        const reason = exceeded(waited)
        const lateBy = Date.now() - set - tick
        if (reason === undefined || (lateBy >= tick && repeats-- > 0)) next()
        else late.abort(new Failure('origin-timeout', undefined, reason, { source: 'unavailable' }))
      }, tick)
    }
    next()
    return () => clearTimeout(timer)
  }

  return {
    signal,
    async run(step) {
      signal.throwIfAborted()
      const { promise: ended, reject } = Promise.withResolvers<never>()
      const end = () => reject(signal.reason)
      signal.addEventListener('abort', end)
      const stop = watch()
      try {
        return await Promise.race([step(), ended])
      } catch (error) {
        if (signal.aborted) throw signal.reason
        if (error instanceof Failure) throw error
        throw new Failure('bad-origin', undefined, `network: ${error}`, { source: 'unavailable' })
      } finally {
        stop()
        signal.removeEventListener('abort', end)
      }
    },
  }
}
