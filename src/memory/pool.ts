import { inPages, WASM_PAGE } from '../wasm-memory/page.ts'
import {
  classOf,
  KERNEL_CLASSES,
  kernelMemory,
  LARGE_BYTES,
  LARGE_CLASS,
  type MemoryClass,
  maxBytes,
  roomWithin,
} from './classes.ts'
import { ledger as isolateLedger, type Ledger } from './ledger.ts'
import { hasEnded, type Owner } from './owner.ts'
import { type Seat, seatIn, type TakenSeat } from './seat.ts'

/** Place for one WebAssembly memory. */
export interface Place {
  readonly class: MemoryClass
  /** `undefined` until the place is first used. */
  readonly memory: WebAssembly.Memory | undefined
  /** `undefined` while nobody uses the memory, which is then all zeros. */
  readonly seat: TakenSeat | undefined
}

/** An isolate's memories. They are never dropped, because V8 may never collect a dropped memory. */
export interface Pool {
  /** The large memory's place. */
  readonly large: Place
  /**
   * Lets the large memory grow as far as the limit on all memories and buffers allows. It should be
   * called before the first use: a memory that exists keeps its maximum until a plan exceeds it.
   */
  allow(memory: number): void
  /**
   * Chooses a free place for a kernel.
   * @param bytes total size of the kernel's blocks
   * @param taken places that others are about to take
   * @param wanted classes for which others wait. Smaller kernels do not take places from these
   *   classes
   */
  placeFor(bytes: number, taken: ReadonlyMap<Place, number>, wanted: ReadonlySet<string>): Place | undefined
  /**
   * Takes a free place.
   * @param bytes maximum size to which the holder plans to grow the memory
   */
  take(place: Place, bytes: number, owner: Owner): Seat
  /** Wipes the memories whose holders' contexts have ended, so that others can use them. */
  reclaim(): void
  /**
   * Returns the total size in bytes of all memories once each has grown as far as planned.
   * @param starting bytes that work is about to take, by place
   */
  plannedBytes(starting: ReadonlyMap<Place, number>): number
  /** Returns the bytes that all holders plan to use, without idle memories and unused pages. */
  usedBytes(starting: ReadonlyMap<Place, number>): number
  /**
   * Drops the memories that nobody uses. They exist until they are collected. Only tests do this.
   */
  dropIdle(): void
  /** Returns the number of memories that were used again, and of those that were created. */
  use(): { readonly reused: number; readonly started: number }
}

interface OwnPlace extends Place {
  memory: WebAssembly.Memory | undefined
  seat: TakenSeat | undefined
  /** The present memory's maximum size in bytes. */
  limit: number
}

const placesOf = (each: MemoryClass): OwnPlace[] =>
  Array.from({ length: each.count }, () => ({ class: each, memory: undefined, seat: undefined, limit: 0 }))

const sizeOf = ({ memory }: Place): number => memory?.buffer.byteLength ?? 0

const plannedIn = (place: Place, starting: ReadonlyMap<Place, number>): number =>
  Math.max(place.seat?.bytes ?? 0, starting.get(place) ?? 0)

/**
 * Returns the place that grows least: the place with the smallest memory that is large enough,
 * otherwise the place with the largest memory.
 */
function bestOf(places: readonly OwnPlace[], bytes: number): OwnPlace | undefined {
  const sorted = [...places].sort((a, b) => sizeOf(a) - sizeOf(b))
  return sorted.find((place) => sizeOf(place) >= bytes) ?? sorted.at(-1)
}

/**
 * Creates an isolate's memories. There is at most one for each place, and none exceeds its class
 * maximum. This bounds their total, even if none is ever collected.
 */
export function memoryPool(ledger: Ledger = isolateLedger): Pool {
  const kernels = KERNEL_CLASSES.flatMap(placesOf)
  const [large] = placesOf(LARGE_CLASS) as [OwnPlace]
  const places = [...kernels, large]
  let allowed = LARGE_BYTES
  let reused = 0
  let started = 0

  function drop(place: OwnPlace): void {
    if (place.memory) ledger.drop(place.memory)
    place.memory = undefined
  }

  function memoryOf(place: OwnPlace, bytes: number): WebAssembly.Memory {
    if (place.memory && bytes <= place.limit) {
      reused++
      return place.memory
    }
    started++
    drop(place)
    const { initial } = place.class
    // A maximum takes no memory until the memory grows. If each memory had its plan's size, each
    // larger plan would drop one.
    const most = place.class === LARGE_CLASS ? allowed : maxBytes(place.class)
    place.limit = inPages(Math.max(most, bytes))
    place.memory = ledger.register(new WebAssembly.Memory({ initial, maximum: place.limit / WASM_PAGE }))
    return place.memory
  }

  const own = (place: Place) => places.find((each) => each === place) ?? large

  return {
    large,
    allow(memory) {
      allowed = Math.max(allowed, roomWithin(memory).codec)
    },
    placeFor(bytes, taken, wanted) {
      const free = places.filter((place) => !place.seat && !taken.has(place))
      const smallest = classOf(bytes)
      if (smallest === LARGE_CLASS) return free.find((place) => place === large)
      for (const each of KERNEL_CLASSES.slice(KERNEL_CLASSES.indexOf(smallest))) {
        if (each !== smallest && wanted.has(each.name)) continue
        const found = bestOf(
          free.filter((place) => place.class === each),
          kernelMemory(bytes),
        )
        if (found) return found
      }
      return undefined
    },
    take(place, bytes, owner) {
      const taken = own(place)
      const opened = seatIn(
        () => memoryOf(taken, bytes),
        { bytes, owner, isLarge: taken === large },
        () => {
          taken.seat = undefined
        },
      )
      taken.seat = opened
      return opened.seat
    },
    reclaim() {
      for (const { seat } of places) if (seat && hasEnded(seat.owner)) seat.revoke()
    },
    plannedBytes(starting) {
      const known = places.reduce((sum, place) => sum + sizeOf(place), 0)
      const grown = places.map((place) => {
        const planned = plannedIn(place, starting)
        const initial = place.class.initial * WASM_PAGE
        return Math.max(sizeOf(place), planned === 0 ? 0 : Math.max(planned, initial))
      })
      return grown.reduce((sum, bytes) => sum + bytes, Math.max(0, ledger.wasmBytes() - known))
    },
    usedBytes: (starting) => places.reduce((sum, place) => sum + plannedIn(place, starting), 0),
    dropIdle() {
      for (const place of places) if (!place.seat) drop(place)
    },
    use: () => ({ reused, started }),
  }
}

/** This isolate's memories. */
export const pool = memoryPool()
