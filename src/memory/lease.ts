import type { Books } from './books.ts'
import { assertFits, type Demand } from './demand.ts'
import { fits, placesFor } from './fitting.ts'
import { type Places, takePlaces } from './places.ts'
import type { Need, Reservation } from './reservation.ts'
import type { Seat } from './seat.ts'

/** Reservation and seat for a piece of work, until it releases them. */
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

/** Called with the demand of each lease, also when it changes. */
export type OnLease = (demand: Demand) => void

const NOWHERE: Places = new Map()

const largest = (one: Demand, other: Demand) => ({
  kernel: Math.max(one.kernel ?? 0, other.kernel ?? 0),
  partner: Math.max(one.partner ?? 0, other.partner ?? 0),
})

/**
 * Leases memory that fits.
 * @param isTask `true` if a task runs in the lease
 * @param places free places for the memories of the need
 */
export function lease(
  books: Books,
  { memory, owner, ...demand }: Need,
  { isTask, places = NOWHERE, onLease }: { isTask: boolean; places?: Places; onLease: OnLease },
): Lease {
  let own: Reservation = { ...demand, owner, isTask }
  let seat = takePlaces(books.pool, places, owner)
  books.add(own)
  onLease(demand)

  return {
    get seat() {
      return seat
    },
    resize(next) {
      assertFits(next, memory)
      const isShrinking = next.isKept && next.bytes <= own.bytes
      const { kernel, partner } = largest(own, next)
      if (seat && (kernel > (own.kernel ?? 0) || partner > (own.partner ?? 0))) return false
      const places = seat ? NOWHERE : placesFor(books, [next])
      const present = books.all().filter((each) => each !== own)
      if (!isShrinking && !(places && fits(books, { demands: [next], places, present }, memory))) return false
      if (places) seat ??= takePlaces(books.pool, places, owner)
      const resized = { ...next, owner, isTask, kernel, partner }
      books.replace(own, resized)
      own = resized
      onLease(next)
      return true
    },
    release() {
      seat?.free()
      books.remove(own)
    },
  }
}
