import type { Demand } from './demand.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { SentBody } from './isolate-memory.ts'

/** Demand of the context with a heartbeat. */
export interface Need extends Demand {
  readonly heartbeat: Heartbeat
}

/** Need of a request that waits. */
export interface Waiting extends Need {
  /** Maximum bytes of all memories and buffers, from the limits of the request. */
  readonly memory: number
}

/** Memory of a context that is reserved or counted. */
export interface Allocation extends Need {
  /**
   * `true` if a running task holds the memory. `false` for a response body while it is sent, and
   * for held memory.
   */
  readonly isTask: boolean
  /** Body that the bytes are sent as. */
  readonly sending?: SentBody
  /** Same object for all counts of the same bytes. */
  readonly shared?: object
}

/** Returns the size in bytes of the buffers of allocations. Shared bytes count once. */
export function bytesOf(allocations: Iterable<Allocation>): number {
  const seen = new Set<object>()
  let total = 0
  for (const { bytes, shared } of allocations) {
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
