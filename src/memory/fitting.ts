import type { Books } from './books.ts'
import type { Demand } from './demand.ts'
import { freeBeside, type Serving } from './free-room.ts'
import { choosePlaces, classesOf, type Places } from './places.ts'
import { turnsOf } from './turns.ts'
import { fitsBeside } from './unplanned.ts'

/**
 * Chooses free places for the memories of demands. Returns `undefined` if one of them has to wait.
 */
export function placesFor({ pool, waiters }: Books, demands: readonly Demand[]): Places | undefined {
  const wanted = new Set<string>()
  waiters.visit((need) => {
    for (const { name } of classesOf(need)) wanted.add(name)
  })
  const places = choosePlaces(pool, demands, wanted)
  return places?.has(pool.large) && turnsOf(pool).isWanted() ? undefined : places
}

/**
 * Returns `true` if demands fit, and drops caches that are in the way.
 * @param memory maximum bytes of all memories and buffers
 */
export function fits({ pool, all, unplanned }: Books, serving: Serving, memory: number): boolean {
  const { demands, present } = serving
  const isAlone = demands.length === 1 && !present.some(({ isTask }) => isTask)
  const free = freeBeside(pool, serving, memory, isAlone)
  const isLast = isAlone && !present.some(({ sending }) => sending)
  return fitsBeside(unplanned, all(), { free, memory, isLast })
}
