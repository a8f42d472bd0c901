import type { Limits } from '../limits.ts'
import { type Heartbeat, hasEnded, startHeartbeat } from './heartbeat.ts'
import { type QueueRules, waitingQueue } from './waiting-queue.ts'

interface Slot {
  readonly origin: string
  readonly heartbeat: Heartbeat
}

const SLOTS = 16

/**
 * Additional slots that only origins with less than their share may take. They keep such origins
 * working if a hanging origin has taken all other slots.
 */
const EXTRA_SLOTS = 16

/**
 * Limits the number of requests that fetch and process images at a time. This also limits the bytes
 * that requests read before their memory is planned.
 */
export interface ConcurrencyLimit {
  /**
   * Runs a task as soon as there is a free slot. While requests for other origins wait, an origin
   * gets no more than its share of the slots. Otherwise it may take all slots.
   * @param origin host or bucket that the task reads from
   * @param task called with its context's heartbeat
   * @throws Failure busy, and the signal's reason
   */
  run<T>(
    origin: string,
    limits: Pick<Limits, 'queue' | 'wait'>,
    signal: AbortSignal,
    task: (heartbeat: Heartbeat) => Promise<T>,
  ): Promise<T>
  /** Returns how many slots are in use. */
  active(): number
  /** Returns how many slots are in use by contexts other than those with these heartbeats. */
  activeBeside(heartbeats: ReadonlySet<Heartbeat>): number
  /** Returns how many slots are free, without the additional ones. */
  free(): number
  /** Returns how many requests have a slot, and how many wait for one. */
  use(): { readonly running: number; readonly waiting: number }
}

/**
 * Creates a concurrency limit.
 * @param limit maximum number of requests that run at a time. One core does the work. More requests
 *   only hide the origins' latency, and each takes some 3 MB for connection buffers (docs/load.md)
 */
export function concurrencyLimit(limit = SLOTS): ConcurrencyLimit {
  const slots = new Set<Slot>()
  const queue = waitingQueue<string>()

  /**
   * Returns `true` if a request for the last origin in `origins` may take a slot.
   * @param origins the last entry is the origin that asks for a slot. The entries before it are
   *   origins that are about to take their slots
   */
  function fits(origins: readonly string[]): boolean {
    const own = origins.at(-1) ?? ''
    const others = new Set<string>()
    let taken = 0
    let ownSlots = 0
    function take(origin: string): void {
      taken++
      if (origin === own) ownSlots++
      else others.add(origin)
    }
    for (const { origin } of slots) take(origin)
    for (let index = 0; index < origins.length - 1; index++) take(origins[index] ?? '')
    let othersWait = false
    queue.visit((origin) => {
      if (origin === own) return
      others.add(origin)
      othersWait = true
    })
    const share = Math.max(1, Math.floor(limit / (others.size + 1)))
    if (ownSlots < share) return taken < limit + EXTRA_SLOTS
    return taken < limit && !othersWait
  }

  return {
    async run(origin, { queue: capacity, wait: maxWait }, signal, task) {
      let slot: Slot | undefined
      const { heartbeat, stop } = startHeartbeat(() => slot && slots.add(slot))
      const rules: QueueRules<string> = {
        capacity,
        maxWait,
        maxOvertaken: Number.POSITIVE_INFINITY,
        fits(origins) {
          for (const each of slots) if (hasEnded(each.heartbeat)) slots.delete(each)
          return fits(origins)
        },
        kindOf: (each) => each,
        take() {
          slot = { origin, heartbeat }
          slots.add(slot)
        },
      }
      try {
        await queue.waitFor(origin, rules, signal)
        return await task(heartbeat)
      } finally {
        stop()
        if (slot) slots.delete(slot)
      }
    },
    active: () => slots.size,
    activeBeside(heartbeats) {
      let count = 0
      for (const { heartbeat } of slots) if (!heartbeats.has(heartbeat)) count++
      return count
    },
    free: () => Math.max(0, limit - slots.size),
    use: () => ({ running: slots.size, waiting: queue.length() }),
  }
}
