import { assertNotAborted, reasonOf } from '../../abort.ts'
/**
 * Sign that a request's context is active. A context can end at any moment without an event. Its
 * client may reset the connection, or the platform may stop work that still runs some time after
 * the answer. Every entry of a context in the isolate's shared state has the heartbeat of the
 * context. Entries of ended contexts are dropped.
 */
export interface Heartbeat {
  /** Time at which the context last showed that it is active, in milliseconds since 1970. */
  at: number
}

const BEAT_MS = 200
const TIMEOUT_MS = 600

/**
 * Milliseconds without a heartbeat after which memory is taken from its holder. They are more than
 * for other entries, because the request would fail if its context were alive.
 */
export const RECLAIM_MS = 2000

/**
 * Milliseconds without a heartbeat after which buffers of a context are freed. A live context would
 * take a freed buffer for a damaged image, and beats can be late by seconds where other processes
 * keep the cores busy. The platform ends a context at most 30 s after its client has left.
 */
export const FREE_MS = 60_000

/** Heartbeat that was seen late. */
interface Suspect {
  /** The late beat. A heartbeat with a later one is not late any more. */
  readonly at: number
  /** Number of timers that had been set before the heartbeat was seen late. */
  readonly since: number
}

/** Late heartbeats of the isolate. Whichever context sees one first, others may find it ended. */
const suspects = new WeakMap<Heartbeat, Suspect>()

/** Number of timers that contexts of the isolate have set. */
let timersSet = 0

/**
 * Greatest number of a timer that has fired. All timers that were due before it have fired, too.
 */
let lastFired = 0

/** Counts a timer that is being set. Returns the function that its callback must call. */
function noteTimer(): () => void {
  const own = ++timersSet
  return () => {
    lastFired = Math.max(lastFired, own)
  }
}

/**
 * Starts a heartbeat in the current context. A context that only waits for other contexts would be
 * ended by the platform as hung. The timer of the heartbeat prevents this.
 * @param onBeat is called with each beat, in the same context
 */
export function startHeartbeat(onBeat?: () => void): { readonly heartbeat: Heartbeat; stop(): void } {
  const heartbeat = { at: Date.now() }
  let noteFired = noteTimer()
  const timer = setInterval(() => {
    noteFired()
    noteFired = noteTimer()
    heartbeat.at = Date.now()
    onBeat?.()
  }, BEAT_MS)
  return { heartbeat, stop: () => clearInterval(timer) }
}

/** Timer of a context that polls the shared state. */
export interface Observer {
  /**
   * Waits `ms` milliseconds in the current context. Rejects with the signal's reason when the
   * signal fires.
   */
  sleep(ms: number): Promise<void>
}

/**
 * Returns `true` if the context of a heartbeat has ended. No timer fires while code computes, so
 * all heartbeats look old afterwards. A context has therefore ended only if its beat is still
 * missing after a later timer has fired: the beat of any context, or the `sleep` of an observer.
 * @param timeout milliseconds without a beat, at least the default of 600
 */
export function hasEnded(heartbeat: Heartbeat, timeout: number = TIMEOUT_MS): boolean {
  const { at } = heartbeat
  const age = Date.now() - at
  if (age <= TIMEOUT_MS) return false
  const suspect = suspects.get(heartbeat)
  if (suspect?.at !== at) suspects.set(heartbeat, { at, since: timersSet })
  return age > timeout && suspect?.at === at && lastFired > suspect.since
}

/**
 * Creates an observer.
 * @param signal ends a `sleep`, because the observing context has no more reason to wait
 */
export function observe(signal: AbortSignal): Observer {
  return {
    async sleep(ms) {
      assertNotAborted(signal)
      const noteFired = noteTimer()
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', onAbort)
          noteFired()
          resolve()
        }, ms)
        function onAbort(): void {
          clearTimeout(timer)
          reject(reasonOf(signal))
        }
        signal.addEventListener('abort', onAbort, { once: true })
      })
    },
  }
}
