import { Failure } from '../errors.ts'

/** One exchange with an origin, which must make headway. */
export interface Deadline {
  /** Aborts when a step has run out of time, and when the caller gives up. */
  readonly signal: AbortSignal
  /**
   * Runs one step against the clock; the step must listen to `signal`. Throws `Failure` origin-timeout when time is
   * up and bad-origin for what else the network throws; the caller's own reason when the caller has given up.
   */
  run<T>(step: () => Promise<T>): Promise<T>
}

/** @param timeout milliseconds that each step may take; between steps no clock runs */
export function deadline(timeout: number, caller: AbortSignal): Deadline {
  const late = new AbortController()
  return {
    signal: AbortSignal.any([caller, late.signal]),
    async run(step) {
      const timer = setTimeout(() => late.abort(), timeout)
      try {
        return await step()
      } catch (error) {
        // Asked of the signals: what an aborted fetch throws differs between runtimes.
        if (caller.aborted) throw caller.reason
        if (late.signal.aborted) throw new Failure('origin-timeout')
        throw error instanceof Failure ? error : new Failure('bad-origin', undefined, `network: ${error}`)
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
