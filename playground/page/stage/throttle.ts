/** Time between two updates while dragging: long enough for a render to end, in milliseconds. */
const UPDATE_MS = 250

/** Passes values on, not too many. */
export interface Throttle<T> {
  /** Passes the newest value on at once, or when the time since the last one is over. */
  readonly push: (value: T) => void
  /** Passes a value that waits on now. */
  readonly flush: () => void
}

/** Passes values on to `update` at most every 250 ms; the last one is never left out. */
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
