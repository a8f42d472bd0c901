/**
 * Shows that a request's context is active. A context can end at any moment without an event: its client resets the
 * connection, or the platform stops what still runs some time after the answer. Every entry of a context in the isolate's
 * shared state has its heartbeat, and entries of ended contexts are dropped.
 */
export interface Heartbeat {
  /** Milliseconds of the last beat. */
  at: number
}

const BEAT_MS = 200
const TIMEOUT_MS = 600

/**
 * Starts a heartbeat in the current context. Its timer also keeps the platform from ending a context that only waits for
 * other contexts as hung.
 * @param onBeat runs with each beat, in the same context
 */
export function startHeartbeat(onBeat?: () => void): { readonly heartbeat: Heartbeat; stop(): void } {
  const heartbeat = { at: Date.now() }
  const timer = setInterval(() => {
    heartbeat.at = Date.now()
    onBeat?.()
  }, BEAT_MS)
  return { heartbeat, stop: () => clearInterval(timer) }
}

/** Finds ended contexts for one that polls. */
export interface Observer {
  /** Waits in the current context; rejects with the signal's reason when it fires. */
  sleep(ms: number): Promise<void>
  /**
   * Whether the context of a heartbeat has ended. No timer fires while code computes, so that afterwards all heartbeats
   * look old: a context has ended only if its beat is still missing after a later timer, this observer's `sleep`, has fired.
   */
  hasEnded(heartbeat: Heartbeat): boolean
}

/** @param signal ends a `sleep`: the observing context has no more reason to wait */
export function observe(signal: AbortSignal): Observer {
  /** Late heartbeats, with the number of sleeps that had ended when they were first seen late. */
  const suspects = new Map<Heartbeat, number>()
  let sleeps = 0

  return {
    async sleep(ms) {
      signal.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const onAbort = () => reject(signal.reason)
      const timer = setTimeout(resolve, ms)
      signal.addEventListener('abort', onAbort)
      try {
        await promise
        sleeps++
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
      }
    },
    hasEnded(heartbeat) {
      if (Date.now() - heartbeat.at <= TIMEOUT_MS) {
        suspects.delete(heartbeat)
        return false
      }
      const since = suspects.get(heartbeat)
      if (since === undefined) suspects.set(heartbeat, sleeps)
      return since !== undefined && sleeps > since
    },
  }
}
