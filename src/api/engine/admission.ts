import { concurrency, memory } from '../../isolate/isolate.ts'
import type { Limits } from '../../limits.ts'
import type { Admission } from '../../memory/index.ts'

/** Origin of all calls in the isolate's slots, which it shares with the origins of the Worker. */
const ORIGIN = 'engine'

/**
 * Runs a call in a slot of the isolate, with its admission.
 * @throws Failure busy, and the signal's reason
 */
export const inSlot = <T>(
  limits: Limits,
  signal: AbortSignal,
  call: (admission: Admission) => Promise<T>,
): Promise<T> =>
  concurrency.run(ORIGIN, limits, signal, (heartbeat) => call(memory.admission(limits, heartbeat, signal)))

/** Returns `true` if work on `bytes` has to wait for memory. */
export const mustWait = (bytes: number, limit: number): boolean =>
  memory.hasWaiters() || memory.use().bytes + bytes > limit
