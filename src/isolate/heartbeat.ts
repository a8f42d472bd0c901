/**
 * Sign of life of a request's context. A context can end at any moment without notice: its client resets the connection,
 * or the platform stops what still runs some time after the answer. Whatever a context enters in the isolate's shared
 * state carries its heartbeat, and entries of dead contexts are dropped.
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

/** Finds dead contexts on behalf of one that polls. */
export interface Observer {
  /** Waits in the current context; rejects with the signal's reason when it fires. */
  sleep(ms: number): Promise<void>
  /**
   * Whether a heartbeat has stopped. No timer fires while code computes, so that afterwards all heartbeats look old: a
   * context is dead only if its beat is still missing after a later timer, this observer's `sleep`, has fired.
   */
  isDead(heartbeat: Heartbeat): boolean
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
    isDead(heartbeat) {
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
