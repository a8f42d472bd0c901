import { assertFits, type Demand, totalBytes } from './demand.ts'
import { type Accounts, fits, placesFor } from './fitting.ts'
import type { Places, PlaceTaker } from './places.ts'
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

/** Called with the size in bytes of each lease, including its foreign codecs. */
export type OnLease = (bytes: number) => void

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
  accounts: Accounts,
  taker: PlaceTaker,
  { memory, owner, ...demand }: Need,
  { isTask, places = NOWHERE, onLease }: { isTask: boolean; places?: Places; onLease: OnLease },
): Lease {
  const { books } = accounts
  let own: Reservation = { ...demand, owner, isTask }
  let seat = taker.take(places, owner)
  books.add(own)
  onLease(totalBytes(demand))

  return {
    get seat() {
      return seat
    },
    resize(next) {
      assertFits(next, memory)
      const isShrinking = next.isHeld && next.bytes <= own.bytes
      const { kernel, partner } = largest(own, next)
      if (seat && (kernel > (own.kernel ?? 0) || partner > (own.partner ?? 0))) return false
      const places = seat ? NOWHERE : placesFor(accounts, [next])
      const others = books.all().filter((each) => each !== own)
      if (!isShrinking && !(places && fits(accounts, { demands: [next], places, memory }, others)))
        return false
      if (places) seat ??= taker.take(places, owner)
      const resized = { ...next, owner, isTask, kernel, partner }
      books.replace(own, resized)
      own = resized
      onLease(totalBytes(next))
      return true
    },
    release() {
      seat?.free()
      books.remove(own)
    },
  }
}
