import { type Demand, isLargeKernel, usesLarge } from './demand.ts'
import type { Heartbeat } from './heartbeat.ts'
import { type Places, takePlaces } from './places.ts'
import type { Pool } from './pool.ts'
import type { Need } from './reservation.ts'
import type { Seat, SeatOwner } from './seat.ts'

/** Seats of kernels in the memories of a pool. */
export interface Seats {
  /** Takes the places of one demand. Returns `undefined` if there is none. */
  take(places: Places, heartbeat: Heartbeat): Seat | undefined
  /**
   * Returns `true` if a demand must wait for the large memory before it takes any other memory. A
   * task with a codec would keep a kernel and buffers while it waits for a larger kernel. The short
   * turns of other codecs do not make it wait.
   * @param ahead demands that are about to be served
   */
  waitsForLarge(own: Need, ahead: readonly Demand[]): boolean
}

export function seatsOf(pool: Pool): Seats {
  /** Last kernel that took the large memory. */
  let largeKernel: SeatOwner | undefined

  return {
    take(places, heartbeat) {
      const seat = takePlaces(pool, places, heartbeat)
      if (places.has(pool.large)) largeKernel = pool.large.seat
      return seat
    },
    waitsForLarge(own, ahead) {
      if (isLargeKernel(own)) return ahead.some(usesLarge)
      if (!usesLarge(own)) return false
      const { seat } = pool.large
      const isTaken = seat !== undefined && seat === largeKernel && seat.heartbeat !== own.heartbeat
      return isTaken || ahead.some(isLargeKernel)
    },
  }
}
