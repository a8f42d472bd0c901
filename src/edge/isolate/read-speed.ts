/** Milliseconds after which the speed is measured anew. */
const WINDOW_MS = 3000
/** Milliseconds over which it is measured at least. */
const MIN_MS = 2000

/** Speed at which a client reads a body. */
export interface ReadSpeed {
  /** Adds bytes that the client has read. */
  add(bytes: number): void
  /**
   * Returns the speed in bytes per millisecond over the last 2 to 3 s, or over the last 3 s that
   * were measured. Returns `undefined` in the first 2 s.
   */
  latest(): number | undefined
}

/**
 * Starts to measure. The buffers of the connection take the first bytes at once, so the speed since
 * the beginning would hide for long that a client does not read.
 */
export function measureSpeed(): ReadSpeed {
  let start = Date.now()
  let read = 0
  let previous: number | undefined
  return {
    add(bytes) {
      read += bytes
    },
    latest() {
      const elapsed = Date.now() - start
      if (elapsed < MIN_MS) return previous
      const speed = read / elapsed
      if (elapsed >= WINDOW_MS) {
        previous = speed
        start = Date.now()
        read = 0
      }
      return speed
    },
  }
}
