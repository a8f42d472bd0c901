import type { Demand } from './demand.ts'
import type { Owner } from './owner.ts'

/** Demand of an owner that waits or is about to be served. */
export interface Need extends Demand {
  readonly owner: Owner
  /** Maximum bytes of all memories and buffers, from the limits of the owner. */
  readonly memory: number
}

/** Body that is being sent. */
export interface SentBody {
  /**
   * Expected time at which it is sent, in milliseconds since 1970. It is 0 as long as the speed of
   * the client is not known.
   */
  readonly end: number
}

/** Memory that is reserved or counted for an owner. */
export interface Reservation extends Demand {
  readonly owner: Owner
  /**
   * `true` if a running task holds the memory. `false` for a response body while it is sent, and
   * for kept memory.
   */
  readonly isTask: boolean
  /** Body that the bytes are sent as. */
  readonly sending?: SentBody
  /** Same object for all counts of the same bytes. */
  readonly shared?: object
}

/** Returns the size in bytes of the reserved buffers. Shared bytes count once. */
export function bytesOf(reservations: Iterable<Reservation>): number {
  const seen = new Set<object>()
  let total = 0
  for (const { bytes, shared } of reservations) {
    if (shared && seen.has(shared)) continue
    if (shared) seen.add(shared)
    total += bytes
  }
  return total
}

/**
 * Creates a function that returns the same key for the same object. A key does not keep its object
 * from collection.
 */
export function sharedKeys(): (shared: object) => object {
  const keys = new WeakMap<object, object>()
  return (shared) => {
    const key = keys.get(shared) ?? {}
    keys.set(shared, key)
    return key
  }
}
