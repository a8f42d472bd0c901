/**
 * The page's position among its entries in the browser's history. The page stores it in each
 * entry's `history.state`, so that a reload keeps it.
 */
export interface Place {
  /** Number of entries before this one. An undo goes back to them. */
  readonly at: number
  /** `at` in the newest entry. A redo goes forward to it. */
  readonly last: number
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0

/** Reads a place from `history.state`. Returns `undefined` for another page's state. */
export function readPlace(state: unknown): Place | undefined {
  if (typeof state !== 'object' || state === null || !('at' in state) || !('last' in state)) return undefined
  const { at, last } = state
  return isCount(at) && isCount(last) && at <= last ? { at, last } : undefined
}

/** Returns a new entry's place. It removes the entries after the current one. */
export const placeAfter = ({ at }: Place): Place => ({ at: at + 1, last: at + 1 })

/**
 * Returns the place after the browser has moved to another entry.
 * @param state `history.state` from that entry. An entry without a place is new, such as after the
 *   address was edited.
 */
export function placeAt(state: unknown, before: Place): Place {
  const stored = readPlace(state)
  if (!stored) return placeAfter(before)
  return { at: stored.at, last: Math.max(stored.at, before.last) }
}

/** A change's subject and time in milliseconds. */
export interface Change {
  readonly what: string
  readonly at: number
}

/** Milliseconds within which changes to the same subject share an entry, as in a drag. */
const SAME_CHANGE_MS = 700

/**
 * Returns `true` if a change belongs to the same entry as the change before it. A change with an
 * empty subject always has its own entry.
 */
export const isSameChange = (change: Change, before: Change | undefined): boolean =>
  change.what !== '' && change.what === before?.what && change.at - before.at < SAME_CHANGE_MS
