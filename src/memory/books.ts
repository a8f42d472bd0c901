import type { Ledger } from './ledger.ts'
import { hasEnded } from './owner.ts'
import { bytesOf, type Reservation } from './reservation.ts'
import { type Unplanned, unplannedBytes } from './unplanned.ts'

/** All reservations of an isolate. */
export interface Books {
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
export function openBooks(ledger: Ledger, unplanned: Unplanned): Books {
  const reservations = new Set<Reservation>()

  const buffers = () => bytesOf(reservations) + unplannedBytes(unplanned, reservations)

  function change(action: () => void): void {
    ledger.note(buffers())
    action()
    ledger.note(buffers())
  }

  const remove = (reservation: Reservation) => change(() => reservations.delete(reservation))

  return {
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
