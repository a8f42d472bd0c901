import { type Pulse, startPulse } from './heartbeat.ts'
import { line } from './line.ts'

/** A request that has been let in, and reads from an origin. */
interface Place {
  /** Host or bucket. */
  readonly origin: string
  readonly pulse: Pulse
}

export interface PlaceLimits {
  /** Requests that may be let in at a time. */
  readonly places: number
  /** Requests that may wait for a place. */
  readonly queue: number
  /** Milliseconds that one waits at most. */
  readonly patience: number
}

/** Further places for origins that hold less than their share, while others, which may hang, have all. */
const RESERVED = 16
/** Lets in so many requests at a time that what each reads before its memory is planned is little in sum. */
export interface Places {
  /**
   * Runs a task as soon as there is a place. While requests for other origins wait, an origin gets no more than its
   * share; alone it may have all.
   * @param origin host or bucket
   * @param task is given the pulse of its context
   * @throws Failure busy, and the signal's reason
   */
  enter<T>(
    origin: string,
    limits: PlaceLimits,
    signal: AbortSignal,
    task: (pulse: Pulse) => Promise<T>,
  ): Promise<T>
  /** How many are taken. */
  taken(): number
}

export function places(): Places {
  const taken = new Set<Place>()
  const outside = line<string>()

  function fits(origins: readonly string[], limit: number): boolean {
    const own = origins.at(-1) ?? ''
    const held = [...[...taken].map(({ origin }) => origin), ...origins.slice(0, -1)]
    const others = new Set([...held, ...outside.waiting()])
    others.delete(own)
    const share = Math.max(1, Math.floor(limit / (others.size + 1)))
    const mine = held.filter((origin) => origin === own).length
    if (mine < share) return held.length < limit + RESERVED
    return held.length < limit && outside.waiting().every((origin) => origin === own)
  }

  return {
    async enter(origin, { places: limit, queue, patience }, signal, task) {
      let place: Place | undefined
      const { pulse, stop } = startPulse(() => place && taken.add(place))
      try {
        const gate = {
          capacity: queue,
          patience,
          // Only those of other origins pass, which have their own share.
          maxOvertaken: Number.POSITIVE_INFINITY,
          fits(origins: readonly string[], { isDead }: { isDead(pulse: Pulse): boolean }) {
            for (const each of taken) if (isDead(each.pulse)) taken.delete(each)
            return fits(origins, limit)
          },
          kindOf: (each: string) => each,
          take() {
            place = { origin, pulse }
            taken.add(place)
          },
        }
        await outside.pass(origin, gate, signal)
        return await task(pulse)
      } finally {
        stop()
        if (place) taken.delete(place)
      }
    },
    taken: () => taken.size,
  }
}
