import type { Ledger } from './ledger.ts'
import { hasEnded } from './owner.ts'
import type { Pool } from './pool.ts'
import { bytesOf, type Need, type Reservation } from './reservation.ts'
import { type Unplanned, unplannedBytes } from './unplanned.ts'

/** Owners that wait for memory. */
export interface Waiters {
  /** Visits what they need, with the time at which each wait ends. */
  visit(visitor: (need: Need, deadline: number) => void): void
  length(): number
}

/** All reservations of an isolate, and what they share the memory with. */
export interface Books {
  readonly pool: Pool
  readonly waiters: Waiters
  readonly unplanned: Unplanned
  /** Reservations in the order in which they were made. */
  all(): readonly Reservation[]
  add(reservation: Reservation): void
  remove(reservation: Reservation): void
  replace(earlier: Reservation, later: Reservation): void
  /** Removes the reservations of owners that have ended. */
  removeEnded(): void
  /** Returns the bytes of all buffers that are reserved, counted or unplanned. */
  buffers(): number
}

/**
 * Opens empty books. They note the high-water mark of the ledger before and after each change,
 * because memories grow in between.
 */
export function openBooks(ledger: Ledger, shared: Pick<Books, 'pool' | 'waiters' | 'unplanned'>): Books {
  const { unplanned } = shared
  const reservations = new Set<Reservation>()

  const buffers = () => bytesOf(reservations) + unplannedBytes(unplanned, reservations)

  function change(action: () => void): void {
    ledger.note(buffers())
    action()
    ledger.note(buffers())
  }

  const remove = (reservation: Reservation) => change(() => reservations.delete(reservation))

  return {
    ...shared,
    all: () => [...reservations],
    add: (reservation) => change(() => reservations.add(reservation)),
    remove,
    replace: (earlier, later) =>
      change(() => {
        reservations.delete(earlier)
        reservations.add(later)
      }),
    removeEnded() {
      for (const each of reservations) if (hasEnded(each.owner)) remove(each)
    },
    buffers,
  }
}
