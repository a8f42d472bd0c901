/** Undo history: the current state, and the states before and after it. */
export interface Steps<State> {
  readonly past: readonly State[]
  readonly now: State
  /** Undone states. The first is the state that a redo restores. */
  readonly future: readonly State[]
  /**
   * Subject and time (in milliseconds) of the last change. A quick change of the same subject
   * extends the last step.
   */
  readonly last?: { readonly what: string; readonly at: number }
}

/** Milliseconds within which changes of the same subject belong to one step. */
const SAME_CHANGE_MS = 700

const MAX_STEPS = 200

/**
 * Adds a step to the history.
 * @param what subject of the change. Quick changes of the same subject are undone together. An
 * empty text always makes a separate step.
 * @param at time in milliseconds
 */
export function record<State>(steps: Steps<State>, next: State, what: string, at: number): Steps<State> {
  const { past, now, last } = steps
  if (next === now) return steps
  const continues = what !== '' && what === last?.what && at - last.at < SAME_CHANGE_MS
  return {
    past: continues ? past : [...past, now].slice(-MAX_STEPS),
    now: next,
    future: [],
    last: { what, at },
  }
}

/** Returns the history after an undo, or the same history if there is nothing to undo. */
export function stepBack<State>(steps: Steps<State>): Steps<State> {
  const { past, now, future } = steps
  const [previous] = past.slice(-1)
  if (previous === undefined) return steps
  return { past: past.slice(0, -1), now: previous, future: [now, ...future] }
}

/** Returns the history after a redo, the inverse of `stepBack`. */
export function stepForward<State>(steps: Steps<State>): Steps<State> {
  const { past, now, future } = steps
  const [next, ...rest] = future
  if (next === undefined) return steps
  return { past: [...past, now], now: next, future: rest }
}
