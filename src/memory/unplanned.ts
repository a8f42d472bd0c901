import type { Owner } from './owner.ts'
import type { Reservation } from './reservation.ts'

/** Memory in use outside leases. */
export interface Unplanned {
  /**
   * Returns the current size in bytes of the headers that requests read before their memory is
   * planned.
   * @param planned owners whose memory is planned
   */
  headers(planned: ReadonlySet<Owner>): number
  /**
   * Returns the bytes that headers would take if every free slot were taken. The bytes are kept
   * free, except for a task that would run alone while no body is sent: the requests with these
   * headers may be waiting for that task.
   * @param planned owners whose memory is planned
   */
  maxHeaders(planned: ReadonlySet<Owner>): number
  /** Returns the total size in bytes of the caches. */
  cached(): number
  /** Drops all caches. It is called if a demand fits only without them. */
  dropCaches(): void
}

/** Maximum share of all memories and buffers that is kept free for future requests' headers. */
const MAX_RESERVED_SHARE = 1 / 20

/** Memory for work without headers and caches. */
export const NO_UNPLANNED: Unplanned = {
  headers: () => 0,
  maxHeaders: () => 0,
  cached: () => 0,
  dropCaches: () => undefined,
}

/** Returns the owners whose memory is planned. */
function plannedIn(reservations: Iterable<Reservation>): ReadonlySet<Owner> {
  const requests = new Set<Owner>()
  for (const { isTask, isKept, owner } of reservations) if (isTask || isKept) requests.add(owner)
  return requests
}

/** Returns the bytes in use outside leases. */
export const unplannedBytes = (unplanned: Unplanned, reservations: Iterable<Reservation>): number =>
  unplanned.headers(plannedIn(reservations)) + unplanned.cached()

/**
 * Returns the bytes that are kept free for headers.
 * @param reservations all reservations of the isolate
 * @param memory maximum bytes for all memories and buffers
 */
export function reservedBytes(
  unplanned: Unplanned,
  reservations: Iterable<Reservation>,
  memory: number,
): number {
  const requests = plannedIn(reservations)
  const most = memory * MAX_RESERVED_SHARE
  return Math.max(unplanned.headers(requests), Math.min(unplanned.maxHeaders(requests), most))
}

/** Room for demands that are about to be served. */
interface ServedRoom {
  /** Bytes that are left for buffers once the demands are served; negative if they do not fit. */
  readonly free: number
  /** Maximum bytes for all memories and buffers. */
  readonly memory: number
  /** `true` if no more room comes: no task runs beside the demand, and no body is sent. */
  readonly isLast: boolean
}

/**
 * Returns `true` if demands fit beside headers and caches. Drops the caches if that helps, and only
 * then, because work that waits for something else polls often.
 * @param reservations all reservations of the isolate
 */
export function fitsBeside(
  unplanned: Unplanned,
  reservations: Iterable<Reservation>,
  { free, memory, isLast }: ServedRoom,
): boolean {
  const headers = reservedBytes(unplanned, reservations, memory)
  if ((isLast ? 0 : headers) > free) return false
  if (headers + unplanned.cached() > free) unplanned.dropCaches()
  return isLast || headers + unplanned.cached() <= free
}
