/** What a flight brought, and whether another request had started it. */
export interface Landed<T> {
  readonly value: T
  readonly shared: boolean
}

interface Flight<T> {
  readonly landing: Promise<T>
  followers: number
}

/** What a request brings to a flight that it may have to lead. */
export interface Leader<T> {
  /** Makes the value; stops when the signal fires. */
  readonly start: (signal: AbortSignal) => Promise<T>
  /** Fires when the request's client has left. */
  readonly gone: AbortSignal
  /** Holds the platform to finishing what others may wait for. */
  readonly keepAlive: (work: Promise<unknown>) => void
}

/**
 * Lets concurrent requests for one key share one run within an isolate.
 *
 * When the leader's client leaves, the run goes on for its followers and stops if it has none. A follower waits
 * `patience` milliseconds at most, then runs on its own: should the platform have ended the leader's work, its
 * promise never settles.
 */
export function singleFlight<T>(patience: number) {
  const flights = new Map<string, Flight<T>>()

  async function lead(key: string, { start, gone, keepAlive }: Leader<T>): Promise<Landed<T>> {
    const stop = new AbortController()
    function close(): void {
      if (flights.get(key) === flight) flights.delete(key)
    }
    const landing = start(stop.signal).finally(close)
    const flight: Flight<T> = { landing, followers: 0 }
    flights.set(key, flight)
    gone.addEventListener('abort', () => {
      if (flight.followers > 0) return
      // Whoever asks from now on must not share the end of this one.
      close()
      stop.abort()
    })
    keepAlive(landing.catch(() => undefined))
    return { value: await landing, shared: false }
  }

  async function follow(flight: Flight<T>): Promise<Landed<T> | undefined> {
    const { promise: tired, resolve } = Promise.withResolvers<undefined>()
    const timer = setTimeout(() => resolve(undefined), patience)
    flight.followers++
    try {
      return await Promise.race([flight.landing.then((value) => ({ value, shared: true })), tired])
    } finally {
      flight.followers--
      clearTimeout(timer)
    }
  }

  return async (key: string, leader: Leader<T>): Promise<Landed<T>> => {
    const flying = flights.get(key)
    return (flying && (await follow(flying))) ?? lead(key, leader)
  }
}
