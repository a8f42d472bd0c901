import { errorMessage, Failure, readFailure } from '../../errors.ts'

/** Time limits for an origin, in milliseconds. */
export interface Timeouts {
  /**
   * Time limit until the response arrives, redirects included. The same limit applies again to each
   * 64 KB of the body.
   */
  readonly timeout: number
  /**
   * Time limit for reading one source completely. Only time spent waiting for the source counts.
   */
  readonly totalTimeout: number
}

/** Clock for one request to an origin and for reading its body. */
export interface Deadline {
  /** Aborts when the time is up or when the caller aborts. */
  readonly signal: AbortSignal
  /**
   * Runs one step, such as a read, against the clock. If a step ignores `signal`, it continues in
   * the background after an error.
   * @throws Failure origin-timeout: the time is up; bad-origin: another error of the network. If
   *   the caller has aborted, its own reason is thrown.
   */
  run<T>(step: () => Promise<T>): Promise<T>
}

const MIN_TICKS = 10
/**
 * Maximum milliseconds in a tick, the clock's unit. Waiting for less than a tick does not count, so
 * an origin that delivers 64 KB within each tick is never charged.
 */
const MAX_TICK_MS = 100
const MAX_REPEATS = 10

/**
 * Starts a clock that counts timer ticks instead of reading the time. Requests share an event loop:
 * while one computes, the others' timers fire late, together with data that arrived in time. Each
 * tick starts after the previous one has fired, and a late tick counts no more than a punctual one.
 * An origin is therefore not charged while the loop is blocked.
 *
 * `Date.now()` cannot measure the blocked time, because in production it does not advance during
 * computation. It does advance between timers, which reveals that the last tick is late. That tick
 * is then repeated, so that data which has already arrived is read first.
 *
 * A timer is always set while a step runs, because workerd ends a request that waits without one.
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

  /** Starts to count a step's time. Returns the function that stops the count. */
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
      let end = () => {}
      // `Promise.withResolvers` is missing in Node 20, where the command `explain` runs this.
      const ended = new Promise<never>((_, reject) => {
        end = () => reject(signal.reason)
      })
      signal.addEventListener('abort', end)
      const stop = watch()
      try {
        return await Promise.race([step(), ended])
      } catch (error) {
        if (signal.aborted) throw signal.reason
        const failure = readFailure(error)
        if (failure) throw failure
        throw new Failure('bad-origin', undefined, `network: ${errorMessage(error)}`, {
          source: 'unavailable',
        })
      } finally {
        stop()
        signal.removeEventListener('abort', end)
      }
    },
  }
}
