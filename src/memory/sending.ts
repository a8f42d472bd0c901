import type { Accounts } from './fitting.ts'
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
export function maySend(accounts: Accounts, { bytes, memory }: Need): boolean {
  const { pool, books, waiters } = accounts
  const sending = bytesOf(books.all().filter(({ isTask, isHeld }) => !isTask && !isHeld))
  const left = memory - pool.plannedBytes(NOWHERE)
  if (waiters.length() > 0 || sending + bytes > left * MAX_SENDING_SHARE) return false
  return fits(accounts, { demands: [{ bytes }], places: NOWHERE, memory })
}

/** Returns `true` if a body is the last to end of those for which an owner would wait too long. */
export function isInTheWay(accounts: Accounts, body: SentBody): boolean {
  const { pool, books, waiters, unplanned } = accounts
  const all = books.all()
  if (all.some(({ sending }) => sending && sending.end > body.end)) return false
  let isWanted = false
  waiters.visit((need, deadline) => {
    if (isWanted || body.end <= deadline) return
    // Everything that stays once the tasks have ended, and the holder with large demands.
    const present = all.filter(({ isTask, isLarge, owner }) => !isTask && (!isLarge || owner === need.owner))
    const serving = { demands: [need], places: placesFor(accounts, [need]) ?? NOWHERE, present }
    const reserved = reservedBytes(unplanned, all, need.memory)
    isWanted = isBlockedByBodies(pool, serving, need.memory, deadline, reserved)
  })
  return isWanted
}
