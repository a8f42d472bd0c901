import type { OwnBytes } from '../engine/bytes/release.ts'
import type { Limits } from '../limits.ts'
import type { Demand } from './demand.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { OwnedBuffers } from './owned-buffers.ts'
import type { Seat } from './seat.ts'

/** Memory that is reserved until it is released. */
export interface Lease {
  /** Memory for the kernels of the work, one after the other; `undefined` if it needs none. */
  readonly seat: Seat | undefined
  /**
   * Changes the reservation. Returns `false` and changes nothing if the new demand does not fit.
   * @throws Failure over-budget: it would not fit alone either
   */
  resize(demand: Demand): boolean
  /** Releases all memory. Further calls have no effect. */
  release(): void
}

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

/** Bytes in use. All counts are those of the ledger, and leave the JavaScript heap out. */
export interface MemoryUse {
  /** Number of requests that wait for memory. */
  readonly waiting: number
  /** Bytes of all WebAssembly memories that exist. */
  readonly wasm: number
  /** Bytes of all buffers that are reserved or counted. */
  readonly buffers: number
  /** Sum of both. */
  readonly bytes: number
  /** Maximum of the sum since the isolate started, with the constant for the JavaScript heap. */
  readonly peakBytes: number
}

/** Body that is being sent. */
export interface SentBody {
  /**
   * Expected time at which it is sent, in milliseconds since 1970. It is 0 as long as the speed of
   * the client is not known.
   */
  readonly end: number
}

/** Memory of an isolate, which its requests share. */
export interface IsolateMemory extends Pick<OwnedBuffers, 'own' | 'disown'> {
  /**
   * Returns the admission for the request whose context has this heartbeat.
   * @param onLease is called with the size in bytes of each lease, including its foreign codecs
   */
  admission(
    limits: MemoryLimits,
    heartbeat: Heartbeat,
    signal: AbortSignal,
    onLease?: (bytes: number) => void,
  ): Admission
  /**
   * Counts bytes in memory, such as an image while it is sent, until the returned function runs.
   * @param shared identifies the bytes, so that bytes of several contexts count only once. The
   *   count does not keep it from collection
   * @param sending body that the bytes are sent as
   */
  count(bytes: number, heartbeat: Heartbeat, shared?: object, sending?: SentBody): () => void
  /** Returns `true` if a request waits for memory. */
  hasWaiters(): boolean
  /**
   * Returns `true` if a request cannot be served before its wait ends because of bodies that are
   * still being sent then, and if this is the body that takes longest.
   */
  isInTheWay(body: SentBody): boolean
  use(): MemoryUse
}
