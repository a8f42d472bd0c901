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
 * Starts a heartbeat in the current context. A context that only waits for other contexts would be
 * ended by the platform as hung. The timer of the heartbeat prevents this.
 * @param onBeat is called with each beat, in the same context
 */
export function startHeartbeat(onBeat?: () => void): { readonly heartbeat: Heartbeat; stop(): void } {
  const heartbeat = { at: Date.now() }
  const timer = setInterval(() => {
    heartbeat.at = Date.now()
    onBeat?.()
  }, BEAT_MS)
  return { heartbeat, stop: () => clearInterval(timer) }
}

/** Observer with which a polling context detects that other contexts have ended. */
export interface Observer {
  /**
   * Waits `ms` milliseconds in the current context. Rejects with the signal's reason when the
   * signal fires.
   */
  sleep(ms: number): Promise<void>
  /**
   * Returns `true` if the context of a heartbeat has ended. No timer fires while code computes, so
   * all heartbeats look old afterwards. A context has therefore ended only if its beat is still
   * missing after a later timer, this observer's `sleep`, has fired.
   * @param timeout milliseconds without a beat, at least the default of 600
   */
  hasEnded(heartbeat: Heartbeat, timeout?: number): boolean
}

/**
 * Creates an observer.
 * @param signal ends a `sleep`, because the observing context has no more reason to wait
 */
export function observe(signal: AbortSignal): Observer {
  /**
   * Map of late heartbeats. The value is the number of sleeps that had ended when the heartbeat was
   * first seen late.
   */
  const suspects = new Map<Heartbeat, number>()
  let sleeps = 0

  return {
    async sleep(ms) {
      assertNotAborted(signal)
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', onAbort)
          resolve()
        }, ms)
        function onAbort(): void {
          clearTimeout(timer)
          reject(reasonOf(signal))
        }
        signal.addEventListener('abort', onAbort, { once: true })
      })
      sleeps++
    },
    hasEnded(heartbeat, timeout = TIMEOUT_MS) {
      const age = Date.now() - heartbeat.at
      if (age <= TIMEOUT_MS) suspects.delete(heartbeat)
      if (age <= timeout) return false
      const since = suspects.get(heartbeat)
      if (since === undefined) suspects.set(heartbeat, sleeps)
      return since !== undefined && sleeps > since
    },
  }
}
