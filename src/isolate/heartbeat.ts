/**
 * A request's context can end at any moment without a word: its client resets the connection, the platform ends what is
 * left of it some time after the answer. What it has entered in the isolate's shared state carries a heartbeat, which a timer
 * of its own renews, and is void some time after that timer has stopped.
 */

/** Sign of life of a context. */
export interface Heartbeat {
  /** Milliseconds of the last beat. */
  at: number
}

/** Milliseconds between two beats. */
const BEAT = 200
/** Milliseconds without a beat after which a context is taken for dead, if another timer bears it out. */
const LAPSE = 600

/**
 * Starts a heartbeat in the current context. Its timer also keeps the platform from taking a context that only waits for
 * others for hung.
 * @param onBeat runs with each beat, in the same context
 */
export function startHeartbeat(onBeat?: () => void): { readonly heartbeat: Heartbeat; stop(): void } {
  const heartbeat = { at: Date.now() }
  const timer = setInterval(() => {
    heartbeat.at = Date.now()
    onBeat?.()
  }, BEAT)
  return { heartbeat, stop: () => clearInterval(timer) }
}

/** A context that waits, and finds out while it does which others have died. */
export interface Observer {
  /** Waits in the current context; rejects with the signal's reason when it fires. */
  sleep(ms: number): Promise<void>
  /**
   * Whether a heartbeat has stopped. While code computes no timer fires, so that all pulses look old after it: a context is
   * dead only if its beat is missing after a later timer, this observer's `sleep`, has fired.
   */
  isDead(heartbeat: Heartbeat): boolean
}

/** @param signal fires when the context has no more reason to wait */
export function observe(signal: AbortSignal): Observer {
  const suspects = new Map<Heartbeat, number>()
  let sleeps = 0

  return {
    async sleep(ms) {
      signal.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const leave = () => reject(signal.reason)
      const timer = setTimeout(resolve, ms)
      signal.addEventListener('abort', leave)
      try {
        await promise
        sleeps++
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', leave)
      }
    },
    isDead(heartbeat) {
      if (Date.now() - heartbeat.at <= LAPSE) {
        suspects.delete(heartbeat)
        return false
      }
      const since = suspects.get(heartbeat)
      if (since === undefined) suspects.set(heartbeat, sleeps)
      return since !== undefined && sleeps > since
    },
  }
}
