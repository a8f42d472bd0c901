/** Milliseconds between two updates during a drag: long enough for a render to finish. */
const UPDATE_MS = 250

/** Limits how often values are passed to a function. */
export interface Throttle<T> {
  /** Passes the newest value on: at once, or after the interval since the last update. */
  readonly push: (value: T) => void
  /** Passes a waiting value on at once, without waiting for the end of the interval. */
  readonly flush: () => void
}

/**
 * Returns a throttle that calls `update` at most every 250 ms. The last value is always passed on.
 */
export function throttle<T>(update: (value: T) => void): Throttle<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting: { readonly value: T } | undefined
  const flush = () => {
    const next = waiting
    waiting = undefined
    if (next) update(next.value)
  }
  const tick = () => {
    timer = waiting ? setTimeout(tick, UPDATE_MS) : undefined
    flush()
  }
  return {
    push: (value) => {
      waiting = { value }
      if (timer === undefined) tick()
    },
    flush,
  }
}
