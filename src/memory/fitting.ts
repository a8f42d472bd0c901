import type { Books } from './books.ts'
import type { Demand } from './demand.ts'
import { freeBeside } from './free-room.ts'
import { choosePlaces, classesOf, type Places } from './places.ts'
import type { Pool } from './pool.ts'
import type { Need, Reservation } from './reservation.ts'
import { turnsOf } from './turns.ts'
import { fitsBeside, type Unplanned } from './unplanned.ts'

/** Owners that wait for memory. */
export interface Waiters {
  /** Visits what they need, with the time at which each wait ends. */
  visit(visitor: (need: Need, deadline: number) => void): void
  length(): number
}

/** Memory of an isolate, and all that is known about its use. */
export interface Accounts {
  readonly pool: Pool
  readonly books: Books
  readonly waiters: Waiters
  readonly unplanned: Unplanned
}

/**
 * Chooses free places for the memories of demands. Returns `undefined` if one of them has to wait.
 */
export function placesFor({ pool, waiters }: Accounts, demands: readonly Demand[]): Places | undefined {
  const wanted = new Set<string>()
  waiters.visit((need) => {
    for (const { name } of classesOf(need)) wanted.add(name)
  })
  const places = choosePlaces(pool, demands, wanted)
  return places?.has(pool.large) && turnsOf(pool).isWanted() ? undefined : places
}

/** Demands with the places that they take. */
interface Placed {
  readonly demands: readonly Demand[]
  readonly places: Places
  /** Maximum bytes of all memories and buffers. */
  readonly memory: number
}

/**
 * Returns `true` if demands fit that take these places, and drops caches that are in the way.
 * @param present reservations beside which the demands are served
 */
export function fits(
  { pool, books, unplanned }: Accounts,
  { demands, places, memory }: Placed,
  present: readonly Reservation[] = books.all(),
): boolean {
  const isAlone = demands.length === 1 && !present.some(({ isTask }) => isTask)
  const free = freeBeside(pool, { demands, places, present }, memory, isAlone)
  const isLast = isAlone && !present.some(({ sending }) => sending)
  return fitsBeside(unplanned, books.all(), { free, memory, isLast })
}
