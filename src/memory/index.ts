/**
 * Memory of an isolate. `reservations` keeps WebAssembly memories and buffers below a limit; an
 * admission decides who takes them next. The other functions are for work inside a lease, and for
 * plans, which count the bytes that work will take.
 */

export type { Admission } from './admission.ts'
export type { Waiters } from './books.ts'
export {
  classOf,
  kernelMemory,
  LARGE_BYTES,
  largeMemory,
  MAX_KERNEL,
  maxBytes,
  maxKept,
  type Room,
  roomWithin,
} from './classes.ts'
export { assertFits, type Demand, memoryBytes } from './demand.ts'
export type { Lease, OnLease } from './lease.ts'
export { type Ledger, ledger } from './ledger.ts'
export { neededMemory } from './needed-memory.ts'
export { type Owner, setOwnerRules } from './owner.ts'
export { type Pool, pool } from './pool.ts'
export type { Need } from './reservation.ts'
export { type Reservations, reservations } from './reservations.ts'
export { ownSeat, type Seat, swapped } from './seat.ts'
export { takeFor } from './turns.ts'
export type { Unplanned } from './unplanned.ts'
