import { Failure } from '../errors.ts'

/** How long an origin may take, in milliseconds. */
export interface Timeouts {
  /** For its answer, redirects included, and then for each piece of the body. */
  readonly timeout: number
  /** For all of one source: the time spent waiting for it, and no other. */
  readonly totalTimeout: number
}

/** One exchange with an origin, which must make progress. */
export interface Deadline {
  /** Aborts when time is up, and when the caller gives up. */
  readonly signal: AbortSignal
  /**
   * Runs one step against the clock. Throws `Failure` origin-timeout when time is up and bad-origin for what else the
   * network throws; the caller's own reason when the caller has given up. A step that does not listen to `signal` is
   * left to itself then.
   */
  run<T>(step: () => Promise<T>): Promise<T>
}

/** A deadline has at least so many ticks. */
const TICKS = 10
/** Longest tick, in milliseconds. Shorter waits do not count: 64 KB in each of them is progress. */
const TICK = 100
/** How often the last tick may be repeated. */
const GRACE = 10

/**
 * Counts ticks instead of reading a clock. Requests share an event loop: while one computes, the timers of all others
 * are due late, together with data that came in time. Each tick is set when the one before has fired, and a late one
 * counts like any other, so the time for which the loop was blocked is not the origin's. `Date.now()` could not
 * measure that, since in production it stands still during computing; it does move from timer to timer, and there it
 * tells a late last tick, which is repeated so that data beside it is read first.
 *
 * While a step runs a timer is always set: workerd ends a request that waits without one.
 */
export function deadline({ timeout, totalTimeout }: Timeouts, caller: AbortSignal): Deadline {
  const tick = Math.min(Math.ceil(timeout / TICKS), TICK)
  const late = new AbortController()
  const signal = AbortSignal.any([caller, late.signal])
  let total = 0

  function exceeded(waited: number): string | undefined {
    if (waited >= timeout) return `no progress within ${timeout} ms`
    return total >= totalTimeout ? `not all of it within ${totalTimeout} ms` : undefined
  }

  /** Ends the exchange when a step that begins now takes too long. Returns what stops the clock. */
  function watch(): () => void {
    let waited = 0
    let grace = GRACE
    let timer: ReturnType<typeof setTimeout>
    function next(): void {
      const set = Date.now()
      timer = setTimeout(() => {
        waited += tick
        total += tick
        const reason = exceeded(waited)
        const lateBy = Date.now() - set - tick
        if (reason === undefined || (lateBy >= tick && grace-- > 0)) next()
        else late.abort(new Failure('origin-timeout', undefined, reason))
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
        // Asked of the signal: what an aborted fetch throws differs between runtimes.
        if (signal.aborted) throw signal.reason
        throw error instanceof Failure ? error : new Failure('bad-origin', undefined, `network: ${error}`)
      } finally {
        stop()
        signal.removeEventListener('abort', end)
      }
    },
  }
}
