import type { OwnBytes } from '../engine/bytes/release.ts'
import type { Limits } from '../limits.ts'
import type { Demand } from './demand.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { Lease, OnLease } from './lease.ts'
import type { OwnedBuffers } from './owned-buffers.ts'
import type { Reservations } from './reservations.ts'

export type MemoryLimits = Pick<Limits, 'memory' | 'queue' | 'wait'>

/** Admits the work of one request by the memory that it plans to use. */
export interface Admission {
  /**
   * Runs `task` in order of arrival, as soon as its demand fits in addition to all reserved memory.
   * @throws Failure busy (full queue, or too long a wait), over-budget (it would not fit alone)
   */
  admit<T>(demand: Demand, task: (lease: Lease) => Promise<T>): Promise<T>
  /**
   * Waits for a lease like `admit`. A context with a lease must not wait for another, unless its
   * lease is held (`isHeld`).
   */
  acquire(demand: Demand): Promise<Lease>
  /**
   * Reserves memory for bytes that are sent unchanged, without waiting. Slow clients must leave
   * room for work. Returns `undefined` if a request waits for memory, or if all bytes that are sent
   * would take more than a third of the memory that is left for buffers.
   */
  leaseToSend(bytes: number): Lease | undefined
  /** Registers a buffer of the context, which others free if the context ends without an event. */
  readonly own: OwnBytes
  /** Ends all registrations of the context. */
  disownAll(): void
}

/** Memory of an isolate, which its requests share. */
export interface IsolateMemory
  extends Pick<OwnedBuffers, 'own' | 'disown'>,
    Pick<Reservations, 'count' | 'isInTheWay' | 'use'> {
  /**
   * Returns the admission for the request whose context has this heartbeat.
   */
  admission(limits: MemoryLimits, heartbeat: Heartbeat, signal: AbortSignal, onLease?: OnLease): Admission
  /** Returns `true` if a request waits for memory. */
  hasWaiters(): boolean
}
