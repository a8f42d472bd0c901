import type { Demand } from './demand.ts'
import type { Lease } from './lease.ts'

/** Admits the work of one request by the memory that it plans to use. */
export interface Admission {
  /**
   * Runs `task` in order of arrival, as soon as its demand fits in addition to all reserved memory.
   * @throws Failure busy (full queue, or too long a wait), over-budget (it would not fit alone)
   */
  admit<T>(demand: Demand, task: (lease: Lease) => Promise<T>): Promise<T>
  /**
   * Waits for a lease like `admit`. A context with a lease must not wait for another, unless its
   * lease is kept (`isKept`).
   */
  acquire(demand: Demand): Promise<Lease>
  /**
   * Reserves memory for bytes that are sent unchanged, without waiting. Slow clients must leave
   * room for work. Returns `undefined` if a request waits for memory, or if all bytes that are sent
   * would take more than a third of the memory that is left for buffers.
   */
  leaseToSend(bytes: number): Lease | undefined
  /** Registers a buffer of the context, which others free if the context ends without an event. */
  own(bytes: Uint8Array): void
  /** Ends all registrations of the context. */
  disownAll(): void
}
