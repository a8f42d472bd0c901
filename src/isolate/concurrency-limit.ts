import { type Heartbeat, startHeartbeat } from './heartbeat.ts'
import { waitingQueue } from './waiting-queue.ts'

/** A request that has been let in, and reads from an origin. */
interface Slot {
  /** Host or bucket. */
  readonly origin: string
  readonly heartbeat: Heartbeat
}

export interface ConcurrencyRules {
  /** Requests that may be let in at a time. */
  readonly slots: number
  /** Requests that may wait for a place. */
  readonly queue: number
  /** Milliseconds that one waits at most. */
  readonly wait: number
}

/** Further places for origins that hold less than their share, while others, which may hang, have all. */
const EXTRA_SLOTS = 16
/** Lets in so many requests at a time that what each reads before its memory is planned is little in sum. */
export interface ConcurrencyLimit {
  /**
   * Runs a task as soon as there is a place. While requests for other origins wait, an origin gets no more than its
   * share; alone it may have all.
   * @param origin host or bucket
   * @param task is given the heartbeat of its context
   * @throws Failure busy, and the signal's reason
   */
  run<T>(
    origin: string,
    limits: ConcurrencyRules,
    signal: AbortSignal,
    task: (heartbeat: Heartbeat) => Promise<T>,
  ): Promise<T>
  /** How many are taken. */
  active(): number
}

export function concurrencyLimit(): ConcurrencyLimit {
  const taken = new Set<Slot>()
  const outside = waitingQueue<string>()

  function fits(origins: readonly string[], limit: number): boolean {
    const own = origins.at(-1) ?? ''
    const held = [...[...taken].map(({ origin }) => origin), ...origins.slice(0, -1)]
    const others = new Set([...held, ...outside.waiting()])
    others.delete(own)
    const share = Math.max(1, Math.floor(limit / (others.size + 1)))
    const mine = held.filter((origin) => origin === own).length
    if (mine < share) return held.length < limit + EXTRA_SLOTS
    return held.length < limit && outside.waiting().every((origin) => origin === own)
  }

  return {
    async run(origin, { slots: limit, queue, wait: patience }, signal, task) {
      let place: Slot | undefined
      const { heartbeat, stop } = startHeartbeat(() => place && taken.add(place))
      try {
        const gate = {
          capacity: queue,
          patience,
          // Only those of other origins pass, which have their own share.
          maxOvertaken: Number.POSITIVE_INFINITY,
          fits(origins: readonly string[], { isDead }: { isDead(heartbeat: Heartbeat): boolean }) {
            for (const each of taken) if (isDead(each.heartbeat)) taken.delete(each)
            return fits(origins, limit)
          },
          kindOf: (each: string) => each,
          take() {
            place = { origin, heartbeat }
            taken.add(place)
          },
        }
        await outside.pass(origin, gate, signal)
        return await task(heartbeat)
      } finally {
        stop()
        if (place) taken.delete(place)
      }
    },
    active: () => taken.size,
  }
}
