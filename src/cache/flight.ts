import { Failure } from '../errors.ts'
import { type Heartbeat, observe, startHeartbeat } from '../isolate/heartbeat.ts'
import { busy } from '../isolate/waiting-queue.ts'

/** What a flight brought, and whether another request had started it. */
export interface FlightResult<T> {
  readonly value: T
  readonly shared: boolean
}

/** A run of one request that others may share. */
interface Flight<T> {
  readonly heartbeat: Heartbeat
  /** Of the requests that wait for it. */
  readonly followers: Set<Heartbeat>
  /** Plain data, which any context may read; `alone` where its value cannot be shared. */
  outcome?: { readonly value: T } | { readonly failure: unknown } | 'alone'
}

/** What a request brings to a flight. */
export interface FlightOptions<T> {
  /** Makes the value; stops when the signal fires. */
  readonly start: (signal: AbortSignal) => Promise<T>
  /** Looks whether a leader that has died had finished the value. */
  readonly find: () => Promise<T | undefined>
  /** Whether other contexts can read a value: a stream belongs to one. */
  readonly isShared: (value: T) => boolean
  /** Fires when the request's client has left. */
  readonly gone: AbortSignal
  /** Holds the platform to finishing what others may wait for. */
  readonly keepAlive: (work: Promise<unknown>) => void
}

/** Requests that may wait for one image. */
const MAX_FOLLOWERS = 500

/** Milliseconds without a beat after which a leader that leaves does not wait for a follower. */
const SILENT = 2000

/** Milliseconds between two looks of a follower. */
const LOOK = { first: 15, most: 100 }

/**
 * Lets concurrent requests for one key share one run within an isolate.
 *
 * A follower waits with a timer of its own until the leader has an outcome, and takes over if the leader dies: one of
 * them does, after a look into the cache. When the leader's client leaves, the run goes on for its followers and stops if
 * it has none.
 *
 * @param patience milliseconds that a follower waits at most
 */
export function singleFlight<T>(patience: number) {
  const flights = new Map<string, Flight<T>>()

  function close(key: string, flight: Flight<T>): void {
    if (flights.get(key) === flight) flights.delete(key)
  }

  async function lead(
    key: string,
    { start, isShared, gone, keepAlive }: FlightOptions<T>,
  ): Promise<FlightResult<T>> {
    gone.throwIfAborted()
    const stop = new AbortController()
    // Followers may leave after the leader, and some die without a word.
    const { heartbeat, stop: stopHeartbeat } = startHeartbeat(() => gone.aborted && leave())
    const flight: Flight<T> = { heartbeat, followers: new Set() }
    function leave(): void {
      const oldest = Date.now() - SILENT
      for (const each of flight.followers) if (each.at < oldest) flight.followers.delete(each)
      if (flight.followers.size > 0) return
      // Whoever asks from now on must not share the end of this one.
      close(key, flight)
      stop.abort(gone.reason)
    }
    async function run(): Promise<FlightResult<T>> {
      try {
        const value = await start(stop.signal)
        flight.outcome = isShared(value) ? { value } : 'alone'
        return { value, shared: false }
      } catch (error) {
        if (error instanceof Failure) flight.outcome = { failure: error }
        throw error
      } finally {
        close(key, flight)
        gone.removeEventListener('abort', leave)
        stopHeartbeat()
      }
    }
    flights.set(key, flight)
    gone.addEventListener('abort', leave)
    const landing = run()
    keepAlive(landing.catch(() => undefined))
    return landing
  }

  /** @returns the outcome; `undefined` where the leader has died or left */
  async function follow(key: string, flight: Flight<T>, gone: AbortSignal): Promise<Flight<T>['outcome']> {
    if (flight.followers.size >= MAX_FOLLOWERS)
      throw busy('too many requests wait for this image: try again in a moment')
    const observer = observe(gone)
    const { heartbeat, stop } = startHeartbeat()
    flight.followers.add(heartbeat)
    const last = Date.now() + patience
    try {
      for (let delay = LOOK.first; !flight.outcome; delay = Math.min(2 * delay, LOOK.most)) {
        if (flights.get(key) !== flight) return undefined
        if (observer.isDead(flight.heartbeat)) {
          close(key, flight)
          return undefined
        }
        if (Date.now() > last) throw busy('the image takes long to make: try again in a moment')
        await observer.sleep(delay)
      }
      return flight.outcome
    } finally {
      flight.followers.delete(heartbeat)
      stop()
    }
  }

  return async (key: string, passenger: FlightOptions<T>): Promise<FlightResult<T>> => {
    const { start, find, gone } = passenger
    let hasFollowed = false
    for (let flight = flights.get(key); flight; flight = flights.get(key)) {
      const outcome = await follow(key, flight, gone)
      if (outcome === 'alone') return { value: (await find()) ?? (await start(gone)), shared: false }
      if (outcome && 'failure' in outcome) throw outcome.failure
      if (outcome) return { value: outcome.value, shared: true }
      hasFollowed = true
    }
    const takeOver = async (signal: AbortSignal) => (hasFollowed && (await find())) || start(signal)
    return lead(key, { ...passenger, start: takeOver })
  }
}
