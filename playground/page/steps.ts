/** A state with those before and after it. */
export interface Steps<State> {
  readonly past: readonly State[]
  readonly now: State
  /** What was undone, the nearest first. */
  readonly future: readonly State[]
  /** What changed last and when, in milliseconds; changes that continue it are one step. */
  readonly last?: { readonly what: string; readonly at: number }
}

/** Changes of the same thing within this time are one step. */
const SAME_CHANGE_MS = 700

const MAX_STEPS = 200

/**
 * Adds a step.
 * @param what what changes: quick changes of the same thing are undone at once; empty: a step of its own
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

/** The steps after an undo; the same where nothing is to undo. */
export function stepBack<State>(steps: Steps<State>): Steps<State> {
  const { past, now, future } = steps
  const [previous] = past.slice(-1)
  if (previous === undefined) return steps
  return { past: past.slice(0, -1), now: previous, future: [now, ...future] }
}

/** The steps after a redo: the inverse of `stepBack`. */
export function stepForward<State>(steps: Steps<State>): Steps<State> {
  const { past, now, future } = steps
  const [next, ...rest] = future
  if (next === undefined) return steps
  return { past: [...past, now], now: next, future: rest }
}
