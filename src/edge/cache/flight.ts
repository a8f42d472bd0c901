import { sleep } from '../../abort.ts'
import { busy, Failure } from '../../errors.ts'
import { type Heartbeat, hasEnded, startHeartbeat } from '../../isolate/heartbeat.ts'

/**
 * Result of `singleFlight`: the value, and the way in which this request got it. `shared` is `true`
 * if another request made the value.
 */
export interface FlightResult<T> {
  readonly value: T
  readonly shared: boolean
}

interface Flight<T> {
  readonly leader: Heartbeat
  readonly followers: Set<Heartbeat>
  /** `true` if a request has followed, even if its context has ended. */
  isFollowed: boolean
  outcome?: { readonly value: T } | { readonly failure: unknown } | 'unshareable'
}

/** Functions and signals that a request passes to `singleFlight`. */
export interface FlightOptions<T> {
  /** Makes the value. Stops when the signal is aborted. */
  readonly start: (signal: AbortSignal) => Promise<T>
  /**
   * Finds the value in the cache. It is called after a wait for another request, which may have
   * stored the value there and ended.
   */
  readonly find: () => Promise<T | undefined>
  /**
   * Returns `true` if the requests of other contexts can read a value. A stream can be read only in
   * the context that made it.
   */
  readonly isShared: (value: T) => boolean
  /** Called with a value before the requests of other contexts get it. */
  readonly onShare?: (value: T) => void
  /** Aborted when the client of the request leaves. */
  readonly clientSignal: AbortSignal
  /**
   * Keeps the request's context alive until the run has ended, because other requests may wait for
   * the run.
   */
  readonly keepAlive: (work: Promise<unknown>) => void
}

/** Starts a run for a key, or waits for the run that another request has started for this key. */
export interface SingleFlight<T> {
  (key: string, options: FlightOptions<T>): Promise<FlightResult<T>>
  /** Returns `true` if a run for a key is in progress. */
  isRunning(key: string): boolean
}

const MAX_FOLLOWERS = 500

const MAX_WAIT_MS = 90_000

const POLL_MS = { first: 15, max: 100 }

/**
 * Lets concurrent requests for one key share one run within an isolate.
 *
 * The request that starts the run is the leader. The other requests, its followers, poll with their
 * own timers until the leader has an outcome. If the leader ends without one, a follower looks into
 * the cache and then leads. If the leader's client leaves, the run goes on as long as it has
 * followers.
 *
 * @param maxWait maximum milliseconds that a follower waits. It is longer than the time that a run
 *   itself waits: by default up to 20 s for its turn, and up to 20 s for memory
 */
export function singleFlight<T>(maxWait = MAX_WAIT_MS): SingleFlight<T> {
  const flights = new Map<string, Flight<T>>()

  function close(key: string, flight: Flight<T>): void {
    if (flights.get(key) === flight) flights.delete(key)
  }

  async function lead(
    key: string,
    { start, isShared, onShare, clientSignal, keepAlive }: FlightOptions<T>,
  ): Promise<FlightResult<T>> {
    clientSignal.throwIfAborted()
    const stop = new AbortController()
    // The leader's heartbeat calls `stopIfAlone` repeatedly after the leader's client has left. The
    // last follower can leave later than that client, or end without notice.
    const { heartbeat, stop: stopHeartbeat } = startHeartbeat(() => clientSignal.aborted && stopIfAlone())
    const flight: Flight<T> = { leader: heartbeat, followers: new Set(), isFollowed: false }
    function stopIfAlone(): void {
      for (const each of flight.followers) if (hasEnded(each)) flight.followers.delete(each)
      if (flight.followers.size > 0) return
      // The flight is closed first, so that no new request follows a run that is being stopped.
      close(key, flight)
      stop.abort(clientSignal.reason)
    }
    async function run(): Promise<FlightResult<T>> {
      try {
        const value = await start(stop.signal)
        if (flight.isFollowed && isShared(value)) onShare?.(value)
        flight.outcome = isShared(value) ? { value } : 'unshareable'
        return { value, shared: false }
      } catch (error) {
        if (error instanceof Failure) flight.outcome = { failure: error }
        throw error
      } finally {
        close(key, flight)
        clientSignal.removeEventListener('abort', stopIfAlone)
        stopHeartbeat()
      }
    }
    flights.set(key, flight)
    clientSignal.addEventListener('abort', stopIfAlone)
    const running = run()
    keepAlive(running.catch(() => undefined))
    return running
  }

  /**
   * Waits for the outcome of another request's run.
   * @returns the outcome; `undefined` if the leader has ended or was stopped
   */
  async function follow(
    key: string,
    flight: Flight<T>,
    clientSignal: AbortSignal,
  ): Promise<Flight<T>['outcome']> {
    if (flight.followers.size >= MAX_FOLLOWERS) throw busy('too many requests are waiting for this image')
    const { heartbeat, stop } = startHeartbeat()
    flight.followers.add(heartbeat)
    flight.isFollowed = true
    const deadline = Date.now() + maxWait
    try {
      for (let delay = POLL_MS.first; !flight.outcome; delay = Math.min(2 * delay, POLL_MS.max)) {
        if (flights.get(key) !== flight) return undefined
        if (hasEnded(flight.leader)) {
          close(key, flight)
          return undefined
        }
        if (Date.now() > deadline) throw busy('the image takes too long to make')
        await sleep(delay, clientSignal)
      }
      return flight.outcome
    } finally {
      flight.followers.delete(heartbeat)
      stop()
    }
  }

  function isRunning(key: string): boolean {
    const flight = flights.get(key)
    return flight !== undefined && !hasEnded(flight.leader)
  }

  async function fly(key: string, options: FlightOptions<T>): Promise<FlightResult<T>> {
    const { start, find, clientSignal } = options
    let hasFollowed = false
    for (let flight = flights.get(key); flight; flight = flights.get(key)) {
      const outcome = await follow(key, flight, clientSignal)
      if (outcome === 'unshareable')
        return { value: (await find()) ?? (await start(clientSignal)), shared: false }
      if (outcome && 'failure' in outcome) throw outcome.failure
      if (outcome) return { value: outcome.value, shared: true }
      hasFollowed = true
    }
    const findOrStart = async (signal: AbortSignal) => (hasFollowed && (await find())) || start(signal)
    return lead(key, { ...options, start: findOrStart })
  }

  return Object.assign(fly, { isRunning })
}
