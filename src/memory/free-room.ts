import { maxKept, roomWithin } from './classes.ts'
import { type Demand, sum } from './demand.ts'
import type { Places } from './places.ts'
import type { Pool } from './pool.ts'
import { bytesOf, type Reservation } from './reservation.ts'

/** Demands that are about to be served, and what they are served beside. */
export interface Serving {
  readonly demands: readonly Demand[]
  /** Memory places that the demands take. */
  readonly places: Places
  /** Reservations that stay. */
  readonly present: readonly Reservation[]
}

/**
 * Returns the bytes that are left for buffers once demands are served; negative if they do not fit.
 * @param memory maximum bytes for all memories and buffers
 * @param isAlone `true` if no task runs beside the demand, which then gets the idle memories' room
 */
export function freeBeside(
  pool: Pool,
  { demands, places, present }: Serving,
  memory: number,
  isAlone: boolean,
): number {
  const planned = bytesOf(present) + sum(demands.map(({ bytes }) => bytes))
  const codec = Math.max(0, ...[...present, ...demands].map((each) => each.codec ?? 0))
  const starting = new Map(places).set(pool.large, Math.max(codec, places.get(pool.large) ?? 0))
  // With the default limit, the memories always leave that much.
  const { buffers } = roomWithin(memory)
  const least = Math.min(memory, buffers + maxKept(buffers))
  const room = Math.max(memory - pool.plannedBytes(starting), least)
  // A lower limit leaves out idle memories, because others may have grown them.
  const unused = isAlone ? room : memory - pool.usedBytes(starting)
  return Math.min(room, unused) - planned
}

/**
 * Returns `true` if only the bodies that are being sent prevent demands from fitting before a
 * deadline.
 * @param memory maximum bytes for all memories and buffers
 * @param deadline in milliseconds since 1970
 * @param reserved bytes that stay free beside the bodies
 */
export function isBlockedByBodies(
  pool: Pool,
  serving: Serving,
  memory: number,
  deadline: number,
  reserved: number,
): boolean {
  const { present } = serving
  const keysOf = (some: readonly Reservation[]) => new Set(some.map(({ shared }) => shared ?? {}))
  const bodies = present.filter(({ sending }) => sending)
  const [all, late] = [keysOf(bodies), keysOf(bodies.filter(({ sending }) => (sending?.end ?? 0) > deadline))]
  // When a body ends, the other counts for its bytes end with it.
  const isOf = (keys: ReadonlySet<object>, { shared }: Reservation) =>
    shared !== undefined && keys.has(shared)
  const freeOf = (staying: readonly Reservation[]) =>
    freeBeside(pool, { ...serving, present: staying }, memory, true)
  return (
    freeOf(present.filter((each) => isOf(late, each) || !isOf(all, each))) < reserved &&
    freeOf(present.filter((each) => !isOf(all, each))) >= 0
  )
}
