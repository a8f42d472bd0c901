import { classOf, kernelMemory, type MemoryClass } from './classes.ts'
import { type Demand, isLargeKernel, usesLarge } from './demand.ts'
import type { Owner } from './owner.ts'
import type { Place, Pool } from './pool.ts'
import type { Need } from './reservation.ts'
import { paired, type Seat, type TakenSeat } from './seat.ts'

/**
 * Pool places that demands take, with the bytes that they plan there: for each demand its kernel's
 * place and its partner's place.
 */
export type Places = ReadonlyMap<Place, number>

/** Returns the bytes for a kernel's blocks in a memory of `bytes`. */
const blocksIn = (bytes: number): number => Math.max(0, bytes - kernelMemory(0))

/** Returns the classes from which a demand takes memories. */
export function classesOf({ kernel = 0, partner = 0 }: Demand): readonly MemoryClass[] {
  return [classOf(kernel), ...(partner > 0 ? [classOf(blocksIn(partner))] : [])]
}

/**
 * Chooses free places for several demands' memories.
 * @param wanted classes for which others wait
 * @returns `undefined` if a demand has to wait
 */
export function choosePlaces(
  pool: Pool,
  demands: readonly Demand[],
  wanted: ReadonlySet<string>,
): Places | undefined {
  const places = new Map<Place, number>()
  for (const { kernel = 0, codec = 0, partner = 0 } of demands) {
    if (kernel === 0) continue
    const place = pool.placeFor(kernel, places, wanted)
    if (!place) return undefined
    places.set(place, Math.max(kernelMemory(kernel), place === pool.large ? codec : 0))
    if (partner === 0) continue
    const other = pool.placeFor(blocksIn(partner), places, wanted)
    if (!other) return undefined
    places.set(other, partner)
  }
  return places
}

/** Returns the places that `choosePlaces` assigned to the last demand. */
export function placesOf({ kernel = 0, partner = 0 }: Demand, places: Places): Places {
  const count = Number(kernel > 0) + Number(kernel > 0 && partner > 0)
  return new Map(count === 0 ? [] : [...places].slice(-count))
}

/** Seats that were taken for kernels, not for codecs. */
const kernels = new WeakSet<TakenSeat>()

/** Takes one demand's places. Returns `undefined` if there is none. */
export function takePlaces(pool: Pool, places: Places, owner: Owner): Seat | undefined {
  const [own, partner] = [...places].map(([place, bytes]) => pool.take(place, bytes, owner))
  if (places.has(pool.large) && pool.large.seat) kernels.add(pool.large.seat)
  return own && partner ? paired(own, partner) : own
}

/**
 * Returns `true` if a demand must wait for the large memory before it takes any other memory. A
 * task with a codec would keep a kernel and buffers while it waits for a larger kernel. The short
 * turns of other codecs do not make it wait.
 * @param ahead demands that are about to be served
 */
export function waitsForLarge({ large: { seat } }: Pool, own: Need, ahead: readonly Demand[]): boolean {
  if (isLargeKernel(own)) return ahead.some(usesLarge)
  if (!usesLarge(own)) return false
  const isTaken = seat !== undefined && kernels.has(seat) && seat.owner !== own.owner
  return isTaken || ahead.some(isLargeKernel)
}
