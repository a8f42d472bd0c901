import type { Books } from './books.ts'
import { fits, placesFor } from './fitting.ts'
import { isBlockedByBodies } from './free-room.ts'
import type { Places } from './places.ts'
import { bytesOf, type Need, type SentBody } from './reservation.ts'
import { reservedBytes } from './unplanned.ts'

const MAX_SENDING_SHARE = 1 / 3

const NOWHERE: Places = new Map()

/**
 * Returns `true` if bytes may be sent unchanged: no owner waits, and all bytes that are sent take
 * at most a third of the memory that is left for buffers.
 */
export function maySend(books: Books, { bytes, memory }: Need): boolean {
  const { pool, waiters } = books
  const present = books.all()
  const sending = bytesOf(present.filter(({ isTask, isKept }) => !isTask && !isKept))
  const left = memory - pool.plannedBytes(NOWHERE)
  if (waiters.length() > 0 || sending + bytes > left * MAX_SENDING_SHARE) return false
  return fits(books, { demands: [{ bytes }], places: NOWHERE, present }, memory)
}

/** Returns `true` if a body is the last to end of those for which an owner would wait too long. */
export function isInTheWay(books: Books, body: SentBody): boolean {
  const { pool, waiters, unplanned } = books
  const all = books.all()
  if (all.some(({ sending }) => sending && sending.end > body.end)) return false
  let isWanted = false
  waiters.visit((need, deadline) => {
    if (isWanted || body.end <= deadline) return
    // Everything that stays once the tasks have ended, and the holder with exclusive demands.
    const present = all.filter(
      ({ isTask, isExclusive, owner }) => !isTask && (!isExclusive || owner === need.owner),
    )
    const serving = { demands: [need], places: placesFor(books, [need]) ?? NOWHERE, present }
    const reserved = reservedBytes(unplanned, all, need.memory)
    isWanted = isBlockedByBodies(pool, serving, need.memory, deadline, reserved)
  })
  return isWanted
}
